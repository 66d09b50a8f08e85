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

/* Counts from here on, on all threads; and no longer. */
void shim_allocations_open(void);
void shim_allocations_close(void);

/* The calling thread's allocations do not count until resumed. Nests. */
void shim_allocations_pause(void);
void shim_allocations_resume(void);

/* What was counted so far. */
struct shim_allocations shim_allocations_read(void);

#endif
