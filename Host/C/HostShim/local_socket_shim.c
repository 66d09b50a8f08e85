#define _GNU_SOURCE
#include "local_socket_shim.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static int make_address(const char *path, struct sockaddr_un *address) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) return -ENAMETOOLONG;
    strcpy(address->sun_path, path);
    return 0;
}

static int failed(int descriptor) {
    const int error = errno;
    if (descriptor >= 0) close(descriptor);
    return -error;
}

int shim_local_listen(const char *path) {
    struct sockaddr_un address;
    const int wrong = make_address(path, &address);
    if (wrong) return wrong;
    const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0) return failed(made);
    /* The socket's own mode decides who may connect; it is set before there is a name to connect to. */
    if (fchmod(made, 0600) != 0 || bind(made, (const struct sockaddr *)&address, sizeof address) != 0) {
        return failed(made);
    }
    if (chmod(path, 0600) != 0 || listen(made, 8) != 0) return failed(made);
    return made;
}

int shim_local_accept(int listener) {
    const int made = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    return made < 0 ? -errno : made;
}

int shim_local_connect(const char *path, int timeout_s) {
    struct sockaddr_un address;
    const int wrong = make_address(path, &address);
    if (wrong) return wrong;
    const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0) return failed(made);
    const struct timeval limit = {.tv_sec = timeout_s};
    setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(made, (const struct sockaddr *)&address, sizeof address) != 0) return failed(made);
    return made;
}

uid_t shim_local_peer(int connection) {
    struct ucred who;
    socklen_t size = sizeof who;
    if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return (uid_t)-1;
    return who.uid;
}
