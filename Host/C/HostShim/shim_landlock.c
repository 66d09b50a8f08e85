#define _GNU_SOURCE
#include "shim_landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As linux/landlock.h has them since version 6, which is newer than what may be installed. */
struct ruleset {
    uint64_t files, network, scope;
};
struct path_rule {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));
enum { RULE_PATH_BENEATH = 1, CREATE_RULESET_VERSION = 1 };

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

int shim_landlock_version(void) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

int shim_landlock_begin(uint64_t files, uint64_t network, uint64_t scope) {
    struct ruleset rules = {files, network, scope};
    /* Older kernels take a longer structure when what they do not know is zero. */
    long fd = syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0u);
    return fd < 0 ? -errno : (int)fd;
}

int shim_landlock_allow(int rules, const char *path, uint64_t files) {
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) return -errno;
    struct stat facts;
    int status = 0;
    if (fstat(fd, &facts) != 0) status = -errno;
    const uint64_t of_a_file = SHIM_LANDLOCK_EXECUTE | SHIM_LANDLOCK_WRITE_FILE | SHIM_LANDLOCK_READ_FILE |
                               SHIM_LANDLOCK_TRUNCATE_3 | SHIM_LANDLOCK_IOCTL_DEV_5;
    if (status == 0) {
        struct path_rule rule = {S_ISDIR(facts.st_mode) ? files : files & of_a_file, fd};
        if (syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &rule, 0u) != 0) status = -errno;
    }
    close(fd);
    return status;
}

int shim_landlock_enforce(int rules) {
    return syscall(SYS_landlock_restrict_self, rules, 0u) == 0 ? 0 : -errno;
}
