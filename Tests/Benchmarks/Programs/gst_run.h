/* Runs a pipeline of GStreamer from PLAYING to the end of its stream, so that loading and negotiation are outside. */
#ifndef SLUICE_BENCH_GST_RUN_H
#define SLUICE_BENCH_GST_RUN_H

#include <gst/gst.h>

#include "timing.h"

/* 1 when the stream came to its end; says so when not. */
static inline int run_pipeline(GstElement *pipeline, span *taken) {
    GstBus *bus = gst_element_get_bus(pipeline);
    gst_element_set_state(pipeline, GST_STATE_PAUSED);
    gst_element_get_state(pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);
    const span start = begin_span();
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    GstMessage *message = gst_bus_timed_pop_filtered(bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    *taken = end_span(start);
    const int ended = GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS;
    gst_message_unref(message);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    if (!ended) fprintf(stderr, "the pipeline failed\n");
    return ended;
}

#endif
