/* The bins that pipelines begin with, one for each kind of source. */
#ifndef SLUICE_GST_SOURCE_H
#define SLUICE_GST_SOURCE_H

#include <gst/gst.h>

#include "sluice_gst_pipeline.h"

/* Adds the source's elements to the pipeline. `on_pad` is called for each source pad that appears, `on_done`
 * (with `user`) when no more will. Returns 0, or -1 with the reason and the missing factory, if it is that. */
int32_t sluice_gst_source_add(
    GstBin *pipeline, const sluice_gst_request *request, void (*on_pad)(GstElement *, GstPad *, gpointer),
    void (*on_done)(GstElement *, gpointer), gpointer user, char *element, uint64_t element_capacity, char *reason,
    uint64_t capacity);

#endif
