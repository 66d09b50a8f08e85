#define _GNU_SOURCE
#include "host_watch.h"

#include <fenv.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum { zone_count = 8192 };
static struct shim_zone zones[zone_count];
static int32_t next_free;
static pthread_mutex_t zone_lock = PTHREAD_MUTEX_INITIALIZER;
static int answer_fd = -1;

int32_t shim_zone_add(const struct shim_zone *zone) {
    int32_t slot = -1;
    pthread_mutex_lock(&zone_lock);
    for (int32_t tried = 0; tried < zone_count && slot < 0; ++tried) {
        int32_t candidate = (next_free + tried) % zone_count;
        if (zones[candidate].end == 0) slot = candidate;
    }
    if (slot >= 0) {
        zones[slot] = *zone;
        next_free = (slot + 1) % zone_count;
    }
    pthread_mutex_unlock(&zone_lock);
    return slot;
}

void shim_zone_change(int32_t slot, const struct shim_zone *zone) {
    if (slot < 0 || slot >= zone_count) return;
    pthread_mutex_lock(&zone_lock);
    zones[slot] = *zone;
    pthread_mutex_unlock(&zone_lock);
}

void shim_zone_remove(int32_t slot) {
    static const struct shim_zone none;
    shim_zone_change(slot, &none);
}

/* A text that is put together without the heap: a fault may have come in the middle of malloc. */
struct line {
    char text[512];
    size_t bytes;
};

static void add_text(struct line *line, const char *text) {
    while (*text && line->bytes + 1 < sizeof line->text) line->text[line->bytes++] = *text++;
}

static void add_number(struct line *line, uint64_t number) {
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = 0;
    do digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    add_text(line, digits + at);
}

static const char *access_kind(const void *context) {
#if defined(__x86_64__)
    return ((const ucontext_t *)context)->uc_mcontext.gregs[REG_ERR] & 2 ? "writes" : "reads";
#else
    (void)context;
    return "touches";
#endif
}

static void tell(const struct shim_zone *zone, uintptr_t address, const char *kind) {
    int inside = address >= zone->first && address < zone->last;
    struct line line = {.bytes = 0};
    add_text(&line, "{\"guard\":\"");
    add_text(&line, inside ? zone->inside : zone->outside);
    add_text(&line, "\",\"text\":\"the plugin ");
    add_text(&line, kind);
    add_text(&line, " ");
    add_text(&line, zone->what);
    if (inside) {
        add_text(&line, " ");
        add_text(&line, zone->how);
        add_text(&line, ", at byte ");
        add_number(&line, address - zone->first);
    } else if (address < zone->first) {
        add_text(&line, ", ");
        add_number(&line, zone->first - address);
        add_text(&line, " bytes before its start");
    } else {
        add_text(&line, ", ");
        add_number(&line, address - zone->last + 1);
        add_text(&line, " bytes past its end");
    }
    add_text(&line, "\"}\n{\"end\":\"stopped\",\"text\":\"");
    add_text(&line, inside ? zone->inside : zone->outside);
    add_text(&line, "\"}\n");
    (void)!write(answer_fd, line.text, line.bytes);
}

static void fault(int number, siginfo_t *info, void *context) {
    uintptr_t address = (uintptr_t)info->si_addr;
    for (int slot = 0; address && slot < zone_count; ++slot) {
        if (address < zones[slot].start || address >= zones[slot].end) continue;
        tell(&zones[slot], address, access_kind(context));
        _exit(SHIM_STOPPED_STATUS);
    }
    signal(number, SIG_DFL); /* the same instruction faults again, and ends the process as it would have */
}

void shim_watch_faults(int descriptor) {
    static char stack[64 << 10];
    answer_fd = descriptor;
    stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&other, NULL);
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK};
    action.sa_sigaction = fault;
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t *state) {
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

void shim_fill(uint8_t *bytes, uint64_t count, uint64_t seed) {
    uint64_t at = 0;
    for (; at + 8 <= count; at += 8) {
        uint64_t word = mix(&seed);
        memcpy(bytes + at, &word, 8);
    }
    for (uint64_t word = mix(&seed); at < count; ++at, word >>= 8) bytes[at] = (uint8_t)word;
}

uint64_t shim_hash(const void *start, uint64_t count, uint64_t seed) {
    const uint8_t *bytes = start;
    uint64_t hash = seed ^ (count * 0x9E3779B97F4A7C15u), at = 0;
    for (; at + 8 <= count; at += 8) {
        uint64_t word;
        memcpy(&word, bytes + at, 8);
        hash = (hash ^ word) * 0xBF58476D1CE4E5B9u;
        hash ^= hash >> 29;
    }
    for (; at < count; ++at) hash = (hash ^ bytes[at]) * 0x100000001B3u;
    hash = (hash ^ hash >> 27) * 0x94D049BB133111EBu;
    return hash ^ hash >> 31;
}

uint64_t shim_heap_bytes(void) {
    struct mallinfo2 facts = mallinfo2();
    return facts.uordblks + facts.hblkhd;
}

int64_t shim_thread_waits(void) {
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

int64_t shim_process_cpu_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

uint64_t shim_signal_handler(int number) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) != 0) return 0;
    return (uint64_t)(uintptr_t)action.sa_handler;
}

int32_t shim_signal_blocked(int number) {
    sigset_t set;
    return pthread_sigmask(SIG_SETMASK, NULL, &set) == 0 && sigismember(&set, number) == 1;
}

uint32_t shim_float_control(void) {
#if defined(__x86_64__)
    return (__builtin_ia32_stmxcsr() & ~0x3Fu) | (uint32_t)fegetround() << 16; /* without the sticky flags */
#else
    return (uint32_t)fegetround();
#endif
}

int32_t shim_pipe_bytes(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : -1;
}
