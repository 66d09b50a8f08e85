#include "sluice_gst_pool.h"

#include <gst/video/gstvideopool.h>
#include <gst/video/video.h>

typedef struct {
    GstVideoBufferPool parent;
    SluiceGstAllocator *allocator;
} SluiceGstPool;

typedef struct {
    GstVideoBufferPoolClass parent;
} SluiceGstPoolClass;

G_DEFINE_TYPE(SluiceGstPool, sluice_gst_pool, GST_TYPE_VIDEO_BUFFER_POOL)

/* Rows start at multiples of 64 wherever the writer takes strides from the buffer; a writer that does not ask
 * for GstVideoMeta lays rows out by the caps, and must not be told otherwise. */
static gboolean set_config(GstBufferPool *pool, GstStructure *config) {
    SluiceGstPool *self = (SluiceGstPool *)pool;
    GstAllocator *other = NULL;
    GstAllocationParams params;
    gst_allocation_params_init(&params);
    gst_buffer_pool_config_get_allocator(config, &other, &params);
    params.align |= 63;
    gst_buffer_pool_config_set_allocator(config, GST_ALLOCATOR(self->allocator), &params);
    if (gst_buffer_pool_config_has_option(config, GST_BUFFER_POOL_OPTION_VIDEO_META)) {
        GstVideoAlignment alignment;
        gst_video_alignment_reset(&alignment);
        if (gst_buffer_pool_config_has_option(config, GST_BUFFER_POOL_OPTION_VIDEO_ALIGNMENT))
            gst_buffer_pool_config_get_video_alignment(config, &alignment);
        for (guint plane = 0; plane < GST_VIDEO_MAX_PLANES; plane++) alignment.stride_align[plane] |= 63;
        gst_buffer_pool_config_add_option(config, GST_BUFFER_POOL_OPTION_VIDEO_ALIGNMENT);
        gst_buffer_pool_config_set_video_alignment(config, &alignment);
    }
    return GST_BUFFER_POOL_CLASS(sluice_gst_pool_parent_class)->set_config(pool, config);
}

/* A tagged buffer is freed and not queued again: its memory may still be read by the host, which recycles
 * the slot when its own count of it falls to zero. */
static void release_buffer(GstBufferPool *pool, GstBuffer *buffer) {
    GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_TAG_MEMORY);
    GST_BUFFER_POOL_CLASS(sluice_gst_pool_parent_class)->release_buffer(pool, buffer);
}

static void finalize(GObject *object) {
    SluiceGstAllocator *allocator = ((SluiceGstPool *)object)->allocator;
    G_OBJECT_CLASS(sluice_gst_pool_parent_class)->finalize(object);
    if (allocator) gst_object_unref(allocator);
}

static void sluice_gst_pool_class_init(SluiceGstPoolClass *class) {
    GstBufferPoolClass *base = GST_BUFFER_POOL_CLASS(class);
    base->set_config = set_config;
    base->release_buffer = release_buffer;
    G_OBJECT_CLASS(class)->finalize = finalize;
}

static void sluice_gst_pool_init(SluiceGstPool *self) { self->allocator = NULL; }

GstBufferPool *sluice_gst_pool_new(SluiceGstAllocator *allocator) {
    SluiceGstPool *self = g_object_new(sluice_gst_pool_get_type(), NULL);
    gst_object_ref_sink(self);
    self->allocator = gst_object_ref(allocator);
    return GST_BUFFER_POOL(self);
}
