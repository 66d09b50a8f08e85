/* The element at the end of each pipeline. */
#ifndef SLUICE_GST_SINK_H
#define SLUICE_GST_SINK_H

#include <gst/gst.h>

#include "sluice_gst_frame.h"
#include "sluice_gst_memory.h"

typedef struct {
    void *context;
    void (*begin)(void *context, const sluice_gst_format *format);
    int32_t (*frame)(void *context, const sluice_gst_frame *frame);
    void (*end)(void *context);
} SluiceGstSinkCalls;

void sluice_gst_sink_register(void);

/* Takes over a reference of the allocator. */
GstElement *sluice_gst_sink_new(
    SluiceGstAllocator *allocator, const SluiceGstSinkCalls *calls, const uint32_t *formats, uint32_t format_count);

/* From now on frames are refused. */
void sluice_gst_sink_mute(GstElement *sink);

/* What the sink accepts, best first; the caller's. */
GstCaps *sluice_gst_sink_accepts(GstElement *sink);

#endif
