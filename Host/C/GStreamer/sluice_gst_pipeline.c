#include "sluice_gst_pipeline.h"

#include <gst/base/gstbasetransform.h>
#include <gst/video/video.h>
#include <string.h>

#include "sluice_gst_failure.h"
#include "sluice_gst_format.h"
#include "sluice_gst_sink.h"
#include "sluice_gst_source.h"

/* Concurrency: `lock` guards converter, has_video and other. The rest is written before the pipeline
 * starts. */
struct sluice_gst_pipeline {
    GstElement *pipeline, *sink, *converter;
    sluice_gst_calls calls;
    GMutex lock;
    gboolean has_video;
    char other[128];  /* caps name of a stream that is not video */
    char before[32];  /* format that goes into the converter */
    char reported[64];
    uint64_t data; /* atomic */
};

static void tell(sluice_gst_pipeline *self, uint32_t kind, const char *a, const char *b, const char *c, int32_t code) {
    sluice_gst_event event = {kind, code, a ? a : "", b ? b : "", c ? c : ""};
    self->calls.event(self->calls.context, &event);
}

static void tell_conversion(sluice_gst_pipeline *self, const sluice_gst_format *format) {
    char before[32];
    g_mutex_lock(&self->lock);
    g_strlcpy(before, self->converter ? self->before : "", sizeof before);
    g_mutex_unlock(&self->lock);
    const char *after = gst_video_format_to_string(sluice_gst_format_to_video(format->pixel_format));
    char said[64] = "";
    gboolean converts = before[0] && strcmp(before, after) != 0;
    if (converts) g_snprintf(said, sizeof said, "%s %s", before, after);
    if (strcmp(said, self->reported) == 0) return;
    g_strlcpy(self->reported, said, sizeof self->reported);
    tell(self, SLUICE_GST_EVENT_CONVERSION, converts ? before : after, converts ? after : "", NULL, 0);
}

static void on_begin(void *context, const sluice_gst_format *format) {
    sluice_gst_pipeline *self = context;
    tell_conversion(self, format);
    self->calls.begin(self->calls.context, format);
}

static int32_t on_frame(void *context, const sluice_gst_frame *frame) {
    sluice_gst_pipeline *self = context;
    return self->calls.frame(self->calls.context, frame);
}

static void on_end(void *context) { tell(context, SLUICE_GST_EVENT_END, NULL, NULL, NULL, 0); }

/* Between the pad and the sink stands a videoconvert from now on. [lock not held] */
static gboolean add_converter(sluice_gst_pipeline *self, GstPad *pad) {
    GstElement *converter = gst_element_factory_make("videoconvert", NULL);
    if (!converter) {
        tell(self, SLUICE_GST_EVENT_MISSING, "element", "videoconvert", "videoconvert", 0);
        return FALSE;
    }
    gst_bin_add(GST_BIN(self->pipeline), converter);
    GstPad *in = gst_element_get_static_pad(converter, "sink"), *end = gst_element_get_static_pad(self->sink, "sink");
    GstPad *peer = gst_pad_get_peer(pad);
    if (peer) {
        gst_pad_unlink(pad, peer);
        gst_object_unref(peer);
    }
    g_mutex_lock(&self->lock);
    self->converter = converter;
    g_mutex_unlock(&self->lock);
    gboolean linked = gst_element_link(converter, self->sink) && gst_element_sync_state_with_parent(converter)
        && gst_pad_link(pad, in) == GST_PAD_LINK_OK;
    gst_object_unref(in);
    gst_object_unref(end);
    return linked;
}

static gboolean sink_accepts(sluice_gst_pipeline *self, GstCaps *caps) {
    GstCaps *accepted = sluice_gst_sink_accepts(self->sink);
    gboolean can = gst_caps_can_intersect(caps, accepted);
    gst_caps_unref(accepted);
    return can;
}

/* A stream may change its format at any time: a converter is put in when the first one comes that the graph
 * does not take. */
static GstPadProbeReturn on_caps(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    sluice_gst_pipeline *self = user;
    GstEvent *event = GST_PAD_PROBE_INFO_EVENT(info);
    if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS) return GST_PAD_PROBE_OK;
    GstCaps *caps = NULL;
    gst_event_parse_caps(event, &caps);
    const char *format = gst_structure_get_string(gst_caps_get_structure(caps, 0), "format");
    g_mutex_lock(&self->lock);
    g_strlcpy(self->before, format ? format : "", sizeof self->before);
    gboolean converts = self->converter != NULL;
    g_mutex_unlock(&self->lock);
    if (!converts && !sink_accepts(self, caps)) add_converter(self, pad);
    return GST_PAD_PROBE_OK;
}

/* Any raw format may come, since on_caps brings it into the graph; the sink alone would refuse it before that. */
static GstPadProbeReturn on_accept(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    (void)pad;
    (void)user;
    GstQuery *query = GST_PAD_PROBE_INFO_QUERY(info);
    if (GST_QUERY_TYPE(query) != GST_QUERY_ACCEPT_CAPS) return GST_PAD_PROBE_OK;
    GstCaps *caps = NULL;
    gst_query_parse_accept_caps(query, &caps);
    if (!gst_structure_has_name(gst_caps_get_structure(caps, 0), "video/x-raw")) return GST_PAD_PROBE_OK;
    gst_query_set_accept_caps_result(query, TRUE);
    return GST_PAD_PROBE_HANDLED;
}

static void attach_video(sluice_gst_pipeline *self, GstPad *pad, GstCaps *caps) {
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_caps, self, NULL);
    gst_pad_add_probe(
        pad, (GstPadProbeType)(GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM | GST_PAD_PROBE_TYPE_PUSH), on_accept, self, NULL);
    const char *format = gst_structure_get_string(gst_caps_get_structure(caps, 0), "format");
    g_mutex_lock(&self->lock);
    g_strlcpy(self->before, format ? format : "", sizeof self->before);
    g_mutex_unlock(&self->lock);
    gboolean linked;
    if (sink_accepts(self, caps)) {
        GstPad *end = gst_element_get_static_pad(self->sink, "sink");
        linked = gst_pad_link(pad, end) == GST_PAD_LINK_OK;
        gst_object_unref(end);
    } else {
        linked = add_converter(self, pad);
    }
    if (!linked)
        tell(self, SLUICE_GST_EVENT_ERROR, "", "the video cannot be linked to the host", "", SLUICE_GST_ERROR_FORMAT);
}

static void throw_away(sluice_gst_pipeline *self, GstPad *pad, const char *name) {
    g_mutex_lock(&self->lock);
    g_strlcpy(self->other, name, sizeof self->other);
    g_mutex_unlock(&self->lock);
    tell(self, SLUICE_GST_EVENT_OTHER_STREAM, name, NULL, NULL, 0);
    GstElement *fake = gst_element_factory_make("fakesink", NULL);
    if (!fake) return;
    g_object_set(fake, "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, NULL);
    gst_bin_add(GST_BIN(self->pipeline), fake);
    gst_element_sync_state_with_parent(fake);
    GstPad *end = gst_element_get_static_pad(fake, "sink");
    gst_pad_link(pad, end);
    gst_object_unref(end);
}

static void on_pad(GstElement *element, GstPad *pad, gpointer user) {
    (void)element;
    sluice_gst_pipeline *self = user;
    if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC) return;
    GstCaps *caps = gst_pad_get_current_caps(pad);
    if (!caps) caps = gst_pad_query_caps(pad, NULL);
    gboolean any = gst_caps_is_any(caps) || gst_caps_is_empty(caps);
    const char *name = any ? "" : gst_structure_get_name(gst_caps_get_structure(caps, 0));
    g_mutex_lock(&self->lock);
    gboolean take = !self->has_video && (any || strcmp(name, "video/x-raw") == 0);
    if (take) self->has_video = TRUE;
    g_mutex_unlock(&self->lock);
    if (take && any) {
        gst_caps_unref(caps);
        caps = sluice_gst_sink_accepts(self->sink);
    }
    if (take) attach_video(self, pad, caps);
    else throw_away(self, pad, name);
    gst_caps_unref(caps);
}

static void on_done(GstElement *element, gpointer user) {
    (void)element;
    sluice_gst_pipeline *self = user;
    char other[128];
    g_mutex_lock(&self->lock);
    gboolean has_video = self->has_video;
    g_strlcpy(other, self->other, sizeof other);
    g_mutex_unlock(&self->lock);
    if (!has_video) tell(self, SLUICE_GST_EVENT_NO_VIDEO, other, NULL, NULL, 0);
}

static GstPadProbeReturn on_data(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    (void)pad;
    (void)info;
    sluice_gst_pipeline *self = user;
    __atomic_fetch_add(&self->data, 1, __ATOMIC_RELAXED);
    return GST_PAD_PROBE_OK;
}

/* Counts what passes a pad that is there from the start. */
static void count_data(sluice_gst_pipeline *self, GstElement *element, const char *name) {
    GstPad *pad = gst_element_get_static_pad(element, name);
    if (!pad) return;
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_data, self, NULL);
    gst_object_unref(pad);
}

static void on_element(GstBin *bin, GstBin *inner, GstElement *element, gpointer user) {
    (void)bin;
    (void)inner;
    sluice_gst_pipeline *self = user;
    GstElementFactory *factory = gst_element_get_factory(element);
    if (!factory) return;
    const char *class = gst_element_factory_get_metadata(factory, GST_ELEMENT_METADATA_KLASS);
    if (!class) return;
    if (strstr(class, "Source")) count_data(self, element, "src");
    else if (strstr(class, "Demux") || strstr(class, "Depayload") || strstr(class, "Parser") || strstr(class, "Decoder"))
        count_data(self, element, "sink");
    if (strstr(class, "Demux")) tell(self, SLUICE_GST_EVENT_CONTAINER, GST_OBJECT_NAME(factory), NULL, NULL, 0);
    if (!strstr(class, "Decoder") || !(strstr(class, "Video") || strstr(class, "Image"))) return;
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(element), "output-corrupt"))
        g_object_set(element, "output-corrupt", TRUE, NULL);
    tell(self, SLUICE_GST_EVENT_DECODER, GST_OBJECT_NAME(factory), NULL, NULL, 0);
}

static void on_error(sluice_gst_pipeline *self, GstMessage *message, gboolean fatal) {
    GError *error = NULL;
    gchar *debug = NULL;
    if (fatal) gst_message_parse_error(message, &error, &debug);
    else gst_message_parse_warning(message, &error, &debug);
    uint32_t kind = fatal ? SLUICE_GST_EVENT_ERROR : SLUICE_GST_EVENT_WARNING;
    int32_t code = error ? sluice_gst_failure_code(error, debug) : SLUICE_GST_ERROR_OTHER;
    tell(self, kind, sluice_gst_failure_element(message), error ? error->message : "", debug, code);
    g_clear_error(&error);
    g_free(debug);
}

static void on_missing(sluice_gst_pipeline *self, const GstStructure *structure) {
    const GValue *detail = gst_structure_get_value(structure, "detail");
    gchar *text = NULL;
    if (detail && GST_VALUE_HOLDS_CAPS(detail)) text = gst_caps_to_string(gst_value_get_caps(detail));
    else if (detail && G_VALUE_HOLDS_STRING(detail)) text = g_value_dup_string(detail);
    tell(
        self, SLUICE_GST_EVENT_MISSING, gst_structure_get_string(structure, "type"), text,
        gst_structure_get_string(structure, "name"), 0);
    g_free(text);
}

/* Runs in the thread that posts, so that no thread has to wait for messages. */
static GstBusSyncReply on_message(GstBus *bus, GstMessage *message, gpointer user) {
    (void)bus;
    const GstStructure *structure = gst_message_get_structure(message);
    switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR: on_error(user, message, TRUE); break;
    case GST_MESSAGE_WARNING: on_error(user, message, FALSE); break;
    case GST_MESSAGE_ELEMENT:
        if (structure && gst_structure_has_name(structure, "missing-plugin")) on_missing(user, structure);
        break;
    default: break;
    }
    gst_message_unref(message);
    return GST_BUS_DROP;
}

static void set_up(
    sluice_gst_pipeline *self, const sluice_gst_request *request, const sluice_gst_slots *slots) {
    SluiceGstSinkCalls calls = {self, on_begin, on_frame, on_end};
    g_mutex_init(&self->lock);
    self->sink =
        sluice_gst_sink_new(sluice_gst_allocator_new(slots), &calls, request->formats, request->format_count);
    self->pipeline = gst_object_ref_sink(gst_pipeline_new(NULL));
    gst_bin_add(GST_BIN(self->pipeline), self->sink);
    GstBus *bus = gst_element_get_bus(self->pipeline);
    gst_bus_set_sync_handler(bus, on_message, self, NULL);
    gst_object_unref(bus);
    g_signal_connect(self->pipeline, "deep-element-added", G_CALLBACK(on_element), self);
}

sluice_gst_pipeline *sluice_gst_pipeline_new(
    const sluice_gst_request *request, const sluice_gst_slots *slots, const sluice_gst_calls *calls, char *element,
    uint64_t element_capacity, char *reason, uint64_t capacity) {
    if (element_capacity) element[0] = 0;
    if (capacity) reason[0] = 0;
    sluice_gst_pipeline *self = g_new0(sluice_gst_pipeline, 1);
    self->calls = *calls;
    set_up(self, request, slots);
    int32_t added = sluice_gst_source_add(
        GST_BIN(self->pipeline), request, on_pad, on_done, self, element, element_capacity, reason, capacity);
    if (added == 0) return self;
    sluice_gst_pipeline_free(self);
    return NULL;
}

int32_t sluice_gst_pipeline_start(sluice_gst_pipeline *self) {
    return gst_element_set_state(self->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE ? -1 : 0;
}

int64_t sluice_gst_pipeline_duration(sluice_gst_pipeline *self) {
    gint64 duration = -1;
    if (!gst_element_query_duration(self->pipeline, GST_FORMAT_TIME, &duration)) return -1;
    return duration;
}

uint64_t sluice_gst_pipeline_data(sluice_gst_pipeline *self) { return __atomic_load_n(&self->data, __ATOMIC_RELAXED); }

static gboolean moves(GstPad *pad) {
    GST_OBJECT_LOCK(pad);
    gboolean started = GST_PAD_TASK(pad) && GST_TASK_STATE(GST_PAD_TASK(pad)) == GST_TASK_STARTED;
    GST_OBJECT_UNLOCK(pad);
    return started;
}

static gboolean stops_at_moving(GstElement *element, GstPad *pad, gpointer user) {
    (void)element;
    *(gboolean *)user |= moves(pad);
    return !*(gboolean *)user;
}

int32_t sluice_gst_pipeline_is_idle(sluice_gst_pipeline *self) {
    GstIterator *elements = gst_bin_iterate_recurse(GST_BIN(self->pipeline));
    GValue item = G_VALUE_INIT;
    gboolean moving = FALSE, done = FALSE;
    while (!moving && !done) {
        switch (gst_iterator_next(elements, &item)) {
        case GST_ITERATOR_OK:
            gst_element_foreach_pad(g_value_get_object(&item), stops_at_moving, &moving);
            g_value_reset(&item);
            break;
        case GST_ITERATOR_RESYNC: moving = TRUE; break; /* elements come and go: it lives */
        default: done = TRUE; break;
        }
    }
    g_value_unset(&item);
    gst_iterator_free(elements);
    return moving ? 0 : 1;
}

void sluice_gst_pipeline_mute(sluice_gst_pipeline *self) { sluice_gst_sink_mute(self->sink); }

void sluice_gst_pipeline_free(sluice_gst_pipeline *self) {
    sluice_gst_pipeline_mute(self);
    gst_element_set_state(self->pipeline, GST_STATE_NULL);
    GstBus *bus = gst_element_get_bus(self->pipeline);
    gst_bus_set_sync_handler(bus, NULL, NULL, NULL);
    gst_object_unref(bus);
    gst_object_unref(self->pipeline);
    g_mutex_clear(&self->lock);
    if (self->calls.drop) self->calls.drop(self->calls.context);
    g_free(self);
}
