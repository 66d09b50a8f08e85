/* What the conformance suite needs of the machine: touches of memory that is out of bounds, told with a name and a place;
 * bytes from a seed; and facts about the process that a library must leave alone. Prefix: shim_. */
#ifndef HOST_WATCH_H
#define HOST_WATCH_H

#include <stdint.h>

/* A piece of memory that is watched. Texts are constant and live as long as the process. */
struct shim_zone {
    uintptr_t start, end;   /* all that is mapped, fences included */
    uintptr_t first, last;  /* the thing itself */
    const char *outside;    /* id of the check that a touch of the fences breaks */
    const char *inside;     /* id of the check that a forbidden touch of the thing itself breaks */
    const char *what;       /* "plane 1 of an input frame" */
    const char *how;        /* why the thing itself may not be touched: "after it was given back" */
};

/* Watches a zone; its slot, or -1 when there is none left. Change a slot only while nothing touches the zone. */
int32_t shim_zone_add(const struct shim_zone *zone);
void shim_zone_change(int32_t slot, const struct shim_zone *zone);
void shim_zone_remove(int32_t slot);

/* From here on a touch of a zone's forbidden parts writes a line of JSON to the descriptor and ends the process with
 * SHIM_STOPPED_STATUS; any other fault ends it by its signal, as ever. */
#define SHIM_STOPPED_STATUS 86
void shim_watch_faults(int descriptor);

/* Noise from a seed; a hash that tells contents apart. */
void shim_fill(uint8_t *bytes, uint64_t count, uint64_t seed);
uint64_t shim_hash(const void *bytes, uint64_t count, uint64_t seed);

/* Bytes of the heap in use, all arenas. */
uint64_t shim_heap_bytes(void);

/* How often the calling thread has given up its core to wait; CPU time of the process in nanoseconds. */
int64_t shim_thread_waits(void);
int64_t shim_process_cpu_ns(void);

/* The handler of a signal as a number (0 default, 1 ignored), whether the thread blocks it, and the floating-point
 * control bits of the calling thread. */
uint64_t shim_signal_handler(int number);
int32_t shim_signal_blocked(int number);
uint32_t shim_float_control(void);

/* Bytes that wait in a pipe. */
int32_t shim_pipe_bytes(int descriptor);

#endif
