/* futex_ping COUNT RATE [same|apart]: how long a sleeping thread takes to run after a bare futex wake, RATE a second.
 *
 * The waker sleeps to the next tick, stamps, stores and wakes; the woken thread stamps as it comes back. The kernel
 * places both threads, unless they are pinned to the same processor or apart. Prints percentiles in nanoseconds. */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "timing.h"

static _Atomic uint32_t bell;
static _Atomic int64_t rung_ns;
static int64_t *taken_ns;
static uint32_t wakes;

static long futex(int operation, uint32_t value) { return syscall(SYS_futex, &bell, operation, value, NULL, NULL, 0); }

static void *sleeper(void *unused) {
    for (uint32_t seen = 0; seen < wakes; ++seen) {
        while (atomic_load(&bell) == seen) futex(FUTEX_WAIT_PRIVATE, seen);
        taken_ns[seen] = read_clock_ns(CLOCK_MONOTONIC) - atomic_load(&rung_ns);
    }
    return unused;
}

static void pin(pthread_t thread, int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    if (pthread_setaffinity_np(thread, sizeof set, &set) != 0) exit(3);
}

static int ascending(const void *a, const void *b) {
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: futex_ping COUNT RATE [same|apart]\n");
        return 2;
    }
    wakes = (uint32_t)atoi(arguments[1]);
    const int64_t period_ns = 1000000000 / atoi(arguments[2]);
    taken_ns = calloc(wakes, sizeof *taken_ns);
    pthread_t thread;
    if (taken_ns == NULL || pthread_create(&thread, NULL, sleeper, NULL) != 0) return 1;
    if (count > 3) {
        pin(pthread_self(), 0);
        pin(thread, strcmp(arguments[3], "apart") == 0);
    }
    int64_t due_ns = read_clock_ns(CLOCK_MONOTONIC) + period_ns;
    for (uint32_t i = 0; i < wakes; ++i, due_ns += period_ns) {
        const struct timespec until = {due_ns / 1000000000, due_ns % 1000000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        atomic_store(&rung_ns, read_clock_ns(CLOCK_MONOTONIC));
        atomic_store(&bell, i + 1);
        futex(FUTEX_WAKE_PRIVATE, 1);
    }
    pthread_join(thread, NULL);
    qsort(taken_ns, wakes, sizeof *taken_ns, ascending);
    printf("{\"wakes\": %u, \"p50_ns\": %lld, \"p95_ns\": %lld, \"p99_ns\": %lld, \"max_ns\": %lld}\n", wakes,
           (long long)taken_ns[wakes / 2], (long long)taken_ns[wakes - 1 - wakes / 20],
           (long long)taken_ns[wakes - 1 - wakes / 100], (long long)taken_ns[wakes - 1]);
    return 0;
}
