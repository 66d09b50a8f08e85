#define _GNU_SOURCE
#include "allocation_count.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

/* glibc's own names, for its allocator behind the functions replaced here. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static int is_open;
static uint64_t counted, counted_bytes;
static __thread int pauses __attribute__((tls_model("initial-exec")));

void shim_allocations_open(void) { __atomic_store_n(&is_open, 1, __ATOMIC_SEQ_CST); }
void shim_allocations_close(void) { __atomic_store_n(&is_open, 0, __ATOMIC_SEQ_CST); }
void shim_allocations_pause(void) { pauses += 1; }
void shim_allocations_resume(void) { pauses -= 1; }

struct shim_allocations shim_allocations_read(void) {
    struct shim_allocations result = {__atomic_load_n(&counted, __ATOMIC_RELAXED),
                                      __atomic_load_n(&counted_bytes, __ATOMIC_RELAXED)};
    return result;
}

static void *count(void *block, size_t size) {
    if (block && __atomic_load_n(&is_open, __ATOMIC_RELAXED) && pauses == 0) {
        __atomic_fetch_add(&counted, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&counted_bytes, size, __ATOMIC_RELAXED);
    }
    return block;
}

void *malloc(size_t size) { return count(__libc_malloc(size), size); }
void *calloc(size_t many, size_t size) { return count(__libc_calloc(many, size), many * size); }
void *realloc(void *old, size_t size) { return count(__libc_realloc(old, size), size); }
void *reallocarray(void *old, size_t many, size_t size) {
    if (size && many > SIZE_MAX / size) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, many * size);
}
void *memalign(size_t alignment, size_t size) { return count(__libc_memalign(alignment, size), size); }
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
void *valloc(size_t size) { return memalign((size_t)sysconf(_SC_PAGESIZE), size); }
void *pvalloc(size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return memalign(page, (size + page - 1) / page * page);
}
int posix_memalign(void **block, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
    void *made = memalign(alignment, size);
    if (!made) return ENOMEM;
    *block = made;
    return 0;
}
void free(void *block) { __libc_free(block); }
