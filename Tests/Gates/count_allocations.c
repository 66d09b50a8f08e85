/* Counts allocations of a process and its children into the file that SLUICE_COUNT_FILE names: loaded by LD_PRELOAD.
 * The counters live in a shared mapping of that file, so that they are right however the process ends.
 * SLUICE_COUNT_APART names libraries, by parts of their file names between colons: what their code asks for is counted
 * apart as well. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#include "allocator.h"

struct counters {
    uint64_t allocations, frees, bytes, apart;
};

static struct counters before_mapping;
static struct counters *counters = &before_mapping;

__attribute__((constructor)) static void map_counters(void) {
    const char *path = getenv("SLUICE_COUNT_FILE");
    if (!path) return;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return;
    if (ftruncate(file, sizeof(struct counters)) == 0) {
        void *mapped = mmap(NULL, sizeof(struct counters), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (mapped != MAP_FAILED) counters = mapped;
    }
    close(file);
}

/* Whether a place in code belongs to a library that is counted apart. */
static int looked_up(const void *place) {
    const char *names = getenv("SLUICE_COUNT_APART");
    Dl_info facts;
    if (!names || !dladdr(place, &facts) || !facts.dli_fname) return 0;
    while (*names) {
        const size_t length = strcspn(names, ":");
        if (length && memmem(facts.dli_fname, strlen(facts.dli_fname), names, length)) return 1;
        names += length + (names[length] == ':');
    }
    return 0;
}

/* The same from a table: an entry is a place, with the answer in its lowest bit; places are kept without theirs. */
static int is_apart(const void *place) {
    static uintptr_t table[4096];
    const uintptr_t key = (uintptr_t)place & ~(uintptr_t)1;
    uintptr_t *entry = &table[(key >> 1) * 2654435761u >> 7 & 4095];
    uintptr_t known = __atomic_load_n(entry, __ATOMIC_RELAXED);
    if ((known & ~(uintptr_t)1) != key) {
        known = key | (uintptr_t)looked_up(place);
        __atomic_store_n(entry, known, __ATOMIC_RELAXED);
    }
    return (int)(known & 1);
}

static inline void *counted(void *block, size_t size, const void *caller) {
    if (block) {
        __atomic_fetch_add(&counters->allocations, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&counters->bytes, size, __ATOMIC_RELAXED);
        if (is_apart(caller)) __atomic_fetch_add(&counters->apart, 1, __ATOMIC_RELAXED);
    }
    return block;
}

static inline void released(void *block) {
    (void)block;
    __atomic_fetch_add(&counters->frees, 1, __ATOMIC_RELAXED);
}
