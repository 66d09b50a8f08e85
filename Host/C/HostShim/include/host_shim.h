/* The few system calls that Swift's Glibc module cannot express. Prefix: shim_. */
#ifndef HOST_SHIM_H
#define HOST_SHIM_H

#include <stdint.h>
#include <sys/types.h>

/* An anonymous memory file of the given size, close-on-exec. Open descriptor, or -errno. */
int shim_memory_file(const char *name, uint64_t bytes);

/* Sleeps while *word == expected, at most timeout_ns (below 0: for ever). 0 when woken or the value differs,
 * -ETIMEDOUT, or -EINTR. Words are private to the process. */
int shim_futex_wait(uint32_t *word, uint32_t expected, int64_t timeout_ns);

/* Wakes up to `count` sleepers. Number woken. */
int shim_futex_wake(uint32_t *word, int count);

/* Reads a futex word; raises it by one and wakes one sleeper. */
uint32_t shim_futex_load(const uint32_t *word);
void shim_futex_post(uint32_t *word);

/* CLOCK_MONOTONIC and CLOCK_REALTIME in nanoseconds. */
int64_t shim_monotonic_ns(void);
int64_t shim_wall_ns(void);

/* One pause of a spin loop. */
void shim_pause(void);

/* Full memory fence between a store and a later load. */
void shim_fence(void);

/* Runs a program with the given arguments and environment in its own process group; it dies with its parent.
 * stdin is /dev/null; stdout and stderr go to the given descriptors (-1: /dev/null). Process id, or -errno. */
pid_t shim_spawn(const char *path, char *const arguments[], char *const environment[], int stdout_fd, int stderr_fd);

/* As shim_spawn, for programs that run strangers' code: the child's descriptors from 3 on are the `count` given ones, it
 * inherits no other, all signals have their default action, it leaves no core file, and it is the leader of a process
 * group of its own. At most 8 descriptors. Process id, or -errno. */
pid_t shim_spawn_channels(const char *path, char *const arguments[], char *const environment[], int stdout_fd,
                          int stderr_fd, const int *descriptors, int count);

/* Lets the orphans of this process's descendants become its own children, so that it can reap them. */
void shim_adopt_orphans(void);

/* A pipe, both ends close-on-exec: ends[0] reads, ends[1] writes. 0, or -errno. */
int shim_pipe(int ends[2]);

/* The words for an errno; constant, alive as long as the process. */
const char *shim_error_text(int error);

/* Names the calling thread, at most 15 bytes. */
void shim_name_thread(const char *name);

/* Voluntary and involuntary context switches and CPU time of the process. */
struct shim_usage {
    int64_t cpu_ns;
    int64_t max_resident_bytes;
};
struct shim_usage shim_process_usage(void);

#endif
