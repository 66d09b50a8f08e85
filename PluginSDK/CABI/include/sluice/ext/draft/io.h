/* Draft. sluice.io/1: a stage that must also act between items, such as on a connection that receives. It lends the
 * host file descriptors or a deadline and is called when they are due, in its own serial order. */
#ifndef SLUICE_EXT_DRAFT_IO_H
#define SLUICE_EXT_DRAFT_IO_H

#include "../../host.h"

#define SLUICE_EXT_IO "sluice.io/1"

#define SLUICE_IO_READABLE 1u
#define SLUICE_IO_WRITABLE 2u

struct sluice_stage;

/* The host's half, from sluice_host.get_extension. [work & started] */
typedef struct sluice_io_host_r1 {
    uint32_t struct_size;
    uint32_t reserved;
    /* Calls `ready` once when the descriptor is readable or writable; 0 withdraws it. The stage keeps owning it. */
    int32_t (*watch)(sluice_context *context, int32_t descriptor, uint32_t events);
    /* Calls `due` once when the clock reaches the time; a second call replaces it, INT64_MAX withdraws it. */
    int32_t (*wake_at)(sluice_context *context, int64_t deadline_ns);
} sluice_io_host;

/* The stage's half. [work & started] */
typedef struct sluice_io_r1 {
    uint32_t struct_size;
    uint32_t reserved;
    /* A descriptor that was watched is readable or writable. Read or write what goes without waiting, emit, and watch
     * it again. [work & started] */
    int32_t (*ready)(struct sluice_stage *stage, int32_t descriptor, uint32_t events);
    /* The time that wake_at asked for has come. [work & started] */
    int32_t (*due)(struct sluice_stage *stage, int64_t now_ns);
} sluice_io;

#endif
