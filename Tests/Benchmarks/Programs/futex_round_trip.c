/* futex_round_trip COUNT [RATE]: what the floor under a call into another process is, without any host.
 *
 * Two processes with one page between them wake each other by futex and never spin: RATE round trips a second, or one
 * after the other without it. Beside it the copy of a frame of 1080p NV12, from one of eight buffers into another, which a
 * host without shared memory would make. Prints percentiles in nanoseconds. */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "timing.h"

enum { FRAME_BYTES = 1920 * 1080 * 3 / 2, BUFFERS = 8 };

struct bells {
    _Atomic uint32_t there;
    char apart[124];
    _Atomic uint32_t back;
};

static void ring(_Atomic uint32_t *bell, uint32_t value) {
    atomic_store(bell, value);
    syscall(SYS_futex, bell, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void await(_Atomic uint32_t *bell, uint32_t value) {
    uint32_t seen;
    while ((seen = atomic_load(bell)) != value) syscall(SYS_futex, bell, FUTEX_WAIT, seen, NULL, NULL, 0);
}

static void answer(struct bells *bells, uint32_t count) {
    prctl(PR_SET_PDEATHSIG, 9);
    for (uint32_t i = 1; i <= count; ++i) {
        await(&bells->there, i);
        ring(&bells->back, i);
    }
    _exit(0);
}

static int ascending(const void *a, const void *b) {
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void sleep_until(int64_t due_ns) {
    const struct timespec until = {due_ns / 1000000000, due_ns % 1000000000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

int main(int words, char **arguments) {
    if (words < 2) {
        fprintf(stderr, "usage: futex_round_trip COUNT [RATE]\n");
        return 2;
    }
    const uint32_t count = (uint32_t)atoi(arguments[1]);
    const int64_t period_ns = words > 2 ? 1000000000 / atoi(arguments[2]) : 0;
    struct bells *bells = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    char *frames = malloc((size_t)FRAME_BYTES * BUFFERS);
    int64_t *trips = calloc(count, sizeof *trips), *copies = calloc(count, sizeof *copies);
    if (bells == MAP_FAILED || !frames || !trips || !copies) return 1;
    memset(frames, 1, (size_t)FRAME_BYTES * BUFFERS);
    const pid_t other = fork();
    if (other < 0) return 1;
    if (other == 0) answer(bells, count);
    int64_t due_ns = read_clock_ns(CLOCK_MONOTONIC);
    for (uint32_t i = 0; i < count; ++i) {
        if (period_ns > 0) sleep_until(due_ns += period_ns);
        const int64_t begun_ns = read_clock_ns(CLOCK_MONOTONIC);
        ring(&bells->there, i + 1);
        await(&bells->back, i + 1);
        trips[i] = read_clock_ns(CLOCK_MONOTONIC) - begun_ns;
    }
    for (uint32_t i = 0; i < count; ++i) {
        if (period_ns > 0) sleep_until(due_ns += period_ns);
        const int64_t begun_ns = read_clock_ns(CLOCK_MONOTONIC);
        memcpy(frames + (size_t)(i % BUFFERS) * FRAME_BYTES, frames + (size_t)((i + 3) % BUFFERS) * FRAME_BYTES,
               FRAME_BYTES);
        copies[i] = read_clock_ns(CLOCK_MONOTONIC) - begun_ns;
    }
    waitpid(other, NULL, 0);
    qsort(trips, count, sizeof *trips, ascending);
    qsort(copies, count, sizeof *copies, ascending);
    printf("{\"p50_ns\": %lld, \"p99_ns\": %lld, \"copy_p50_ns\": %lld, \"copy_p99_ns\": %lld}\n",
           (long long)trips[count / 2], (long long)trips[count - 1 - count / 100], (long long)copies[count / 2],
           (long long)copies[count - 1 - count / 100]);
    return 0;
}
