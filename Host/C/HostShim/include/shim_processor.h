/* Where a thread may run. Prefix: shim_. */
#ifndef SHIM_PROCESSOR_H
#define SHIM_PROCESSOR_H

#include <stdint.h>

/* Processors that a thread may run on; a machine with more than this many is not spoken of here. */
#define SHIM_PROCESSORS 1024
struct shim_processors {
    uint64_t bits[SHIM_PROCESSORS / 64];
};

/* The processor that the calling thread runs on, or -1. */
int32_t shim_processor(void);

/* How many processors the calling thread may run on, with those in `set`; or -errno. */
int shim_processors_allowed(struct shim_processors *set);

/* Keeps the calling thread on one processor. 0, or -errno. */
int shim_stay_on(int32_t processor);

/* Lets the calling thread run on those of `set`. 0, or -errno. */
int shim_allow_processors(const struct shim_processors *set);

#endif
