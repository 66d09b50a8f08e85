#ifndef SHIM_MOUNTS_H
#define SHIM_MOUNTS_H

/* Gives this thread, and all that it starts, a /dev/shm of its own: empty, and gone with its last process. What others have
 * in theirs stays. Call it before there is another thread: as who may not mount, it takes a user namespace to do it.
 * 0, or -errno where the kernel or an administrator forbids it; then the shared one is seen as before. */
int shim_own_shared_memory(void);

#endif
