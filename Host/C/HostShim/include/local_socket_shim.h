/* Stream sockets in the file system, for one machine. Prefix: shim_local_. */
#ifndef LOCAL_SOCKET_SHIM_H
#define LOCAL_SOCKET_SHIM_H

#include <sys/types.h>

/* A socket that listens at a path, close-on-exec and not blocking, for the user alone (mode 0600). Descriptor, or -errno:
 * -EADDRINUSE when the path is there already, -ENAMETOOLONG past 107 bytes. */
int shim_local_listen(const char *path);

/* The next connection, close-on-exec and not blocking. Descriptor, or -errno (-EAGAIN when none waits). */
int shim_local_accept(int listener);

/* Connects to a path; calls then block at most timeout_s. Descriptor, or -errno. */
int shim_local_connect(const char *path, int timeout_s);

/* The user at the other end. Its id, or (uid_t)-1. */
uid_t shim_local_peer(int connection);

#endif
