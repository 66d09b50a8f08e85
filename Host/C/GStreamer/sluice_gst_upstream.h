/* What stands before a pad. */
#ifndef SLUICE_GST_UPSTREAM_H
#define SLUICE_GST_UPSTREAM_H

#include <gst/gst.h>

/* Whether nothing between the sink pad and a decoder writes into buffers: then copies of a frame may share
 * its memory. [streaming thread] */
gboolean sluice_gst_upstream_is_decoder(GstPad *sink);

#endif
