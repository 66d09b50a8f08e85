/* What host and worker share: the memory of a mailbox, bells in it, and the socket that passes descriptors. Prefix:
 * shim_. Every field of a mailbox may be changed by the other side at any time: the host reads each once. */
#ifndef SHIM_WORKER_H
#define SHIM_WORKER_H

#include <stdint.h>
#include <sys/types.h>

/* A counter that one side raises and the other waits for. */
struct shim_bell {
    uint32_t count;
    uint32_t asleep; /* the waiter is, or is about to be */
};

/* Raises the counter, and wakes the waiter when it sleeps. Call after the message was written. */
void shim_bell_ring(struct shim_bell *bell);

/* The counter; what was written before it was raised is visible afterwards. */
uint32_t shim_bell_count(const struct shim_bell *bell);

/* Waits until the counter differs from `seen`, at most timeout_ns (below 0: for ever). The counter. */
uint32_t shim_bell_wait(struct shim_bell *bell, uint32_t seen, int64_t timeout_ns);

/* A slot of a worker's own slab that it may write to. */
struct shim_lease {
    uint32_t slab;
    uint32_t index;
    uint64_t bytes;  /* it begins index * bytes into the slab */
    uint64_t handle; /* the worker's name for a frame in it */
};

#define SHIM_LEASES 16
#define SHIM_SLABS 8

/* One call of the host, or its answer to a question. Areas are given from the start of the mailbox. */
struct shim_request {
    uint32_t call;
    uint32_t port;
    uint32_t stream;
    int32_t status;      /* answers */
    uint64_t seq;
    int64_t time_ns;     /* advance: pts; produce: deadline */
    uint64_t at, bytes;  /* what comes with it */
    uint64_t base;       /* the host's address of that: pointers in it count from there */
    uint64_t names_at, names_bytes;
    uint64_t handle;     /* answers: of a frame */
    int32_t processor;   /* that both sides stay on for the call, or -1 */
    uint32_t reserved;
    uint32_t lease_count;
    uint32_t slab_count; /* slabs that must be mapped before the call is worked on */
    struct shim_lease leases[SHIM_LEASES];
    uint32_t slabs[SHIM_SLABS];
};

/* The end of a call, or a question within it. */
struct shim_reply {
    uint32_t kind;
    uint32_t question;
    int32_t status;
    uint32_t flags;
    uint64_t at, bytes;  /* entries, or what comes with the question */
    uint64_t base;       /* the worker's address of that */
    uint64_t a, b;
};

/* The head of each thing in a reply: an output, an error, a frame that is held. */
struct shim_entry {
    uint32_t kind;
    uint32_t port;
    uint64_t bytes;      /* with this head; a multiple of 16 */
    uint64_t a, b;
    int64_t c;
    uint64_t d;
};

/* The first page of a mailbox. */
struct shim_mailbox {
    struct shim_bell request_bell;
    struct shim_bell reply_bell;
    uint32_t cancelled;
    uint32_t reserved;
    int64_t now_ns;      /* the host's clock when it last wrote here */
    struct shim_request request;
    struct shim_reply reply;
};

/* Words that both sides read and write while the other runs. */
void shim_store_u32(uint32_t *word, uint32_t value);
uint32_t shim_read_u32(const uint32_t *word);
void shim_store_i64(int64_t *word, int64_t value);
int64_t shim_read_i64(const int64_t *word);

/* Forbids changes of a memory file's size; and further writable mappings, writes and seals beside those. 0, or -errno:
 * -EINVAL where the kernel does not know F_SEAL_FUTURE_WRITE (Linux before 5.1). */
int shim_seal_size(int fd);
int shim_seal_writes(int fd);

/* Two ends of a socket that keeps messages apart, close-on-exec. 0, or -errno. */
int shim_socket_pair(int ends[2]);

/* Sends one message, and a descriptor with it unless `fd` is below 0. Never raises SIGPIPE. 0, or -errno; -EAGAIN when
 * `wait` is 0 and there is no room. */
int shim_send(int socket, const void *bytes, uint64_t count, int fd, int wait);

/* Takes one message of at most `capacity` bytes, and the descriptor that came with it (-1 for none; close-on-exec).
 * Bytes of the message, 0 when the other side is gone, or -errno; -EAGAIN when `wait` is 0 and there is none. */
int64_t shim_receive(int socket, void *bytes, uint64_t capacity, int *fd, int wait);

/* A descriptor that becomes readable when the process ends; or -errno. */
int shim_process_descriptor(pid_t process);

#endif
