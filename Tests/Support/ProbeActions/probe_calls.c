#define _GNU_SOURCE
#include "probe_actions.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int result(long status) { return status < 0 ? errno : 0; }

static int opened(const char *path, int flags) {
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd < 0) return errno;
    close(fd);
    return 0;
}

static int open_read(const char *path) { return opened(path, O_RDONLY); }
static int open_write(const char *path) { return opened(path, O_WRONLY | O_CREAT); }
static int make_folder(const char *path) { return result(mkdir(path, 0700)); }
static int remove_file(const char *path) { return result(unlink(path)); }
static int change_mode(const char *path) { return result(chmod(path, 0644)); }
static int list_folder(const char *path) { return opened(path, O_RDONLY | O_DIRECTORY); }

static int internet(const char *argument) {
    (void)argument;
    return result(socket(AF_INET, SOCK_STREAM, 0));
}

static int connect_port(const char *port) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) return errno;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return result(connect(fd, (struct sockaddr *)&address, sizeof address));
}

static int connect_path(const char *path) {
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0) return errno;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    return result(connect(fd, (struct sockaddr *)&address, sizeof address));
}

static int pair(int type) {
    int ends[2];
    return result(socketpair(AF_UNIX, type, 0, ends));
}
static int pair_of_streams(const char *argument) { return (void)argument, pair(SOCK_STREAM); }
static int pair_of_packets(const char *argument) { return (void)argument, pair(SOCK_SEQPACKET); }
static int pair_of_datagrams(const char *argument) { return (void)argument, pair(SOCK_DGRAM); }

static int local_datagram(const char *argument) {
    (void)argument;
    return result(socket(AF_UNIX, SOCK_DGRAM, 0));
}

static int make_process(const char *argument) {
    (void)argument;
    pid_t child = fork();
    if (child == 0) _exit(0);
    if (child < 0) return errno;
    return result(waitpid(child, NULL, 0));
}

static int spawn_program(const char *path) {
    char *arguments[] = {(char *)path, NULL}, *environment[] = {NULL};
    pid_t child;
    int status = posix_spawn(&child, path, NULL, NULL, arguments, environment);
    if (status != 0) return status;
    if (waitpid(child, &status, 0) < 0) return errno;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : ECHILD;
}

static int execute(const char *path) {
    char *arguments[] = {(char *)path, NULL}, *environment[] = {NULL};
    return result(execve(path, arguments, environment));
}

static void *nothing(void *opaque) { return opaque; }

static int make_thread(const char *argument) {
    (void)argument;
    pthread_t thread;
    int status = pthread_create(&thread, NULL, nothing, NULL);
    return status != 0 ? status : pthread_join(thread, NULL);
}

static int trace(const char *argument) { return result(ptrace(PTRACE_ATTACH, atoi(argument), NULL, NULL)); }
static int signal_process(const char *argument) { return result(kill(atoi(argument), SIGTERM)); }
static int signal_self(const char *argument) { return (void)argument, result(kill(getpid(), 0)); }
static int signal_group(const char *argument) { return (void)argument, result(kill(0, SIGCONT)); }
static int mount_over(const char *path) { return result(mount("none", path, "tmpfs", 0, NULL)); }
static int own_namespace(const char *argument) { return (void)argument, result(unshare(CLONE_NEWUSER)); }
static int own_session(const char *argument) { return (void)argument, result(setsid()); }
static int other_user(const char *argument) { return (void)argument, result(setuid(getuid())); }
static int undo_dumpable(const char *argument) { return (void)argument, result(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)); }
static int survive_parent(const char *argument) { return (void)argument, result(prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)); }
static int name_thread(const char *argument) { return result(prctl(PR_SET_NAME, argument, 0, 0, 0)); }
static int raw(const char *argument) { return result(syscall(atol(argument), 0, 0, 0, 0, 0, 0)); }
static int bpf_call(const char *argument) { return (void)argument, result(syscall(SYS_bpf, 0, NULL, 0)); }
static int keys(const char *argument) { return (void)argument, result(syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, -1, 0)); }
static int ring(const char *argument) { return (void)argument, result(syscall(SYS_io_uring_setup, 1, NULL)); }
static int faults(const char *argument) { return (void)argument, result(syscall(SYS_userfaultfd, 0)); }
static int shared_segment(const char *argument) { return (void)argument, result(syscall(SYS_shmget, 0, 4096, 01600)); }
static int type_on_terminal(const char *argument) { return (void)argument, result(ioctl(0, TIOCSTI, "x")); }
static int own_signals(const char *argument) { return result(fcntl(1, F_SETOWN, atoi(argument))); }

static int read_other(const char *argument) {
    char byte;
    struct iovec local = {&byte, 1}, remote = {(void *)&result, 1};
    return result(process_vm_readv(atoi(argument), &local, 1, &remote, 1, 0));
}

static int raise_priority(const char *argument) {
    (void)argument;
    struct sched_param none = {0};
    return result(sched_setscheduler(0, SCHED_BATCH, &none));
}

static int pin_self(const char *argument) {
    (void)argument;
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return errno;
    return result(sched_setaffinity(0, sizeof set, &set));
}

/* The C library asks its name cache, over a socket, before it reads the file. */
static int look_up_user(const char *argument) {
    (void)argument;
    errno = 0;
    return getpwuid(0) != NULL ? 0 : errno != 0 ? errno : ENOENT;
}

/* A refused call while all signals are blocked: the kernel would kill for a SIGSYS that cannot be delivered. */
static int blocked(const char *argument) {
    sigset_t all, before, now;
    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return errno;
    if (pthread_sigmask(SIG_SETMASK, NULL, &now) != 0) return errno;
    if (sigismember(&now, SIGUSR1) != 1 || sigismember(&now, SIGSYS) != 0) return EDOM;
    int status = internet(argument);
    if (pthread_sigmask(SIG_SETMASK, &before, &now) != 0 || sigismember(&now, SIGUSR1) != 1) return EDOM;
    if (pthread_sigmask(SIG_SETMASK, NULL, &now) != 0 || sigismember(&now, SIGUSR1) != 0) return EDOM;
    return status;
}

static int take_handler(const char *argument) {
    (void)argument;
    if (signal(SIGSYS, SIG_DFL) != SIG_ERR) return 0;
    return errno;
}

static int allocate(const char *argument) {
    size_t bytes = (size_t)atol(argument) << 20;
    char *memory = malloc(bytes);
    if (memory == NULL) return errno;
    memset(memory, 1, bytes);
    free(memory);
    return 0;
}

static int open_many(const char *argument) {
    for (int count = atoi(argument); count > 0; --count)
        if (dup(0) < 0) return errno;
    return 0;
}

static int executable_memory(const char *argument) {
    (void)argument;
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}

static int dumpable(const char *argument) {
    (void)argument;
    struct rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 && core.rlim_max == 0 ? EPERM : 0;
}

static const struct {
    const char *name;
    int (*action)(const char *argument);
} actions[] = {
    {"allocate", allocate},
    {"bpf", bpf_call},
    {"chmod", change_mode},
    {"connect-path", connect_path},
    {"connect-port", connect_port},
    {"dump", dumpable},
    {"exec", execute},
    {"executable-memory", executable_memory},
    {"fork", make_process},
    {"internet", internet},
    {"internet-with-signals-blocked", blocked},
    {"io-uring", ring},
    {"keyctl", keys},
    {"list", list_folder},
    {"local-datagram", local_datagram},
    {"mkdir", make_folder},
    {"mount", mount_over},
    {"name-thread", name_thread},
    {"open-many", open_many},
    {"pair-of-datagrams", pair_of_datagrams},
    {"pair-of-packets", pair_of_packets},
    {"pair-of-streams", pair_of_streams},
    {"pin", pin_self},
    {"priority", raise_priority},
    {"ptrace", trace},
    {"raw", raw},
    {"read", open_read},
    {"read-process", read_other},
    {"session", own_session},
    {"set-dumpable", undo_dumpable},
    {"set-owner", own_signals},
    {"setuid", other_user},
    {"shmget", shared_segment},
    {"signal", signal_process},
    {"signal-group", signal_group},
    {"signal-self", signal_self},
    {"spawn", spawn_program},
    {"survive-parent", survive_parent},
    {"take-handler", take_handler},
    {"thread", make_thread},
    {"type", type_on_terminal},
    {"unlink", remove_file},
    {"unshare", own_namespace},
    {"user", look_up_user},
    {"userfaultfd", faults},
    {"write", open_write},
};

int probe_try(const char *name, const char *argument) {
    for (size_t index = 0; index < sizeof actions / sizeof actions[0]; ++index)
        if (strcmp(actions[index].name, name) == 0) return actions[index].action(argument);
    return -1;
}

static void *wait_for_ever(void *opaque) {
    (void)opaque;
    for (;;) pause();
}

void probe_start_thread(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, wait_for_ever, NULL);
}
