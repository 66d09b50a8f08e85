#define _GNU_SOURCE
#include "shim_worker.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

_Static_assert(sizeof(struct shim_mailbox) <= 4096, "a mailbox begins with one page");
_Static_assert(sizeof(struct shim_entry) % 16 == 0, "what follows an entry's head is aligned");

void shim_bell_ring(struct shim_bell *bell) {
    __atomic_fetch_add(&bell->count, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&bell->asleep, __ATOMIC_SEQ_CST) == 0) return;
    __atomic_store_n(&bell->asleep, 0, __ATOMIC_RELAXED);
    syscall(SYS_futex, &bell->count, FUTEX_WAKE, 1, NULL, NULL, 0);
}

uint32_t shim_bell_count(const struct shim_bell *bell) { return __atomic_load_n(&bell->count, __ATOMIC_ACQUIRE); }

uint32_t shim_bell_wait(struct shim_bell *bell, uint32_t seen, int64_t timeout_ns) {
    struct timespec limit = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
    __atomic_store_n(&bell->asleep, 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&bell->count, __ATOMIC_SEQ_CST) == seen)
        syscall(SYS_futex, &bell->count, FUTEX_WAIT, seen, timeout_ns < 0 ? NULL : &limit, NULL, 0);
    __atomic_store_n(&bell->asleep, 0, __ATOMIC_RELAXED);
    return shim_bell_count(bell);
}

void shim_store_u32(uint32_t *word, uint32_t value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }
uint32_t shim_read_u32(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
void shim_store_i64(int64_t *word, int64_t value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }
int64_t shim_read_i64(const int64_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }

int shim_seal_size(int fd) { return fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) == 0 ? 0 : -errno; }

int shim_seal_writes(int fd) {
    int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL;
    return fcntl(fd, F_ADD_SEALS, seals) == 0 ? 0 : -errno;
}

int shim_socket_pair(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0 ? 0 : -errno;
}

union control {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int))];
};

int shim_send(int socket, const void *bytes, uint64_t count, int fd, int wait) {
    struct iovec part = {(void *)bytes, count};
    union control control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd >= 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(head), &fd, sizeof fd);
    }
    ssize_t sent;
    do sent = sendmsg(socket, &message, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : 0;
}

int64_t shim_receive(int socket, void *bytes, uint64_t capacity, int *fd, int wait) {
    struct iovec part = {bytes, capacity};
    union control control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    *fd = -1;
    ssize_t got;
    do got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
    while (got < 0 && errno == EINTR);
    if (got < 0) return -errno;
    for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) continue;
        if (head->cmsg_len < CMSG_LEN(sizeof(int))) continue;
        memcpy(fd, CMSG_DATA(head), sizeof *fd);
    }
    return got;
}

int shim_process_descriptor(pid_t process) {
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
    int fd = (int)syscall(SYS_pidfd_open, process, 0);
    return fd < 0 ? -errno : fd;
}
