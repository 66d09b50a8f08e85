/* Counts allocations of a process and its children into the file that SLUICE_COUNT_FILE names: loaded by LD_PRELOAD.
 * The counters live in a shared mapping of that file, so that they are right however the process ends. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* glibc's own names, for its allocator behind the functions replaced here. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

struct counters {
    uint64_t allocations, frees, bytes;
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

static void *counted(void *block, size_t size) {
    if (block) {
        __atomic_fetch_add(&counters->allocations, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&counters->bytes, size, __ATOMIC_RELAXED);
    }
    return block;
}

void *malloc(size_t size) { return counted(__libc_malloc(size), size); }
void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size), count * size); }
void *realloc(void *old, size_t size) { return counted(__libc_realloc(old, size), size); }
void *reallocarray(void *old, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, count * size);
}
void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size), size); }
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
void *valloc(size_t size) { return memalign((size_t)sysconf(_SC_PAGESIZE), size); }
int posix_memalign(void **block, size_t alignment, size_t size) {
    void *made = memalign(alignment, size);
    if (!made) return ENOMEM;
    *block = made;
    return 0;
}
void free(void *block) {
    if (block) __atomic_fetch_add(&counters->frees, 1, __ATOMIC_RELAXED);
    __libc_free(block);
}
