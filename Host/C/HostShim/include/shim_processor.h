/* Where the calling thread may run. Prefix: shim_. A machine with more than 1024 processors is not spoken of here. */
#ifndef SHIM_PROCESSOR_H
#define SHIM_PROCESSOR_H

#include <stdint.h>

/* The processor that the calling thread runs on, or -1. */
int32_t shim_processor(void);

/* How many processors the calling thread may run on; or -errno. */
int shim_processors_allowed(void);

/* The calling thread will call shim_stay_settle often. */
void shim_stay_offer(void);
int shim_stay_offered(void);

/* Keeps the calling thread on one processor. 0, or -errno; -EINVAL where it may run on one only, and for one that is not
 * there. Where it fails the thread is free. */
int shim_stay_on(int32_t processor);

/* The processor that the calling thread is kept on, or -1. */
int32_t shim_stays_on(void);

/* Lets the calling thread run where it might before. */
void shim_stay_leave(void);

/* Does that when nobody asked to stay since the last time. */
void shim_stay_settle(void);

#endif
