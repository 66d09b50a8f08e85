/* What GStreamer reports, sorted into the shim's few kinds. */
#ifndef SLUICE_GST_FAILURE_H
#define SLUICE_GST_FAILURE_H

#include <gst/gst.h>

/* SLUICE_GST_ERROR_... */
int32_t sluice_gst_failure_code(const GError *error, const char *debug);

/* Factory name of the element that a message comes from; empty for bins made here. */
const char *sluice_gst_failure_element(GstMessage *message);

#endif
