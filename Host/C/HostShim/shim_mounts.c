#define _GNU_SOURCE
#include "shim_mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "shim_privileges.h"

static int put(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    ssize_t bytes = (ssize_t)strlen(text);
    int status = write(file, text, (size_t)bytes) == bytes ? 0 : -errno;
    close(file);
    return status;
}

/* user_namespaces(7): whoever has no privilege may map itself, once it has given up setgroups. */
static int keep_names(uid_t user, gid_t group) {
    char text[64];
    int status = put("/proc/self/setgroups", "deny");
    if (status) return status;
    snprintf(text, sizeof text, "%u %u 1", (unsigned)user, (unsigned)user);
    status = put("/proc/self/uid_map", text);
    if (status) return status;
    snprintf(text, sizeof text, "%u %u 1", (unsigned)group, (unsigned)group);
    return put("/proc/self/gid_map", text);
}

static int mount_empty(void) {
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return -errno;
    return mount("sluice", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") == 0 ? 0 : -errno;
}

int shim_own_shared_memory(void) {
    uid_t user = geteuid();
    gid_t group = getegid();
    if (unshare(CLONE_NEWNS) == 0) return mount_empty();
    if (errno != EPERM) return -errno;
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return -errno;
    int status = keep_names(user, group);
    if (!status) status = mount_empty();
    /* Who makes a user namespace has all rights in it; what is checked shall have none that it would not have had. */
    shim_drop_capabilities();
    return status;
}
