/* Counts allocations of this process. A program that links it has its own malloc and kin, which count and hand on to
 * glibc's: also those of libraries that are opened later, since the linker looks into the program first ("Replacing
 * malloc" in the manual of glibc). Prefix: shim_. */
#ifndef SLUICE_ALLOCATION_COUNT_H
#define SLUICE_ALLOCATION_COUNT_H

#include <stdint.h>

struct shim_allocations {
    uint64_t count; /* calls of malloc, calloc, realloc and kin that returned memory */
    uint64_t bytes; /* what they asked for */
};

/* Counts from here on, and no longer: what the plugin's code allocates, on whatever thread. */
void shim_allocations_open(void);
void shim_allocations_close(void);

/* The calling thread runs the plugin's code, and no longer. Threads that it starts meanwhile are the plugin's for life. */
void shim_plugin_enter(void);
void shim_plugin_leave(void);

/* The plugin has called the host, and goes on. */
void shim_host_enter(void);
void shim_host_leave(void);

/* What was counted so far. */
struct shim_allocations shim_allocations_read(void);

#endif
