/* Landlock (linux/landlock.h), which the C library has no functions for. Access rights are those of the newest
 * version; what the kernel does not know is left out by the caller. */
#ifndef SHIM_LANDLOCK_H
#define SHIM_LANDLOCK_H

#include <stdint.h>

/* Rights to files and folders, the numbers at the end being the versions that brought them; rights to the network; and
 * what cannot leave the sandbox. */
enum {
    SHIM_LANDLOCK_EXECUTE = 1 << 0,
    SHIM_LANDLOCK_WRITE_FILE = 1 << 1,
    SHIM_LANDLOCK_READ_FILE = 1 << 2,
    SHIM_LANDLOCK_READ_DIR = 1 << 3,
    SHIM_LANDLOCK_FILES_1 = (1 << 13) - 1,
    SHIM_LANDLOCK_REFER_2 = 1 << 13,
    SHIM_LANDLOCK_TRUNCATE_3 = 1 << 14,
    SHIM_LANDLOCK_IOCTL_DEV_5 = 1 << 15,
    SHIM_LANDLOCK_TCP_4 = 3,
    SHIM_LANDLOCK_SCOPE_SOCKET_6 = 1,
    SHIM_LANDLOCK_SCOPE_SIGNAL_6 = 2,
};

/* The kernel's version of Landlock; 0 when it has none or it is switched off. */
int shim_landlock_version(void);

/* A new set of rules that forbids what is named, except for later rules. Descriptor, or -errno. */
int shim_landlock_begin(uint64_t files, uint64_t network, uint64_t scope);

/* Allows rights below a path, or to a file. 0 or -errno. */
int shim_landlock_allow(int rules, const char *path, uint64_t files);

/* Puts the calling thread, and all that it starts, under the rules. 0 or -errno. */
int shim_landlock_enforce(int rules);

#endif
