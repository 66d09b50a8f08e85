#define _GNU_SOURCE
#include "allocation_count.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
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
/* Calls of the plugin under way on this thread, and calls of the host within the innermost. */
static __thread int in_plugin __attribute__((tls_model("initial-exec")));
static __thread int in_host __attribute__((tls_model("initial-exec")));

void shim_allocations_open(void) { __atomic_store_n(&is_open, 1, __ATOMIC_SEQ_CST); }
void shim_allocations_close(void) { __atomic_store_n(&is_open, 0, __ATOMIC_SEQ_CST); }
void shim_plugin_enter(void) { in_plugin += 1; }
void shim_plugin_leave(void) { in_plugin -= 1; }
void shim_host_enter(void) { in_host += 1; }
void shim_host_leave(void) { in_host -= 1; }

static int is_plugins(void) { return in_plugin > 0 && in_host == 0; }

struct shim_allocations shim_allocations_read(void) {
    struct shim_allocations result = {__atomic_load_n(&counted, __ATOMIC_RELAXED),
                                      __atomic_load_n(&counted_bytes, __ATOMIC_RELAXED)};
    return result;
}

static void *count(void *block, size_t size) {
    if (block && __atomic_load_n(&is_open, __ATOMIC_RELAXED) && is_plugins()) {
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

/* Threads belong to whoever starts them: the host's own work meanwhile is not the plugin's. */
struct start {
    void *(*body)(void *);
    void *argument;
};

static void *run_for_plugin(void *opaque) {
    struct start start = *(struct start *)opaque;
    __libc_free(opaque);
    in_plugin = 1;
    return start.body(start.argument);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
    typedef int create_function(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    static create_function *create;
    create_function *found = __atomic_load_n(&create, __ATOMIC_ACQUIRE);
    if (!found) {
        found = (create_function *)dlsym(RTLD_NEXT, "pthread_create");
        __atomic_store_n(&create, found, __ATOMIC_RELEASE);
    }
    if (!is_plugins()) return found(thread, attributes, body, argument);
    struct start *start = __libc_malloc(sizeof *start);
    if (!start) return EAGAIN;
    *start = (struct start){body, argument};
    int status = found(thread, attributes, run_for_plugin, start);
    if (status != 0) __libc_free(start);
    return status;
}
