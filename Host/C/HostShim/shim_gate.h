/* One instruction that makes system calls for the handler of trapped calls. The filter knows its address and lets
 * through what comes from there and may be tried: it is no way around the filter, as that allows nothing there which
 * Landlock does not decide. */
#ifndef SHIM_GATE_H
#define SHIM_GATE_H

#include <stdint.h>

/* Makes a call. Its result, or -errno. Async-signal-safe. */
long shim_gate(long number, const uint64_t arguments[6]);

/* The address behind the instruction. */
extern const char shim_gate_end[];

#endif
