#define _GNU_SOURCE
#include "shim_processor.h"

#include <errno.h>
#include <sched.h>

static __thread struct {
    cpu_set_t former;
    int32_t kept; /* 1 more than the processor; 0 while free */
    int is_offered, was_asked;
} stay;

int32_t shim_processor(void) { return sched_getcpu(); }

int shim_processors_allowed(void) {
    cpu_set_t allowed;
    return sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : -errno;
}

void shim_stay_offer(void) { stay.is_offered = 1; }

int shim_stay_offered(void) { return stay.is_offered; }

int32_t shim_stays_on(void) { return stay.kept - 1; }

int shim_stay_on(int32_t processor) {
    stay.was_asked = 1;
    if (stay.kept == processor + 1 && stay.kept > 0) return 0;
    if (processor < 0 || processor >= CPU_SETSIZE) {
        shim_stay_leave();
        return -EINVAL;
    }
    if (stay.kept == 0) {
        if (sched_getaffinity(0, sizeof stay.former, &stay.former) != 0) return -errno;
        if (CPU_COUNT(&stay.former) < 2) return -EINVAL;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    if (sched_setaffinity(0, sizeof one, &one) != 0) {
        const int why = errno;
        shim_stay_leave();
        return -why;
    }
    stay.kept = processor + 1;
    return 0;
}

void shim_stay_leave(void) {
    if (stay.kept == 0) return;
    sched_setaffinity(0, sizeof stay.former, &stay.former);
    stay.kept = 0;
}

void shim_stay_settle(void) {
    if (!stay.was_asked) shim_stay_leave();
    stay.was_asked = 0;
}
