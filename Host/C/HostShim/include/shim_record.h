/* What a worker leaves behind for its host: which item each thread is at, which calls the sandbox refused, and how the
 * process died. The record lies in a memory file that host and worker share, so it outlives the worker, whatever ended
 * it. The worker's plugins can write there too: the host reads it as a stranger's, with every number checked.
 * All writers are async-signal-safe. */
#ifndef SHIM_RECORD_H
#define SHIM_RECORD_H

#include <stddef.h>
#include <stdint.h>

enum {
    SHIM_RECORD_MAGIC = 0x5352434b,
    SHIM_RECORD_VERSION = 1,
    SHIM_RECORD_ITEMS = 16,
    SHIM_RECORD_FRAMES = 96,
    SHIM_RECORD_REFUSALS = 32,
    SHIM_RECORD_DETAIL_BYTES = 160,
    SHIM_RECORD_CALLERS = 6,
    SHIM_RECORD_IMAGES = 512,
    SHIM_RECORD_PATH_BYTES = 65536,
};

/* Where a part of the record stands. Written last, with release. */
enum { SHIM_RECORD_EMPTY = 0, SHIM_RECORD_WRITING = 1, SHIM_RECORD_READY = 2 };

/* The item that a thread is at. `busy` is 0 between items. */
struct shim_record_item {
    uint64_t seq;
    int64_t pts_ns;
    uint32_t stage;
    uint32_t port;
    uint32_t stream;
    uint32_t sub;
    uint32_t busy;
    uint32_t reserved;
};

/* A crash. `item` is the slot of the thread that crashed, or -1. */
struct shim_record_crash {
    uint32_t state;
    int32_t signal;
    int32_t code;
    int32_t item;
    uint64_t address;
    uint64_t pc;
    uint64_t sp;
    uint64_t fp;
    uint32_t frame_count;
    uint32_t has_address;
    char thread[16];
    uint64_t frames[SHIM_RECORD_FRAMES];
};

/* A call that was refused, and what it was about where that can be said: a path or an address. */
struct shim_record_refusal {
    uint32_t state;
    uint32_t count;
    int32_t number;
    int32_t error;
    uint64_t arguments[3];
    uint64_t callers[SHIM_RECORD_CALLERS];
    char detail[SHIM_RECORD_DETAIL_BYTES];
};

/* A mapped program or library: file addresses plus `bias` are addresses in the process. */
struct shim_record_image {
    uint64_t bias;
    uint64_t start;
    uint64_t end;
    uint32_t path;
    uint32_t path_bytes;
};

struct shim_record {
    uint32_t magic;
    uint32_t version;
    uint32_t image_state;
    uint32_t image_count;
    uint32_t path_bytes;
    uint32_t refusal_slots;
    uint64_t refusal_total;
    struct shim_record_item items[SHIM_RECORD_ITEMS];
    struct shim_record_crash crash;
    struct shim_record_refusal refusals[SHIM_RECORD_REFUSALS];
    struct shim_record_image images[SHIM_RECORD_IMAGES];
    char paths[SHIM_RECORD_PATH_BYTES];
};

/* A sealed memory file of the size of a record, close-on-exec. Descriptor, or -errno. */
int shim_record_file(void);

/* Copies the record of such a file. 0, or -errno, also when it is none. */
int shim_record_read(int fd, struct shim_record *copy);

/* How many calls were refused so far, by the record of such a file; 0 when it is none. */
uint64_t shim_record_refusal_count(int fd);

/* Maps the record of a memory file of at least that size, shared, and marks it as begun. NULL and errno. */
struct shim_record *shim_record_map(int fd);

/* Writes down the programs and libraries that are mapped now. Not from a signal handler. */
void shim_record_images(struct shim_record *record);

/* Adds the image that an address is in, when it is not written down: one that is being loaded just now. */
void shim_record_image_of(struct shim_record *record, uint64_t address);

/* Adds a refused call; equal ones are counted. `detail` may be NULL. */
void shim_record_refuse(struct shim_record *record, int number, int error, const uint64_t arguments[3],
                        const uint64_t callers[SHIM_RECORD_CALLERS], const char *detail);

/* Parts of a record that the host has copied; `index` is checked by the caller. */
static inline const struct shim_record_item *shim_record_item_at(const struct shim_record *record, uint32_t index) {
    return &record->items[index];
}
static inline struct shim_record_item *shim_record_item_slot(struct shim_record *record, uint32_t index) {
    return &record->items[index];
}
static inline const struct shim_record_refusal *shim_record_refusal_at(const struct shim_record *record,
                                                                       uint32_t index) {
    return &record->refusals[index];
}
static inline const struct shim_record_image *shim_record_image_at(const struct shim_record *record, uint32_t index) {
    return &record->images[index];
}
static inline const char *shim_record_paths(const struct shim_record *record) { return record->paths; }

#endif
