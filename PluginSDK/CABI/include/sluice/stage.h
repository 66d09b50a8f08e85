/* What a stage does for the host. A stage class is a constant table; an instance is what create makes. */
#ifndef SLUICE_STAGE_H
#define SLUICE_STAGE_H

#include "config.h"
#include "host.h"

typedef struct sluice_stage sluice_stage; /* the plugin's own */

typedef struct sluice_create_info_r1 {
    uint32_t struct_size;
    uint32_t stage_ordinal;  /* goes into region ids, 1 to 65535 */
    uint32_t instance_index; /* 0 to instance_count - 1 */
    uint32_t instance_count;
    const char *name;        /* of the instance in the graph; lives until destroy */
    uint64_t name_bytes;
    uint64_t seed;           /* for all randomness of the stage */
} sluice_create_info;

/* What a port will carry. Size belongs to each frame. */
typedef struct sluice_format_r1 {
    uint32_t struct_size;
    uint32_t kind;           /* SLUICE_ITEM_... */
    uint32_t pixel_format;   /* frames: SLUICE_PIXEL_... */
    uint32_t detail;         /* packets: interned codec; tensors: element type; else 0 */
} sluice_format;
#define SLUICE_INPUT 0u
#define SLUICE_OUTPUT 1u

#define SLUICE_STREAM_LIVE 1u

/* A stream as its source describes it. Pointers live until `end` of the stream. */
typedef struct sluice_stream_r1 {
    uint32_t struct_size;
    uint32_t stream;
    uint32_t flags;            /* SLUICE_STREAM_... */
    uint32_t width, height;    /* nominal, 0 when unknown */
    uint32_t rate_num, rate_den;
    uint32_t reserved;
    const char *name;
    uint64_t name_bytes;
    const char *camera;        /* model, empty when unknown */
    uint64_t camera_bytes;
    const sluice_value *labels; /* an object; NULL for none */
} sluice_stream;

/* Lifecycle: create, configure, negotiate (each port), start, { begin, process and advance, end }, drain,
 * stop, destroy. start and stop may repeat; destroy is allowed in every state. Slots that may be NULL say
 * so. Ports are numbered in the order of the manifest, inputs and outputs each from 0. */
typedef struct sluice_stage_class_r1 {
    uint32_t struct_size;
    uint32_t reserved;
    const char *id;         /* zero-terminated, as in the manifest */
    const void *class_data; /* the plugin's own */

    /* Makes an instance. `stage_class` is this table; `host` and `context` live until destroy returns. On
     * error nothing is left behind and *stage is not touched. [control] */
    sluice_status (*create)(const struct sluice_stage_class_r1 *stage_class, const sluice_host *host,
                            sluice_context *context, const sluice_create_info *info, sluice_stage **stage);

    /* Frees the instance in any state. [control] */
    void (*destroy)(sluice_stage *stage);

    /* Takes the configuration; all that can fail for a missing or wrong file fails here. A second call
     * replaces the first. SLUICE_E_STATE when started. [control & !started] */
    sluice_status (*configure)(sluice_stage *stage, const sluice_config *config);

    /* Confirms (SLUICE_OK) or refuses (SLUICE_E_FORMAT) the format chosen from the manifest. May be NULL:
     * all that the manifest lists is accepted. [control & configured] */
    sluice_status (*negotiate)(sluice_stage *stage, uint32_t direction, uint32_t port,
                               const sluice_format *format);

    /* Gets ready for items; what is slow or takes memory happens here. SLUICE_E_STATE when not configured
     * or started already. [control & configured & !started] */
    sluice_status (*start)(sluice_stage *stage);

    /* Lets go of what start took. SLUICE_E_STATE when not started. [control & started] */
    sluice_status (*stop)(sluice_stage *stage);

    /* A stream begins, or ends, on an input port: no item of it before begin or after end. Both may be
     * NULL. [work & started] */
    sluice_status (*begin)(sluice_stage *stage, uint32_t port, const sluice_stream *stream);
    sluice_status (*end)(sluice_stage *stage, uint32_t port, uint32_t stream);

    /* One item. It and all it points to live until the call returns. A negative status fails this item
     * only; the graph's policy decides what follows. SLUICE_E_STATE when not started. NULL for a source.
     * [work & started] */
    sluice_status (*process)(sluice_stage *stage, uint32_t port, const sluice_item *item);

    /* No item of the stream with this seq or a lower one will follow on the port: time has passed without
     * an item. NULL when not wanted. [work & started] */
    sluice_status (*advance)(sluice_stage *stage, uint32_t port, uint32_t stream, uint64_t seq,
                             int64_t pts_ns);

    /* Sources only: emit the next items, and return SLUICE_OK, or SLUICE_END after the last. Return by
     * `deadline_ns` with SLUICE_NEED_MORE when there is nothing yet. [work & started] */
    sluice_status (*produce)(sluice_stage *stage, int64_t deadline_ns);

    /* Emit all that is held back. Called once all streams of all inputs have ended. May be NULL.
     * [work & started] */
    sluice_status (*drain)(sluice_stage *stage);

    /* Forget the stream's history (all streams: UINT32_MAX), as if new. Emits nothing. May be NULL.
     * [work & started] */
    sluice_status (*reset)(sluice_stage *stage, uint32_t stream);

    /* The table of an extension, or NULL. The same id gives the same pointer. [any] */
    const void *(*get_extension)(sluice_stage *stage, const char *id);
} sluice_stage_class;

#endif
