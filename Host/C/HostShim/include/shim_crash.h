/* Handlers for the signals by which a process crashes: they write down how, and let it die by the same signal. */
#ifndef SHIM_CRASH_H
#define SHIM_CRASH_H

#include "shim_record.h"

/* Takes SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT and SIGTRAP for the process; the record must stay mapped. 0 or -errno. */
int shim_crash_install(struct shim_record *record);

/* Gives the calling thread a stack of its own for signals, so that an overflow of its stack can be written down, and
 * says which item slot is its own (-1: none). 0 or -errno. The stack lives as long as the process. */
int shim_crash_thread(int item);

#endif
