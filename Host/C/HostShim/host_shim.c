#define _GNU_SOURCE
#include "host_shim.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int shim_memory_file(const char *name, uint64_t bytes) {
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) return -errno;
    if (ftruncate(fd, (off_t)bytes) != 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

int shim_futex_wait(uint32_t *word, uint32_t expected, int64_t timeout_ns) {
    struct timespec limit = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
    struct timespec *timeout = timeout_ns < 0 ? NULL : &limit;
    if (syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, timeout, NULL, 0) == 0) return 0;
    return errno == EAGAIN ? 0 : -errno;
}

int shim_futex_wake(uint32_t *word, int count) {
    return (int)syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

uint32_t shim_futex_load(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }

void shim_futex_post(uint32_t *word) {
    __atomic_fetch_add(word, 1, __ATOMIC_RELEASE);
    shim_futex_wake(word, 1);
}

static int64_t clock_ns(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t shim_monotonic_ns(void) { return clock_ns(CLOCK_MONOTONIC); }
int64_t shim_wall_ns(void) { return clock_ns(CLOCK_REALTIME); }

void shim_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

void shim_fence(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

static void redirect(int fd, int target) {
    if (fd == target) {
        fcntl(fd, F_SETFD, 0);
        return;
    }
    if (fd < 0) fd = open("/dev/null", O_RDWR);
    if (fd >= 0) dup2(fd, target);
}

enum { FIRST_PASSED = 3, PASSED_LIMIT = 8 };

/* What runs between fork and exec; only calls that are safe there. */
struct child {
    int stdout_fd, stderr_fd;
    const int *passed;
    int passed_count;
    pid_t parent;
};

static void prepare_child(const struct child *child) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != child->parent) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    redirect(-1, 0);
    redirect(child->stdout_fd, 1);
    redirect(child->stderr_fd, 2);
}

/* Two steps, as a descriptor may have the number that another is to get. */
static void pass_descriptors(const struct child *child) {
    int safe[PASSED_LIMIT];
    for (int index = 0; index < child->passed_count; ++index)
        safe[index] = fcntl(child->passed[index], F_DUPFD_CLOEXEC, FIRST_PASSED + PASSED_LIMIT);
    for (int index = 0; index < child->passed_count; ++index) dup2(safe[index], FIRST_PASSED + index);
    syscall(SYS_close_range, (unsigned)(FIRST_PASSED + child->passed_count), ~0u, CLOSE_RANGE_CLOEXEC);
}

static void confine_child(const struct child *child) {
    for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    pass_descriptors(child);
}

static pid_t spawn(const char *path, char *const arguments[], char *const environment[], struct child child) {
    int report[2];
    if (pipe2(report, O_CLOEXEC) != 0) return -errno;
    child.parent = getpid();
    pid_t id = fork();
    if (id < 0) {
        int error = errno;
        close(report[0]);
        close(report[1]);
        return -error;
    }
    if (id == 0) {
        /* Out of the way of the descriptors that the child gets. */
        int report_fd = fcntl(report[1], F_DUPFD_CLOEXEC, FIRST_PASSED + PASSED_LIMIT);
        prepare_child(&child);
        if (child.passed != NULL) confine_child(&child);
        execve(path, arguments, environment);
        int error = errno;
        (void)!write(report_fd, &error, sizeof error);
        _exit(127);
    }
    close(report[1]);
    int error = 0;
    ssize_t got;
    do got = read(report[0], &error, sizeof error);
    while (got < 0 && errno == EINTR);
    close(report[0]);
    if (got != (ssize_t)sizeof error) return id;
    while (waitpid(id, NULL, 0) < 0 && errno == EINTR) {}
    return -error;
}

pid_t shim_spawn(const char *path, char *const arguments[], char *const environment[], int stdout_fd, int stderr_fd) {
    return spawn(path, arguments, environment, (struct child){stdout_fd, stderr_fd, NULL, 0, 0});
}

pid_t shim_spawn_channels(const char *path, char *const arguments[], char *const environment[], int stdout_fd,
                          int stderr_fd, const int *descriptors, int count) {
    if (descriptors == NULL || count < 0 || count > PASSED_LIMIT) return -EINVAL;
    return spawn(path, arguments, environment, (struct child){stdout_fd, stderr_fd, descriptors, count, 0});
}

void shim_adopt_orphans(void) { prctl(PR_SET_CHILD_SUBREAPER, 1); }

int shim_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : -errno; }

const char *shim_error_text(int error) {
    const char *text = strerrordesc_np(error);
    return text ? text : "unknown error";
}

void shim_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

/* The most memory that was ever resident, of this program alone: what getrusage says holds the parent's from before exec. */
static int64_t most_resident_bytes(void) {
    char text[4096];
    const int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    const ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return -1;
    text[count] = 0;
    const char *line = strstr(text, "VmHWM:");
    return line ? strtoll(line + 6, NULL, 10) * 1024 : -1;
}

struct shim_usage shim_process_usage(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    struct shim_usage result;
    result.cpu_ns = ((int64_t)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000 +
                    ((int64_t)usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000;
    const int64_t most = most_resident_bytes();
    result.max_resident_bytes = most >= 0 ? most : (int64_t)usage.ru_maxrss * 1024;
    return result;
}
