#include "sluice_gst_sink.h"

#include <gst/base/gstbasesink.h>
#include <string.h>

#include "sluice_gst_format.h"
#include "sluice_gst_pool.h"
#include "sluice_gst_upstream.h"

typedef struct {
    GstBaseSink parent;
    SluiceGstAllocator *allocator;
    SluiceGstSinkCalls calls;
    GstCaps *accepts;
    GstVideoInfo info;
    uint32_t rotation;
    gboolean changed; /* begin is due before the next frame */
    int muted;
    uint64_t copied; /* what the allocator had copied at the last frame */
} SluiceGstSink;

typedef struct {
    GstBaseSinkClass parent;
} SluiceGstSinkClass;

G_DEFINE_TYPE(SluiceGstSink, sluice_gst_sink, GST_TYPE_BASE_SINK)

static GstStaticPadTemplate template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS("video/x-raw"));

static GstCaps *get_caps(GstBaseSink *base, GstCaps *filter) {
    SluiceGstSink *self = (SluiceGstSink *)base;
    if (!self->accepts) return NULL;
    if (!filter) return gst_caps_ref(self->accepts);
    return gst_caps_intersect_full(self->accepts, filter, GST_CAPS_INTERSECT_FIRST);
}

static gboolean set_caps(GstBaseSink *base, GstCaps *caps) {
    SluiceGstSink *self = (SluiceGstSink *)base;
    if (!gst_video_info_from_caps(&self->info, caps)) return FALSE;
    self->changed = TRUE;
    return TRUE;
}

/* Decoders that ask get the host's slots to write into. */
static gboolean propose_allocation(GstBaseSink *base, GstQuery *query) {
    SluiceGstSink *self = (SluiceGstSink *)base;
    GstCaps *caps = NULL;
    gboolean need_pool = FALSE;
    GstVideoInfo info;
    gst_query_parse_allocation(query, &caps, &need_pool);
    if (!caps || !gst_video_info_from_caps(&info, caps)) return FALSE;
    sluice_gst_allocator_set_alias(self->allocator, sluice_gst_upstream_is_decoder(GST_BASE_SINK_PAD(base)));
    if (need_pool) {
        GstBufferPool *pool = sluice_gst_pool_new(self->allocator);
        gst_query_add_allocation_pool(query, pool, (guint)GST_VIDEO_INFO_SIZE(&info), 0, 0);
        gst_object_unref(pool);
    }
    GstAllocationParams params;
    gst_allocation_params_init(&params);
    params.align = 63;
    gst_query_add_allocation_param(query, GST_ALLOCATOR(self->allocator), &params);
    gst_query_add_allocation_meta(query, GST_VIDEO_META_API_TYPE, NULL);
    return TRUE;
}

static guint plane_rows(const GstVideoInfo *info, guint plane) {
    return (guint)GST_VIDEO_FORMAT_INFO_SCALE_HEIGHT(info->finfo, plane, GST_VIDEO_INFO_HEIGHT(info));
}

static guint plane_row_bytes(const GstVideoInfo *info, guint plane) {
    guint samples = (guint)GST_VIDEO_FORMAT_INFO_SCALE_WIDTH(info->finfo, plane, GST_VIDEO_INFO_WIDTH(info));
    return samples * (guint)GST_VIDEO_FORMAT_INFO_PSTRIDE(info->finfo, plane);
}

/* Whether the buffer is a slot laid out as the contract asks; then it is described, and counted once more. */
static gboolean take_slot(SluiceGstSink *self, GstBuffer *buffer, sluice_gst_frame *frame) {
    frame->copy_reason = SLUICE_GST_COPIED_FOREIGN;
    if (gst_buffer_n_memory(buffer) != 1) return FALSE;
    GstMemory *memory = gst_buffer_peek_memory(buffer, 0);
    uint8_t *data = NULL;
    if (!sluice_gst_memory_slot(self->allocator, memory, &frame->slot, &data)) return FALSE;
    frame->copy_reason = SLUICE_GST_COPIED_ROWS;
    const GstVideoMeta *meta = gst_buffer_get_video_meta(buffer);
    const gsize *offset = meta ? meta->offset : self->info.offset;
    const gint *stride = meta ? meta->stride : self->info.stride;
    frame->plane_count = GST_VIDEO_INFO_N_PLANES(&self->info);
    gsize room = memory->maxsize - memory->offset;
    for (guint plane = 0; plane < frame->plane_count; plane++) {
        gsize rows = plane_rows(&self->info, plane);
        gsize end = offset[plane] + (gsize)MAX(stride[plane], 0) * (rows - 1) + plane_row_bytes(&self->info, plane);
        if (stride[plane] <= 0 || stride[plane] % 64 != 0 || end > room) return FALSE;
        if (((uintptr_t)data + offset[plane]) % 64 != 0) return FALSE;
        frame->plane_offset_bytes[plane] = offset[plane];
        frame->row_stride_bytes[plane] = (uint32_t)stride[plane];
    }
    frame->data = data;
    frame->copy_reason = SLUICE_GST_NOT_COPIED;
    const sluice_gst_slots *slots = sluice_gst_allocator_slots(self->allocator);
    slots->retain(slots->context, frame->slot);
    return TRUE;
}

/* Frames in foreign memory, or with rows that are not aligned, are copied into a slot. */
static gboolean copy_in(SluiceGstSink *self, GstBuffer *buffer, sluice_gst_frame *frame) {
    GstVideoFrame source;
    if (!gst_video_frame_map(&source, &self->info, buffer, GST_MAP_READ)) return FALSE;
    gsize total = 0;
    frame->plane_count = GST_VIDEO_INFO_N_PLANES(&self->info);
    for (guint plane = 0; plane < frame->plane_count; plane++) {
        frame->plane_offset_bytes[plane] = total;
        frame->row_stride_bytes[plane] = (plane_row_bytes(&self->info, plane) + 63) & ~63u;
        total += (gsize)frame->row_stride_bytes[plane] * plane_rows(&self->info, plane);
    }
    uint8_t *data = NULL;
    const sluice_gst_slots *slots = sluice_gst_allocator_slots(self->allocator);
    if (slots->take(slots->context, total + 64, &data, &frame->slot) != 0) {
        gst_video_frame_unmap(&source);
        return FALSE;
    }
    for (guint plane = 0; plane < frame->plane_count; plane++) {
        const uint8_t *from = GST_VIDEO_FRAME_PLANE_DATA(&source, plane);
        uint8_t *to = data + frame->plane_offset_bytes[plane];
        guint bytes = plane_row_bytes(&self->info, plane), rows = plane_rows(&self->info, plane);
        for (guint row = 0; row < rows; row++) {
            memcpy(to, from, bytes);
            to += frame->row_stride_bytes[plane];
            from += GST_VIDEO_FRAME_PLANE_STRIDE(&source, plane);
        }
        frame->copied_bytes += (uint64_t)bytes * rows;
    }
    gst_video_frame_unmap(&source);
    frame->data = data;
    return TRUE;
}

static int64_t signed_time(GstClockTime time) {
    return GST_CLOCK_TIME_IS_VALID(time) && time <= INT64_MAX ? (int64_t)time : SLUICE_GST_NO_TIME;
}

static void describe(SluiceGstSink *self, GstBuffer *buffer, sluice_gst_frame *frame) {
    const GstSegment *segment = &GST_BASE_SINK(self)->segment;
    GstClockTime pts = GST_BUFFER_PTS(buffer);
    frame->stream_ns = signed_time(gst_segment_to_stream_time(segment, GST_FORMAT_TIME, pts));
    frame->running_ns = signed_time(gst_segment_to_running_time(segment, GST_FORMAT_TIME, pts));
    frame->duration_ns = GST_BUFFER_DURATION_IS_VALID(buffer) ? (int64_t)GST_BUFFER_DURATION(buffer) : 0;
    frame->flags = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT) ? 0 : SLUICE_GST_KEY;
    if (GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DISCONT)) frame->flags |= SLUICE_GST_DISCONTINUITY;
    if (GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_CORRUPTED)) frame->flags |= SLUICE_GST_CORRUPT;
    uint64_t copied = sluice_gst_allocator_copied(self->allocator);
    if (copied != self->copied && frame->copied_bytes == 0) frame->copy_reason = SLUICE_GST_COPIED_SHARED;
    frame->copied_bytes += copied - self->copied;
    self->copied = copied;
}

static GstFlowReturn render(GstBaseSink *base, GstBuffer *buffer) {
    SluiceGstSink *self = (SluiceGstSink *)base;
    if (__atomic_load_n(&self->muted, __ATOMIC_ACQUIRE)) return GST_FLOW_FLUSHING;
    if (self->changed) {
        sluice_gst_format format;
        sluice_gst_format_fill(&format, &self->info);
        format.rotation_degrees = self->rotation;
        self->changed = FALSE;
        self->calls.begin(self->calls.context, &format);
    }
    sluice_gst_frame frame;
    memset(&frame, 0, sizeof frame);
    if (!take_slot(self, buffer, &frame) && !copy_in(self, buffer, &frame)) {
        GST_ELEMENT_ERROR(
            self, RESOURCE, NO_SPACE_LEFT, ("no memory for a frame, or a frame that cannot be read"), (NULL));
        return GST_FLOW_ERROR;
    }
    describe(self, buffer, &frame);
    return self->calls.frame(self->calls.context, &frame) == 0 ? GST_FLOW_OK : GST_FLOW_EOS;
}

static void take_tags(SluiceGstSink *self, GstEvent *event) {
    GstTagList *tags = NULL;
    gst_event_parse_tag(event, &tags);
    int32_t degrees = sluice_gst_format_rotation(tags);
    if (degrees < 0 || (uint32_t)degrees == self->rotation) return;
    self->rotation = (uint32_t)degrees;
    self->changed = GST_VIDEO_INFO_FORMAT(&self->info) != GST_VIDEO_FORMAT_UNKNOWN;
}

static gboolean take_event(GstBaseSink *base, GstEvent *event) {
    SluiceGstSink *self = (SluiceGstSink *)base;
    if (GST_EVENT_TYPE(event) == GST_EVENT_TAG) take_tags(self, event);
    if (GST_EVENT_TYPE(event) == GST_EVENT_EOS && !__atomic_load_n(&self->muted, __ATOMIC_ACQUIRE))
        self->calls.end(self->calls.context);
    return GST_BASE_SINK_CLASS(sluice_gst_sink_parent_class)->event(base, event);
}

static void finalize(GObject *object) {
    SluiceGstSink *self = (SluiceGstSink *)object;
    if (self->accepts) gst_caps_unref(self->accepts);
    if (self->allocator) gst_object_unref(self->allocator);
    G_OBJECT_CLASS(sluice_gst_sink_parent_class)->finalize(object);
}

static void sluice_gst_sink_class_init(SluiceGstSinkClass *class) {
    GstBaseSinkClass *base = GST_BASE_SINK_CLASS(class);
    gst_element_class_add_static_pad_template(GST_ELEMENT_CLASS(class), &template);
    gst_element_class_set_static_metadata(
        GST_ELEMENT_CLASS(class), "Sluice sink", "Sink/Video", "Hands frames to the host", "Sluice");
    base->get_caps = get_caps;
    base->set_caps = set_caps;
    base->propose_allocation = propose_allocation;
    base->render = render;
    base->event = take_event;
    G_OBJECT_CLASS(class)->finalize = finalize;
}

/* The host paces by its own clock, and holds frames itself: no clock, no preroll, no last frame kept here. */
static void sluice_gst_sink_init(SluiceGstSink *self) {
    gst_video_info_init(&self->info);
    gst_base_sink_set_sync(GST_BASE_SINK(self), FALSE);
    gst_base_sink_set_async_enabled(GST_BASE_SINK(self), FALSE);
    gst_base_sink_set_qos_enabled(GST_BASE_SINK(self), FALSE);
    gst_base_sink_set_last_sample_enabled(GST_BASE_SINK(self), FALSE);
}

void sluice_gst_sink_register(void) { g_type_ensure(sluice_gst_sink_get_type()); }

GstElement *sluice_gst_sink_new(
    SluiceGstAllocator *allocator, const SluiceGstSinkCalls *calls, const uint32_t *formats, uint32_t format_count) {
    SluiceGstSink *self = g_object_new(sluice_gst_sink_get_type(), "name", "host", NULL);
    self->allocator = allocator;
    self->calls = *calls;
    self->accepts = sluice_gst_format_caps(formats, format_count);
    return GST_ELEMENT(self);
}

void sluice_gst_sink_mute(GstElement *sink) {
    __atomic_store_n(&((SluiceGstSink *)sink)->muted, 1, __ATOMIC_RELEASE);
}

GstCaps *sluice_gst_sink_accepts(GstElement *sink) { return gst_caps_ref(((SluiceGstSink *)sink)->accepts); }
