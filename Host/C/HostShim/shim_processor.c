#define _GNU_SOURCE
#include "shim_processor.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

_Static_assert(sizeof(struct shim_processors) == sizeof(cpu_set_t), "a set of the system's size");

int32_t shim_processor(void) { return sched_getcpu(); }

int shim_processors_allowed(struct shim_processors *set) {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return -errno;
    memcpy(set, &allowed, sizeof allowed);
    return CPU_COUNT(&allowed);
}

int shim_stay_on(int32_t processor) {
    if (processor < 0 || processor >= SHIM_PROCESSORS) return -EINVAL;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    return sched_setaffinity(0, sizeof one, &one) == 0 ? 0 : -errno;
}

int shim_allow_processors(const struct shim_processors *set) {
    cpu_set_t allowed;
    memcpy(&allowed, set, sizeof allowed);
    return sched_setaffinity(0, sizeof allowed, &allowed) == 0 ? 0 : -errno;
}
