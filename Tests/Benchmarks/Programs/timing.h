/* What every measuring program prints: one line of JSON on the standard output. */
#ifndef SLUICE_BENCH_TIMING_H
#define SLUICE_BENCH_TIMING_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

static inline int64_t read_clock_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Wall time and CPU time of the whole process between begin and end. */
typedef struct span {
    int64_t wall_ns, cpu_ns;
} span;

static inline span begin_span(void) {
    return (span){read_clock_ns(CLOCK_MONOTONIC), read_clock_ns(CLOCK_PROCESS_CPUTIME_ID)};
}

static inline span end_span(span from) {
    const span now = begin_span();
    return (span){now.wall_ns - from.wall_ns, now.cpu_ns - from.cpu_ns};
}

static inline void print_span(span taken, long frames) {
    printf("{\"frames\": %ld, \"wall_ns\": %lld, \"cpu_ns\": %lld}\n", frames, (long long)taken.wall_ns,
           (long long)taken.cpu_ns);
}

#endif
