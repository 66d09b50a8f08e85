#define _GNU_SOURCE
#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 64, RESOLVER = -100000 };

typedef union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_storage storage;
} address;

void sockets_reason(int32_t result, char *text, uint32_t size) {
    if (result <= RESOLVER) {
        snprintf(text, size, "%s", gai_strerror(result - RESOLVER));
    } else {
        char words[128];
        snprintf(text, size, "%s (%d)", strerror_r(-result, words, sizeof words), -result);
    }
}

static void set_host(const address *from, sockets_host *host) {
    memset(host, 0, sizeof *host);
    if (from->any.sa_family == AF_INET6) {
        memcpy(host->bytes, &from->v6.sin6_addr, 16);
    } else if (from->any.sa_family == AF_INET) {
        host->bytes[10] = host->bytes[11] = 0xFF;
        memcpy(host->bytes + 12, &from->v4.sin_addr, 4);
    }
}

static int32_t resolve(const char *name, uint16_t port, int type, int flags, address *result, socklen_t *size) {
    char service[8];
    snprintf(service, sizeof service, "%u", port);
    struct addrinfo hints = {.ai_socktype = type, .ai_flags = flags | AI_NUMERICSERV};
    struct addrinfo *list = NULL;
    const int failure = getaddrinfo(name, service, &hints, &list);
    if (failure != 0) return RESOLVER + failure;
    memcpy(result, list->ai_addr, list->ai_addrlen);
    *size = list->ai_addrlen;
    freeaddrinfo(list);
    return 0;
}

int32_t sockets_parse(const char *text, sockets_host *host) {
    address found = {0};
    socklen_t size = 0;
    const int32_t failure = resolve(text, 0, SOCK_DGRAM, AI_NUMERICHOST, &found, &size);
    if (failure == 0) set_host(&found, host);
    return failure;
}

void sockets_text(const sockets_host *host, char *text, uint32_t size) {
    static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    const int is_v4 = memcmp(host->bytes, mapped, sizeof mapped) == 0;
    if (inet_ntop(is_v4 ? AF_INET : AF_INET6, host->bytes + (is_v4 ? 12 : 0), text, size) == NULL && size > 0) *text = 0;
}

static int32_t open_socket(int family, int type) {
    const int descriptor = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return descriptor < 0 ? -errno : descriptor;
}

static int32_t give_up(int descriptor) {
    const int failure = errno;
    close(descriptor);
    return -failure;
}

static void set_option(int descriptor, int level, int name, int value) {
    setsockopt(descriptor, level, name, &value, sizeof value);
}

static void set_hops(int descriptor, int family, int hops) {
    if (hops <= 0) return;
    if (family == AF_INET6) {
        set_option(descriptor, IPPROTO_IPV6, IPV6_UNICAST_HOPS, hops);
    } else {
        set_option(descriptor, IPPROTO_IP, IP_TTL, hops);
    }
}

int32_t sockets_udp(const char *local, uint16_t local_port, const char *remote, uint16_t remote_port,
                    int32_t receive_buffer_bytes, int32_t send_buffer_bytes, int32_t hops) {
    address here = {0}, there = {0};
    socklen_t here_size = 0, there_size = 0;
    int32_t failure = 0;
    if (local != NULL) failure = resolve(local, local_port, SOCK_DGRAM, AI_PASSIVE, &here, &here_size);
    if (failure == 0 && remote != NULL) failure = resolve(remote, remote_port, SOCK_DGRAM, 0, &there, &there_size);
    if (failure != 0) return failure;
    const int family = local != NULL ? here.any.sa_family : there.any.sa_family;
    const int32_t descriptor = open_socket(family, SOCK_DGRAM);
    if (descriptor < 0) return descriptor;
    if (receive_buffer_bytes > 0) set_option(descriptor, SOL_SOCKET, SO_RCVBUF, receive_buffer_bytes);
    if (send_buffer_bytes > 0) set_option(descriptor, SOL_SOCKET, SO_SNDBUF, send_buffer_bytes);
    set_option(descriptor, SOL_SOCKET, SO_RXQ_OVFL, 1);
    set_hops(descriptor, family, hops);
    if (local != NULL && bind(descriptor, &here.any, here_size) != 0) return give_up(descriptor);
    if (remote != NULL && connect(descriptor, &there.any, there_size) != 0) return give_up(descriptor);
    return descriptor;
}

int32_t sockets_send_datagrams(int32_t descriptor, const uint8_t *bytes, const uint32_t *lengths, uint32_t count) {
    struct mmsghdr messages[MOST];
    struct iovec parts[MOST];
    if (count > MOST) count = MOST;
    memset(messages, 0, count * sizeof *messages);
    for (uint32_t i = 0; i < count; ++i) {
        parts[i] = (struct iovec){.iov_base = (void *)(uintptr_t)bytes, .iov_len = lengths[i]};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        bytes += lengths[i];
    }
    int sent;
    do sent = sendmmsg(descriptor, messages, count, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

static void read_lost(struct msghdr *message, uint32_t *lost) {
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part != NULL; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SO_RXQ_OVFL) memcpy(lost, CMSG_DATA(part), sizeof *lost);
    }
}

int32_t sockets_receive_datagrams(int32_t descriptor, uint8_t *bytes, uint32_t stride, sockets_datagram *datagrams,
                                  uint32_t count, uint32_t *lost) {
    struct mmsghdr messages[MOST];
    struct iovec parts[MOST];
    address from[MOST];
    _Alignas(struct cmsghdr) char notes[MOST][CMSG_SPACE(sizeof(uint32_t))];
    if (count > MOST) count = MOST;
    memset(messages, 0, count * sizeof *messages);
    for (uint32_t i = 0; i < count; ++i) {
        parts[i] = (struct iovec){.iov_base = bytes + (size_t)i * stride, .iov_len = stride};
        messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &parts[i],
                                              .msg_iovlen = 1, .msg_control = notes[i], .msg_controllen = sizeof notes[i]};
    }
    int came;
    do came = recvmmsg(descriptor, messages, count, MSG_DONTWAIT, NULL);
    while (came < 0 && errno == EINTR);
    if (came < 0) return errno == EAGAIN || errno == ECONNREFUSED ? 0 : -errno;
    for (int i = 0; i < came; ++i) {
        datagrams[i].bytes = messages[i].msg_len;
        datagrams[i].is_cut = (messages[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
        set_host(&from[i], &datagrams[i].from);
        read_lost(&messages[i].msg_hdr, lost);
    }
    return came;
}

int32_t sockets_listen(const char *local, uint16_t port, int32_t backlog) {
    address here = {0};
    socklen_t size = 0;
    const int32_t failure = resolve(local, port, SOCK_STREAM, AI_PASSIVE, &here, &size);
    if (failure != 0) return failure;
    const int32_t descriptor = open_socket(here.any.sa_family, SOCK_STREAM);
    if (descriptor < 0) return descriptor;
    set_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
    if (bind(descriptor, &here.any, size) != 0 || listen(descriptor, backlog) != 0) return give_up(descriptor);
    return descriptor;
}

int32_t sockets_accept(int32_t listener, sockets_host *from) {
    address there = {0};
    socklen_t size = sizeof there;
    const int descriptor = accept4(listener, &there.any, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return -errno;
    set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    set_host(&there, from);
    return descriptor;
}

int32_t sockets_connect(const char *remote, uint16_t port) {
    address there = {0};
    socklen_t size = 0;
    const int32_t failure = resolve(remote, port, SOCK_STREAM, 0, &there, &size);
    if (failure != 0) return failure;
    const int32_t descriptor = open_socket(there.any.sa_family, SOCK_STREAM);
    if (descriptor < 0) return descriptor;
    set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    if (connect(descriptor, &there.any, size) != 0 && errno != EINPROGRESS) return give_up(descriptor);
    return descriptor;
}

int32_t sockets_connected(int32_t descriptor) {
    int failure = 0;
    socklen_t size = sizeof failure;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) != 0) return -errno;
    return -failure;
}

static int is_for_later(void) { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int64_t sockets_send(int32_t descriptor, const uint8_t *bytes, uint64_t count) {
    const ssize_t sent = send(descriptor, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) return sent;
    return is_for_later() ? 0 : -errno;
}

int64_t sockets_receive(int32_t descriptor, uint8_t *bytes, uint64_t count) {
    const ssize_t came = recv(descriptor, bytes, count, MSG_DONTWAIT);
    if (came > 0) return came;
    if (came == 0) return -ENOTCONN;
    return is_for_later() ? 0 : -errno;
}

int32_t sockets_port(int32_t descriptor) {
    address here = {0};
    socklen_t size = sizeof here;
    if (getsockname(descriptor, &here.any, &size) != 0) return -errno;
    return ntohs(here.any.sa_family == AF_INET6 ? here.v6.sin6_port : here.v4.sin_port);
}

int32_t sockets_wait(const int32_t *descriptors, const uint32_t *wanted, uint32_t *ready, uint32_t count,
                     int32_t timeout_ms) {
    struct pollfd list[MOST];
    if (count > MOST) count = MOST;
    for (uint32_t i = 0; i < count; ++i) {
        list[i] = (struct pollfd){.fd = descriptors[i]};
        if (wanted[i] & SOCKETS_READABLE) list[i].events |= POLLIN;
        if (wanted[i] & SOCKETS_WRITABLE) list[i].events |= POLLOUT;
    }
    const int found = poll(list, count, timeout_ms);
    for (uint32_t i = 0; i < count; ++i) {
        const int over = found > 0 && (list[i].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
        ready[i] = 0;
        if (found > 0 && (over || (list[i].revents & POLLIN))) ready[i] |= SOCKETS_READABLE;
        if (found > 0 && (over || (list[i].revents & POLLOUT))) ready[i] |= SOCKETS_WRITABLE;
    }
    return found < 0 ? (errno == EINTR ? 0 : -errno) : found;
}

void sockets_close(int32_t descriptor) { close(descriptor); }
