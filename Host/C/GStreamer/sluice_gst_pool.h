/* A pool of video buffers whose slots are recycled by the host and whose memory objects never are. */
#ifndef SLUICE_GST_POOL_H
#define SLUICE_GST_POOL_H

#include <gst/gst.h>

#include "sluice_gst_memory.h"

GstBufferPool *sluice_gst_pool_new(SluiceGstAllocator *allocator);

#endif
