#define _GNU_SOURCE
#include "allocation_count.h"

#include <dlfcn.h>
#include <pthread.h>

#include "allocator.h"

static int is_open;
static uint64_t seen, seen_bytes;
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
    struct shim_allocations result = {__atomic_load_n(&seen, __ATOMIC_RELAXED),
                                      __atomic_load_n(&seen_bytes, __ATOMIC_RELAXED)};
    return result;
}

static inline void *counted(void *block, size_t size, const void *caller) {
    (void)caller;
    if (block && __atomic_load_n(&is_open, __ATOMIC_RELAXED) && is_plugins()) {
        __atomic_fetch_add(&seen, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&seen_bytes, size, __ATOMIC_RELAXED);
    }
    return block;
}

static inline void released(void *block) { (void)block; }

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
