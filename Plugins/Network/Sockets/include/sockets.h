/* Sockets for stages. Every descriptor is non-blocking and close-on-exec. A function that can fail returns a negative
 * number, which sockets_reason puts into words; addresses are texts, IPv4, IPv6 or a name. */
#ifndef SLUICE_SOCKETS_H
#define SLUICE_SOCKETS_H

#include <stdint.h>

#define SOCKETS_READABLE 1u
#define SOCKETS_WRITABLE 2u

/* An address without a port; IPv4 as ::ffff:a.b.c.d. */
typedef struct sockets_host {
    uint8_t bytes[16];
} sockets_host;

/* A datagram that came. */
typedef struct sockets_datagram {
    sockets_host from;
    uint32_t bytes;
    uint32_t is_cut; /* longer than the place for it */
} sockets_datagram;

/* The system's words for a negative result, at most `size` bytes with the zero. */
void sockets_reason(int32_t result, char *text, uint32_t size);

/* Reads an IPv4 or IPv6 address; names are refused. 0, or a negative number. */
int32_t sockets_parse(const char *text, sockets_host *host);

/* Writes an address as text. */
void sockets_text(const sockets_host *host, char *text, uint32_t size);

/* A UDP socket, bound when `local` is not NULL, connected when `remote` is not NULL. Buffer sizes of 0 leave the system's;
 * `hops` of 0 likewise. */
int32_t sockets_udp(const char *local, uint16_t local_port, const char *remote, uint16_t remote_port,
                    int32_t receive_buffer_bytes, int32_t send_buffer_bytes, int32_t hops);

/* Sends datagrams that lie one behind the other. How many were sent, or a negative number when not even the first. */
int32_t sockets_send_datagrams(int32_t descriptor, const uint8_t *bytes, const uint32_t *lengths, uint32_t count);

/* Takes up to `count` (at most 64) datagrams, each into a place of `stride` bytes. `lost` becomes how many the system has
 * thrown away since the socket was made. How many came, 0 for none. */
int32_t sockets_receive_datagrams(int32_t descriptor, uint8_t *bytes, uint32_t stride, sockets_datagram *datagrams,
                                  uint32_t count, uint32_t *lost);

/* A listening TCP socket. */
int32_t sockets_listen(const char *local, uint16_t port, int32_t backlog);

/* The next connection, 0 descriptors left for none: -EAGAIN. */
int32_t sockets_accept(int32_t listener, sockets_host *from);

/* Begins a connection; it is there when the socket is writable and sockets_connected says 0. */
int32_t sockets_connect(const char *remote, uint16_t port);
int32_t sockets_connected(int32_t descriptor);

/* Bytes sent or received; 0 when nothing can be now; a negative number when the connection is over (received: also when
 * the other side has closed it, as -ENOTCONN). */
int64_t sockets_send(int32_t descriptor, const uint8_t *bytes, uint64_t count);
int64_t sockets_receive(int32_t descriptor, uint8_t *bytes, uint64_t count);

/* The port that a socket is bound to. */
int32_t sockets_port(int32_t descriptor);

/* Waits for one of SOCKETS_READABLE and SOCKETS_WRITABLE on each of at most 64 descriptors. How many are ready. */
int32_t sockets_wait(const int32_t *descriptors, const uint32_t *wanted, uint32_t *ready, uint32_t count,
                     int32_t timeout_ms);

void sockets_close(int32_t descriptor);

#endif
