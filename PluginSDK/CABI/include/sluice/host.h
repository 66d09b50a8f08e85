/* What the host does for a stage. */
#ifndef SLUICE_HOST_H
#define SLUICE_HOST_H

#include "item.h"

/* Identifies the stage instance to the host. Pass it on, never look inside. */
typedef struct sluice_context sluice_context;

/* What a new frame shall be like. */
typedef struct sluice_frame_spec_r1 {
    uint32_t struct_size;
    uint32_t pixel_format;
    uint32_t width, height;
    const sluice_frame *like;      /* colour, aspect, rotation, flags and origin come from it; may be NULL */
    const sluice_colour *colour;   /* instead of like's colour; may be NULL */
    uint64_t region;               /* the region it shows, 0 for none: becomes origin.region */
    float to_like[6];              /* new pixels to like's pixels; all zero means the identity */
} sluice_frame_spec;

typedef struct sluice_host_r1 {
    uint32_t struct_size;
    uint32_t abi_minor;

    /* Writes a line to the host's log. The text is copied. [any] */
    void (*log)(sluice_context *context, uint32_t level, const char *text, uint64_t bytes);

    /* Says why the call under way is about to return `code`. Copied; one per error. [control | work] */
    void (*report_error)(sluice_context *context, sluice_status code, const char *text, uint64_t bytes);

    /* The host's monotonic clock, which tests can set and replay repeats. Ask it, never the system. [any] */
    int64_t (*now_ns)(sluice_context *context);

    /* Sends an item out of an output port. Copies all it needs before it returns; a frame that the caller
     * allocated is consumed and read-only from here on, even on error; its flags are those that the item's frame
     * has now. Until the call under way returns its handle may be given to frame_ref. Never runs another stage:
     * what becomes of the item downstream is not told.
     * Returns SLUICE_OK, SLUICE_CANCELLED when the graph is stopping, SLUICE_E_LIMIT past the declared
     * max_outputs, SLUICE_E_FORMAT for an undeclared kind or format, SLUICE_E_ARGUMENT for an unknown port
     * or handle. [work, within process, advance, produce, end, drain] */
    sluice_status (*emit)(sluice_context *context, uint32_t port, const sluice_item *item);

    /* A writable block with the content of `base` (NULL: empty) and room for more. It belongs to the
     * caller until the call under way returns; emit it, or forget it. NULL when there is no memory or a
     * count passes 100,000. [work] */
    sluice_region_block *(*regions_new)(sluice_context *context, const sluice_region_block *base,
                                        uint32_t more_regions, uint32_t more_points, uint32_t more_scores);

    /* A frame to write into: `frame` is filled in, and planes[i] is where to write plane i. Pixels start
     * undefined. Planes of 4:2:0 formats may be written in whole macroblocks: up to the next multiple of 16 rows of
     * the picture, 8 of chroma; what lies beyond the last row goes nowhere. The caller owns one count: emit consumes
     * it, frame_unref gives it back unused. One that outlives the call under way counts against holds_frames: a
     * decoder writes it later. [work] */
    sluice_status (*frame_alloc)(sluice_context *context, const sluice_frame_spec *spec,
                                 sluice_frame *frame, uint8_t *planes[4]);

    /* Keeps a frame beyond the call under way; at most holds_frames of the manifest per stream, one more
     * is SLUICE_E_LIMIT. Each is given back by one frame_unref. [work] */
    sluice_status (*frame_ref)(sluice_context *context, uint64_t handle);

    /* Gives back one frame_ref, frame_alloc or frame_keep. [control | work] */
    void (*frame_unref)(sluice_context *context, uint64_t handle);

    /* A compact copy of a rectangle (NULL: the whole frame) in the host's bounded keep store, for stages
     * that keep frames without a bound in time. Even x and y are used for 4:2:0. Counted as a copy.
     * SLUICE_E_LIMIT when the store is full. [work] */
    sluice_status (*frame_keep)(sluice_context *context, uint64_t handle, const sluice_rect *rect,
                                sluice_frame *frame);

    /* The id of a text, the same for the same text in the whole run; never 0 but for the empty text, or
     * when 65,536 texts are known. Intern at create, not for each item. [control | work] */
    uint32_t (*intern)(sluice_context *context, const char *text, uint64_t bytes);

    /* The text of an id; lives as long as the host. NULL and 0 for an unknown id. [any] */
    const char *(*text_of)(sluice_context *context, uint32_t id, uint64_t *bytes);

    /* 1 when the graph is stopping and long work should end. [any] */
    int32_t (*cancelled)(sluice_context *context);

    /* A stage that declares `holds` says how far it has come: nothing with this seq or a lower one of the stream
     * will be emitted any more. Others need not call it: what they have consumed says the same. [work] */
    sluice_status (*progress)(sluice_context *context, uint32_t stream, uint64_t seq, int64_t pts_ns);

    /* The table of a host extension, or NULL. The same id gives the same pointer. [any] */
    const void *(*get_extension)(sluice_context *context, const char *id);
} sluice_host;

#endif
