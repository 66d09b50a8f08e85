/* A pipeline from a source to the host's sink. */
#ifndef SLUICE_GST_PIPELINE_H
#define SLUICE_GST_PIPELINE_H

#include "sluice_gst_frame.h"
#include "sluice_gst_slots.h"

#define SLUICE_GST_FROM_FILE 1u
#define SLUICE_GST_FROM_RTSP 2u
#define SLUICE_GST_FROM_V4L2 3u
#define SLUICE_GST_FROM_DESCRIPTION 4u

#define SLUICE_GST_TRANSPORT_AUTO 0u /* UDP, and TCP when nothing comes */
#define SLUICE_GST_TRANSPORT_TCP 1u
#define SLUICE_GST_TRANSPORT_UDP 2u

/* What happened. Texts live until the callback returns. */
#define SLUICE_GST_EVENT_ERROR 1u       /* a, the element's factory; b, message; c, debug text; code */
#define SLUICE_GST_EVENT_WARNING 2u     /* the same */
#define SLUICE_GST_EVENT_MISSING 3u     /* a, kind ("decoder", "element", "urisource"); b, caps or name; c, words */
#define SLUICE_GST_EVENT_NO_VIDEO 4u    /* a, what there is instead */
#define SLUICE_GST_EVENT_DECODER 5u     /* a, factory name */
#define SLUICE_GST_EVENT_CONVERSION 6u  /* a, format before; b, format after; empty when it was taken out */
#define SLUICE_GST_EVENT_END 7u         /* the last frame was delivered */
#define SLUICE_GST_EVENT_OTHER_STREAM 8u /* a, caps of a stream that is not video and is thrown away */
#define SLUICE_GST_EVENT_CONTAINER 9u   /* a, factory name of the demuxer */

#define SLUICE_GST_ERROR_OTHER 0
#define SLUICE_GST_ERROR_NOT_FOUND 1
#define SLUICE_GST_ERROR_NOT_ALLOWED 2
#define SLUICE_GST_ERROR_OPEN 3
#define SLUICE_GST_ERROR_READ 4
#define SLUICE_GST_ERROR_WRONG_TYPE 5
#define SLUICE_GST_ERROR_NO_CODEC 6
#define SLUICE_GST_ERROR_DAMAGED 7
#define SLUICE_GST_ERROR_FORMAT 8
#define SLUICE_GST_ERROR_NO_MEMORY 9
#define SLUICE_GST_ERROR_BUSY 10

typedef struct sluice_gst_event {
    uint32_t kind;
    int32_t code;
    const char *a, *b, *c;
} sluice_gst_event;

#define SLUICE_GST_GO_ON 0
#define SLUICE_GST_ENOUGH 1 /* the stream ends here, as if it had no more frames */

/* Called on threads of GStreamer: begin and frame on one at a time, in order; event on any. None may call
 * back into the pipeline, except for sluice_gst_pipeline_duration. */
typedef struct sluice_gst_calls {
    void *context;
    void (*begin)(void *context, const sluice_gst_format *format);
    /* May block: the source waits. Takes over one count of the slot, whatever it returns. */
    int32_t (*frame)(void *context, const sluice_gst_frame *frame);
    void (*event)(void *context, const sluice_gst_event *event);
    void (*drop)(void *context); /* called once, when the pipeline is gone */
} sluice_gst_calls;

typedef struct sluice_gst_request {
    uint32_t from;
    uint32_t transport;
    const char *location; /* path, URI, device or description */
    uint32_t latency_ms;  /* jitter buffer of rtsp */
    uint32_t format_count;
    uint32_t formats[8];  /* accepted, best first */
    uint32_t width, height, rate; /* wished of a device; 0 for any */
} sluice_gst_request;

typedef struct sluice_gst_pipeline sluice_gst_pipeline;

/* Makes a pipeline; nothing runs yet. Returns NULL with the reason in `reason`, and in `element` the factory
 * that is missing, empty when that is not the reason. Takes over both contexts, also on failure: their drop
 * is called in any case. [any thread] */
sluice_gst_pipeline *sluice_gst_pipeline_new(
    const sluice_gst_request *request, const sluice_gst_slots *slots, const sluice_gst_calls *calls, char *element,
    uint64_t element_capacity, char *reason, uint64_t capacity);

/* Starts it. Returns 0, or -1 when it cannot start: an event says why. [control thread] */
int32_t sluice_gst_pipeline_start(sluice_gst_pipeline *pipeline);

/* Length by the container's header in nanoseconds; -1 when it does not say. [any thread] */
int64_t sluice_gst_pipeline_duration(sluice_gst_pipeline *pipeline);

/* Whether not one of its threads moves data any more. decodebin swallows an error that an element reports
 * while it is being put in; the pipeline then stands still without a word. Not for sources whose threads
 * belong to no pad, such as rtspsrc. [control thread] */
int32_t sluice_gst_pipeline_is_idle(sluice_gst_pipeline *pipeline);

/* Pieces of data so far that sources gave, or that came to demuxers, depayloaders, parsers and decoders: it rises while
 * anything arrives, also when no frame comes of it. [any thread] */
uint64_t sluice_gst_pipeline_data(sluice_gst_pipeline *pipeline);

/* Frames that are not delivered from now on: frame is not called again once it has returned. [any thread] */
void sluice_gst_pipeline_mute(sluice_gst_pipeline *pipeline);

/* Stops and frees it; returns when its threads have ended, so no callback may be blocked. Slots that the
 * host still holds stay valid. [control thread] */
void sluice_gst_pipeline_free(sluice_gst_pipeline *pipeline);

#endif
