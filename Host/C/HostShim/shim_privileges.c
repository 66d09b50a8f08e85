#define _GNU_SOURCE
#include "shim_privileges.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int shim_has_no_new_privileges(void) { return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0; }

int shim_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : -errno; }

int shim_drop_capabilities(void) {
    /* Each may be forbidden already; what counts is the last call, and no_new_privs for programs. */
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |
                                 SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED, 0, 0, 0);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2];
    memset(none, 0, sizeof none);
    return syscall(SYS_capset, &header, none) == 0 ? 0 : -errno;
}

int shim_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : -errno; }

int shim_dump_private_memory_only(void) {
    /* core(5): bit 0 private anonymous, 4 ELF headers, 5 private huge pages; bits 1, 3 and 6 are the shared ones. */
    int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -errno;
    int status = write(fd, "0x31", 4) == 4 ? 0 : -errno;
    close(fd);
    return status;
}

static int resource(int limit) {
    switch (limit) {
        case SHIM_LIMIT_ADDRESS_SPACE: return RLIMIT_AS;
        case SHIM_LIMIT_CORE: return RLIMIT_CORE;
        case SHIM_LIMIT_CPU_S: return RLIMIT_CPU;
        case SHIM_LIMIT_DATA: return RLIMIT_DATA;
        case SHIM_LIMIT_FILE_SIZE: return RLIMIT_FSIZE;
        case SHIM_LIMIT_OPEN_FILES: return RLIMIT_NOFILE;
        case SHIM_LIMIT_PROCESSES: return RLIMIT_NPROC;
        case SHIM_LIMIT_REALTIME: return RLIMIT_RTPRIO;
        case SHIM_LIMIT_NICE: return RLIMIT_NICE;
        default: return -1;
    }
}

int shim_limit(int limit, uint64_t value) {
    int which = resource(limit);
    struct rlimit now;
    if (which < 0) return -EINVAL;
    if (getrlimit(which, &now) != 0) return -errno;
    if (value < now.rlim_max) now.rlim_max = value;
    if (now.rlim_max < now.rlim_cur) now.rlim_cur = now.rlim_max;
    return setrlimit(which, &now) == 0 ? 0 : -errno;
}

int shim_thread_count(void) {
    DIR *folder = opendir("/proc/self/task");
    if (folder == NULL) return -errno;
    int count = 0;
    while (readdir(folder) != NULL) ++count;
    closedir(folder);
    return count - 2; /* . and .. */
}
