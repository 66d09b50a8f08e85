/* All system calls that Sluice knows, as CALL(name, group, argument that is a path or -1). Groups are those of
 * shim_seccomp.h. What is not in the list is said not to exist. */
#ifndef SHIM_CALLS_H
#define SHIM_CALLS_H

#include <sys/syscall.h>

/* Newer than the headers that may be installed; the same on all processors. */
#ifndef __NR_cachestat
#define __NR_cachestat 451
#endif
#ifndef __NR_fchmodat2
#define __NR_fchmodat2 452
#endif
#ifndef __NR_map_shadow_stack
#define __NR_map_shadow_stack 453
#endif
#ifndef __NR_futex_wake
#define __NR_futex_wake 454
#endif
#ifndef __NR_futex_wait
#define __NR_futex_wait 455
#endif
#ifndef __NR_futex_requeue
#define __NR_futex_requeue 456
#endif
#ifndef __NR_mseal
#define __NR_mseal 462
#endif

#define SHIM_COMMON_CALLS(CALL) \
    CALL(brk, BASE, -1) CALL(cachestat, BASE, -1) CALL(capget, BASE, -1) CALL(chdir, BASE, 0) \
    CALL(clock_getres, BASE, -1) CALL(clock_gettime, BASE, -1) CALL(clock_nanosleep, BASE, -1) CALL(close, BASE, -1) \
    CALL(close_range, BASE, -1) CALL(copy_file_range, BASE, -1) CALL(dup, BASE, -1) CALL(dup3, BASE, -1) \
    CALL(epoll_create1, BASE, -1) CALL(epoll_ctl, BASE, -1) CALL(epoll_pwait, BASE, -1) CALL(epoll_pwait2, BASE, -1) \
    CALL(eventfd2, BASE, -1) CALL(exit, BASE, -1) CALL(exit_group, BASE, -1) CALL(faccessat, BASE, -1) \
    CALL(faccessat2, BASE, -1) CALL(fadvise64, BASE, -1) CALL(fallocate, BASE, -1) CALL(fchdir, BASE, -1) \
    CALL(fdatasync, BASE, -1) CALL(fgetxattr, BASE, -1) CALL(flistxattr, BASE, -1) CALL(flock, BASE, -1) \
    CALL(fstat, BASE, -1) CALL(fstatfs, BASE, -1) CALL(fsync, BASE, -1) CALL(ftruncate, BASE, -1) \
    CALL(futex, BASE, -1) CALL(futex_requeue, BASE, -1) CALL(futex_wait, BASE, -1) CALL(futex_waitv, BASE, -1) \
    CALL(futex_wake, BASE, -1) CALL(get_mempolicy, BASE, -1) CALL(get_robust_list, BASE, -1) CALL(getcpu, BASE, -1) \
    CALL(getcwd, BASE, -1) CALL(getdents64, BASE, -1) CALL(getegid, BASE, -1) CALL(geteuid, BASE, -1) \
    CALL(getgid, BASE, -1) CALL(getgroups, BASE, -1) CALL(getitimer, BASE, -1) CALL(getpeername, BASE, -1) \
    CALL(getpgid, BASE, -1) CALL(getpid, BASE, -1) CALL(getppid, BASE, -1) CALL(getpriority, BASE, -1) \
    CALL(getrandom, BASE, -1) CALL(getresgid, BASE, -1) CALL(getresuid, BASE, -1) CALL(getrlimit, BASE, -1) \
    CALL(getrusage, BASE, -1) CALL(getsid, BASE, -1) CALL(getsockname, BASE, -1) CALL(getsockopt, BASE, -1) \
    CALL(gettid, BASE, -1) CALL(gettimeofday, BASE, -1) CALL(getuid, BASE, -1) CALL(getxattr, BASE, -1) \
    CALL(ioprio_get, BASE, -1) CALL(lgetxattr, BASE, -1) CALL(listxattr, BASE, -1) CALL(llistxattr, BASE, -1) \
    CALL(lseek, BASE, -1) CALL(madvise, BASE, -1) CALL(map_shadow_stack, BASE, -1) CALL(mbind, BASE, -1) \
    CALL(membarrier, BASE, -1) CALL(memfd_create, BASE, -1) CALL(mincore, BASE, -1) CALL(mlock, BASE, -1) \
    CALL(mlock2, BASE, -1) CALL(mlockall, BASE, -1) CALL(mmap, BASE, -1) CALL(mprotect, BASE, -1) \
    CALL(mremap, BASE, -1) CALL(mseal, BASE, -1) CALL(msync, BASE, -1) CALL(munlock, BASE, -1) \
    CALL(munlockall, BASE, -1) CALL(munmap, BASE, -1) CALL(nanosleep, BASE, -1) CALL(newfstatat, BASE, -1) \
    CALL(pipe2, BASE, -1) CALL(pkey_alloc, BASE, -1) CALL(pkey_free, BASE, -1) CALL(pkey_mprotect, BASE, -1) \
    CALL(ppoll, BASE, -1) CALL(pread64, BASE, -1) CALL(preadv, BASE, -1) CALL(preadv2, BASE, -1) \
    CALL(pselect6, BASE, -1) CALL(pwrite64, BASE, -1) CALL(pwritev, BASE, -1) CALL(pwritev2, BASE, -1) \
    CALL(read, BASE, -1) CALL(readahead, BASE, -1) CALL(readlinkat, BASE, -1) CALL(readv, BASE, -1) \
    CALL(recvfrom, BASE, -1) CALL(recvmmsg, BASE, -1) CALL(recvmsg, BASE, -1) CALL(restart_syscall, BASE, -1) \
    CALL(rseq, BASE, -1) CALL(rt_sigpending, BASE, -1) CALL(rt_sigreturn, BASE, -1) CALL(rt_sigsuspend, BASE, -1) \
    CALL(rt_sigtimedwait, BASE, -1) CALL(sched_get_priority_max, BASE, -1) CALL(sched_get_priority_min, BASE, -1) \
    CALL(sched_getaffinity, BASE, -1) CALL(sched_getattr, BASE, -1) CALL(sched_getparam, BASE, -1) \
    CALL(sched_getscheduler, BASE, -1) CALL(sched_rr_get_interval, BASE, -1) CALL(sched_yield, BASE, -1) \
    CALL(sendfile, BASE, -1) CALL(sendmsg, BASE, -1) CALL(set_mempolicy, BASE, -1) \
    CALL(set_mempolicy_home_node, BASE, -1) CALL(set_robust_list, BASE, -1) CALL(set_tid_address, BASE, -1) \
    CALL(setitimer, BASE, -1) CALL(setrlimit, BASE, -1) CALL(setsockopt, BASE, -1) CALL(shutdown, BASE, -1) \
    CALL(sigaltstack, BASE, -1) CALL(signalfd4, BASE, -1) CALL(splice, BASE, -1) CALL(statfs, BASE, -1) \
    CALL(statx, BASE, -1) CALL(sync, BASE, -1) CALL(sync_file_range, BASE, -1) CALL(syncfs, BASE, -1) \
    CALL(sysinfo, BASE, -1) CALL(tee, BASE, -1) CALL(timer_create, BASE, -1) CALL(timer_delete, BASE, -1) \
    CALL(timer_getoverrun, BASE, -1) CALL(timer_gettime, BASE, -1) CALL(timer_settime, BASE, -1) \
    CALL(timerfd_create, BASE, -1) CALL(timerfd_gettime, BASE, -1) CALL(timerfd_settime, BASE, -1) \
    CALL(times, BASE, -1) CALL(umask, BASE, -1) CALL(uname, BASE, -1) CALL(vmsplice, BASE, -1) CALL(wait4, BASE, -1) \
    CALL(waitid, BASE, -1) CALL(write, BASE, -1) CALL(writev, BASE, -1) \
    CALL(clone, CHECKED, -1) CALL(connect, CHECKED, -1) CALL(fcntl, CHECKED, -1) CALL(ioctl, CHECKED, -1) \
    CALL(kill, CHECKED, -1) CALL(personality, CHECKED, -1) CALL(prctl, CHECKED, -1) CALL(prlimit64, CHECKED, -1) \
    CALL(process_vm_readv, CHECKED, -1) CALL(rt_sigaction, CHECKED, -1) CALL(rt_sigprocmask, CHECKED, -1) \
    CALL(rt_sigqueueinfo, CHECKED, -1) CALL(rt_tgsigqueueinfo, CHECKED, -1) CALL(sched_setaffinity, CHECKED, -1) \
    CALL(sendto, CHECKED, -1) CALL(socket, CHECKED, -1) CALL(socketpair, CHECKED, -1) CALL(tgkill, CHECKED, -1) \
    CALL(openat, OPEN, 1) CALL(openat2, OPEN, 1) \
    CALL(linkat, CHANGE, 3) CALL(mkdirat, CHANGE, 1) CALL(mknodat, CHANGE, 1) CALL(renameat, CHANGE, 3) \
    CALL(renameat2, CHANGE, 3) CALL(symlinkat, CHANGE, 2) CALL(truncate, CHANGE, 0) CALL(unlinkat, CHANGE, 1) \
    CALL(fchmod, FILES, -1) CALL(fchmodat, FILES, 1) CALL(fchmodat2, FILES, 1) CALL(fchown, FILES, -1) \
    CALL(fchownat, FILES, 1) CALL(fremovexattr, FILES, -1) CALL(fsetxattr, FILES, -1) \
    CALL(inotify_add_watch, FILES, 1) CALL(inotify_init1, FILES, -1) CALL(inotify_rm_watch, FILES, -1) \
    CALL(lremovexattr, FILES, 0) CALL(lsetxattr, FILES, 0) CALL(removexattr, FILES, 0) CALL(setxattr, FILES, 0) \
    CALL(utimensat, FILES, 1) \
    CALL(accept, NETWORK, -1) CALL(accept4, NETWORK, -1) CALL(bind, NETWORK, -1) CALL(listen, NETWORK, -1) \
    CALL(sendmmsg, NETWORK, -1) \
    CALL(execve, PROCESS, 0) CALL(execveat, PROCESS, 1) \
    CALL(ioprio_set, PRIORITY, -1) CALL(sched_setattr, PRIORITY, -1) CALL(sched_setparam, PRIORITY, -1) \
    CALL(sched_setscheduler, PRIORITY, -1) CALL(setpriority, PRIORITY, -1) \
    CALL(clone3, ABSENT, -1) CALL(io_cancel, ABSENT, -1) CALL(io_destroy, ABSENT, -1) CALL(io_getevents, ABSENT, -1) \
    CALL(io_pgetevents, ABSENT, -1) CALL(io_setup, ABSENT, -1) CALL(io_submit, ABSENT, -1) \
    CALL(landlock_add_rule, ABSENT, -1) CALL(landlock_create_ruleset, ABSENT, -1) \
    CALL(landlock_restrict_self, ABSENT, -1) CALL(memfd_secret, ABSENT, -1) CALL(name_to_handle_at, ABSENT, -1) \
    CALL(pidfd_open, ABSENT, -1) CALL(process_madvise, ABSENT, -1) CALL(process_mrelease, ABSENT, -1) \
    CALL(remap_file_pages, ABSENT, -1) \
    CALL(acct, NEVER, -1) CALL(add_key, NEVER, -1) CALL(adjtimex, NEVER, -1) CALL(bpf, NEVER, -1) \
    CALL(capset, NEVER, -1) CALL(chroot, NEVER, 0) CALL(clock_adjtime, NEVER, -1) CALL(clock_settime, NEVER, -1) \
    CALL(delete_module, NEVER, -1) CALL(fanotify_init, NEVER, -1) CALL(fanotify_mark, NEVER, -1) \
    CALL(finit_module, NEVER, -1) CALL(fsconfig, NEVER, -1) CALL(fsmount, NEVER, -1) CALL(fsopen, NEVER, -1) \
    CALL(fspick, NEVER, -1) CALL(init_module, NEVER, -1) CALL(io_uring_enter, NEVER, -1) \
    CALL(io_uring_register, NEVER, -1) CALL(io_uring_setup, NEVER, -1) CALL(kcmp, NEVER, -1) \
    CALL(kexec_file_load, NEVER, -1) CALL(kexec_load, NEVER, -1) CALL(keyctl, NEVER, -1) \
    CALL(lookup_dcookie, NEVER, -1) CALL(migrate_pages, NEVER, -1) CALL(mount, NEVER, -1) \
    CALL(mount_setattr, NEVER, -1) CALL(move_mount, NEVER, -1) CALL(move_pages, NEVER, -1) \
    CALL(mq_getsetattr, NEVER, -1) CALL(mq_notify, NEVER, -1) CALL(mq_open, NEVER, -1) \
    CALL(mq_timedreceive, NEVER, -1) CALL(mq_timedsend, NEVER, -1) CALL(mq_unlink, NEVER, -1) CALL(msgctl, NEVER, -1) \
    CALL(msgget, NEVER, -1) CALL(msgrcv, NEVER, -1) CALL(msgsnd, NEVER, -1) CALL(open_by_handle_at, NEVER, -1) \
    CALL(open_tree, NEVER, -1) CALL(perf_event_open, NEVER, -1) CALL(pidfd_getfd, NEVER, -1) \
    CALL(pidfd_send_signal, NEVER, -1) CALL(pivot_root, NEVER, -1) CALL(process_vm_writev, NEVER, -1) \
    CALL(ptrace, NEVER, -1) CALL(quotactl, NEVER, -1) CALL(quotactl_fd, NEVER, -1) CALL(reboot, NEVER, -1) \
    CALL(request_key, NEVER, -1) CALL(seccomp, NEVER, -1) CALL(semctl, NEVER, -1) CALL(semget, NEVER, -1) \
    CALL(semop, NEVER, -1) CALL(semtimedop, NEVER, -1) CALL(setdomainname, NEVER, -1) CALL(setfsgid, NEVER, -1) \
    CALL(setfsuid, NEVER, -1) CALL(setgid, NEVER, -1) CALL(setgroups, NEVER, -1) CALL(sethostname, NEVER, -1) \
    CALL(setns, NEVER, -1) CALL(setpgid, NEVER, -1) CALL(setregid, NEVER, -1) CALL(setresgid, NEVER, -1) \
    CALL(setresuid, NEVER, -1) CALL(setreuid, NEVER, -1) CALL(setsid, NEVER, -1) CALL(settimeofday, NEVER, -1) \
    CALL(setuid, NEVER, -1) CALL(shmat, NEVER, -1) CALL(shmctl, NEVER, -1) CALL(shmdt, NEVER, -1) \
    CALL(shmget, NEVER, -1) CALL(swapoff, NEVER, -1) CALL(swapon, NEVER, -1) CALL(syslog, NEVER, -1) \
    CALL(tkill, NEVER, -1) CALL(umount2, NEVER, -1) CALL(unshare, NEVER, -1) CALL(userfaultfd, NEVER, -1) \
    CALL(vhangup, NEVER, -1)

#if defined __x86_64__
#define SHIM_OLDER_CALLS(CALL) \
    CALL(access, BASE, -1) CALL(alarm, BASE, -1) CALL(arch_prctl, BASE, -1) CALL(dup2, BASE, -1) \
    CALL(epoll_create, BASE, -1) CALL(epoll_wait, BASE, -1) CALL(eventfd, BASE, -1) CALL(getdents, BASE, -1) \
    CALL(getpgrp, BASE, -1) CALL(lstat, BASE, -1) CALL(pause, BASE, -1) CALL(pipe, BASE, -1) CALL(poll, BASE, -1) \
    CALL(readlink, BASE, -1) CALL(select, BASE, -1) CALL(signalfd, BASE, -1) CALL(stat, BASE, -1) \
    CALL(time, BASE, -1) \
    CALL(creat, OPEN, 0) CALL(open, OPEN, 0) \
    CALL(link, CHANGE, 1) CALL(mkdir, CHANGE, 0) CALL(mknod, CHANGE, 0) CALL(rename, CHANGE, 1) \
    CALL(rmdir, CHANGE, 0) CALL(symlink, CHANGE, 1) CALL(unlink, CHANGE, 0) \
    CALL(chmod, FILES, 0) CALL(chown, FILES, 0) CALL(futimesat, FILES, 1) CALL(inotify_init, FILES, -1) \
    CALL(lchown, FILES, 0) CALL(utime, FILES, 0) CALL(utimes, FILES, 0) \
    CALL(fork, PROCESS, -1) CALL(vfork, PROCESS, -1) \
    CALL(ioperm, NEVER, -1) CALL(iopl, NEVER, -1) CALL(modify_ldt, NEVER, -1)
#else
#define SHIM_OLDER_CALLS(CALL)
#endif

#endif
