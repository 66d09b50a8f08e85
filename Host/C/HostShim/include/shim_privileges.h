/* Giving up what a process does not need, for good. */
#ifndef SHIM_PRIVILEGES_H
#define SHIM_PRIVILEGES_H

#include <stdint.h>

/* Neither this process nor what it executes gains rights any more. 0 or -errno. */
int shim_no_new_privileges(void);

/* Whether the kernel knows that (1). */
int shim_has_no_new_privileges(void);

/* Drops all capabilities, also those that a program could get back. 0 or -errno. */
int shim_drop_capabilities(void);

/* Keeps this process's memory out of core dumps, also out of those that go to a program, and from debuggers. 0 or
 * -errno. */
int shim_forbid_dumps(void);

/* Leaves memory that is shared, such as frames, out of core dumps. 0 or -errno. */
int shim_dump_private_memory_only(void);

/* The numbers of resource limits for shim_limit. */
enum {
    SHIM_LIMIT_ADDRESS_SPACE,
    SHIM_LIMIT_CORE,
    SHIM_LIMIT_CPU_S,
    SHIM_LIMIT_DATA,
    SHIM_LIMIT_FILE_SIZE,
    SHIM_LIMIT_OPEN_FILES,
    SHIM_LIMIT_PROCESSES,
    SHIM_LIMIT_REALTIME,
    SHIM_LIMIT_NICE,
};

/* Lowers a resource limit, hard and soft; a lower one that is there stays. 0 or -errno. */
int shim_limit(int limit, uint64_t value);

/* How many threads this process has; -errno when that cannot be read. */
int shim_thread_count(void);

#endif
