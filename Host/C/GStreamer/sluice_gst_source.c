#include "sluice_gst_source.h"

#include <string.h>

/* What the builders of one source share. */
typedef struct {
    GstBin *pipeline;
    const sluice_gst_request *request;
    void (*on_pad)(GstElement *, GstPad *, gpointer);
    void (*on_done)(GstElement *, gpointer);
    gpointer user;
    char *element;
    uint64_t element_capacity;
    char *reason;
    uint64_t capacity;
} Build;

static GstElement *make(const Build *build, const char *factory) {
    GstElement *made = gst_element_factory_make(factory, NULL);
    if (!made) {
        g_snprintf(build->element, build->element_capacity, "%s", factory);
        g_snprintf(build->reason, build->capacity, "no element named %s", factory);
        return NULL;
    }
    gst_bin_add(build->pipeline, made);
    return made;
}

/* GstAutoplugSelectResult is in no public header: 0 tries the factory, 1 shows the pad as it is. What is not
 * video is shown and thrown away, not decoded. */
static gint select_factory(GstElement *bin, GstPad *pad, GstCaps *caps, GstElementFactory *factory, gpointer user) {
    (void)bin;
    (void)pad;
    (void)user;
    const char *name = gst_structure_get_name(gst_caps_get_structure(caps, 0));
    gboolean decodes = gst_element_factory_list_is_type(factory, GST_ELEMENT_FACTORY_TYPE_DECODER);
    gboolean other = g_str_has_prefix(name, "audio/") || g_str_has_prefix(name, "text/")
        || g_str_has_prefix(name, "subpicture/") || g_str_has_prefix(name, "closedcaption/");
    return other && decodes ? 1 : 0;
}

static void watch(const Build *build, GstElement *decoder) {
    g_signal_connect(decoder, "pad-added", G_CALLBACK(build->on_pad), build->user);
    g_signal_connect(decoder, "no-more-pads", G_CALLBACK(build->on_done), build->user);
    g_signal_connect(decoder, "autoplug-select", G_CALLBACK(select_factory), NULL);
}

static int32_t add_file(const Build *build) {
    GstElement *file = make(build, "filesrc");
    GstElement *decoder = file ? make(build, "decodebin") : NULL;
    if (!decoder) return -1;
    g_object_set(file, "location", build->request->location, NULL);
    watch(build, decoder);
    return gst_element_link(file, decoder) ? 0 : -1;
}

static gboolean select_media(GstElement *source, guint number, GstCaps *caps, gpointer user) {
    (void)source;
    (void)number;
    (void)user;
    const char *media = gst_structure_get_string(gst_caps_get_structure(caps, 0), "media");
    return !media || strcmp(media, "video") == 0;
}

#define RTSP_UDP 0x1
#define RTSP_TCP 0x4

/* The values ride on the element: the request is gone when the signal comes. */
static void set_up_rtsp(GstElement *bin, GstElement *source, gpointer user) {
    (void)user;
    if (!g_object_class_find_property(G_OBJECT_GET_CLASS(source), "latency")) return;
    guint latency = GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(bin), "sluice-latency"));
    guint transport = GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(bin), "sluice-transport"));
    g_object_set(source, "latency", latency, "drop-on-latency", TRUE, NULL);
    if (transport == SLUICE_GST_TRANSPORT_TCP) g_object_set(source, "protocols", RTSP_TCP, NULL);
    if (transport == SLUICE_GST_TRANSPORT_UDP) g_object_set(source, "protocols", RTSP_UDP, NULL);
    if (transport == SLUICE_GST_TRANSPORT_AUTO) g_object_set(source, "timeout", (guint64)2000000, NULL);
    g_object_set(source, "tcp-timeout", (guint64)5000000, NULL);
    g_signal_connect(source, "select-stream", G_CALLBACK(select_media), NULL);
}

static int32_t add_rtsp(const Build *build) {
    GstElement *bin = make(build, "uridecodebin");
    if (!bin) return -1;
    g_object_set_data(G_OBJECT(bin), "sluice-latency", GUINT_TO_POINTER(build->request->latency_ms));
    g_object_set_data(G_OBJECT(bin), "sluice-transport", GUINT_TO_POINTER(build->request->transport));
    g_object_set(bin, "uri", build->request->location, NULL);
    g_signal_connect(bin, "source-setup", G_CALLBACK(set_up_rtsp), NULL);
    watch(build, bin);
    return 0;
}

static GstCaps *device_caps(const sluice_gst_request *request) {
    const char *names[] = {"video/x-raw", "image/jpeg", "video/x-h264"};
    GstCaps *caps = gst_caps_new_empty();
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        GstStructure *one = gst_structure_new_empty(names[i]);
        if (request->width) gst_structure_set(one, "width", G_TYPE_INT, (gint)request->width, NULL);
        if (request->height) gst_structure_set(one, "height", G_TYPE_INT, (gint)request->height, NULL);
        if (request->rate) gst_structure_set(one, "framerate", GST_TYPE_FRACTION, (gint)request->rate, 1, NULL);
        gst_caps_append_structure(caps, one);
    }
    return caps;
}

static int32_t add_v4l2(const Build *build) {
    GstElement *device = make(build, "v4l2src");
    GstElement *decoder = device ? make(build, "decodebin") : NULL;
    if (!decoder) return -1;
    g_object_set(device, "device", build->request->location, NULL);
    watch(build, decoder);
    GstCaps *caps = device_caps(build->request);
    gboolean linked = gst_element_link_filtered(device, decoder, caps);
    gst_caps_unref(caps);
    if (!linked) g_snprintf(build->reason, build->capacity, "the device's element does not give what is wished");
    return linked ? 0 : -1;
}

/* The element whose source pads come later, such as a decodebin at the end. */
static GstElement *later_element(GstBin *bin) {
    GstIterator *elements = gst_bin_iterate_sorted(bin);
    GValue item = G_VALUE_INIT;
    GstElement *found = NULL;
    while (!found && gst_iterator_next(elements, &item) == GST_ITERATOR_OK) {
        GstElement *element = g_value_get_object(&item);
        for (GList *each = gst_element_get_pad_template_list(element); each && !found; each = each->next) {
            GstPadTemplate *one = each->data;
            if (one->direction == GST_PAD_SRC && one->presence == GST_PAD_SOMETIMES) found = gst_object_ref(element);
        }
        g_value_unset(&item);
    }
    gst_iterator_free(elements);
    return found;
}

static void on_later_pad(GstElement *element, GstPad *pad, gpointer user) {
    if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC || gst_pad_is_linked(pad)) return;
    GstElement *bin = GST_ELEMENT(user);
    GstPad *outer = gst_ghost_pad_new(NULL, pad);
    gst_pad_set_active(outer, TRUE);
    gst_element_add_pad(bin, outer);
    (void)element;
}

/* A description may end in caps, as it may before a sink; the parser wants an element behind them. */
static gchar *complete(const char *description) {
    const char *last = strrchr(description, '!');
    gchar *tail = g_strstrip(g_strdup(last ? last + 1 : description));
    gboolean caps = g_str_has_prefix(tail, "video/");
    g_free(tail);
    return caps ? g_strconcat(description, " ! capsfilter", NULL) : g_strdup(description);
}

static int32_t add_description(const Build *build) {
    GError *error = NULL;
    GstParseContext *context = gst_parse_context_new();
    gchar *description = complete(build->request->location);
    GstElement *bin =
        gst_parse_bin_from_description_full(description, FALSE, context, GST_PARSE_FLAG_FATAL_ERRORS, &error);
    g_free(description);
    gchar **missing = gst_parse_context_get_missing_elements(context);
    gboolean unknown = error && error->domain == GST_PARSE_ERROR && error->code == GST_PARSE_ERROR_NO_SUCH_ELEMENT;
    if (unknown && missing && missing[0]) g_snprintf(build->element, build->element_capacity, "%s", missing[0]);
    if (error) g_snprintf(build->reason, build->capacity, "%s", error->message);
    g_strfreev(missing);
    gst_parse_context_free(context);
    g_clear_error(&error);
    if (!bin) return -1;
    gst_bin_add(build->pipeline, bin);
    GstPad *open = gst_bin_find_unlinked_pad(GST_BIN(bin), GST_PAD_SRC);
    GstElement *later = open ? NULL : later_element(GST_BIN(bin));
    if (open) {
        GstPad *outer = gst_ghost_pad_new("src", open);
        gst_object_unref(open);
        gst_element_add_pad(bin, outer);
        build->on_pad(bin, outer, build->user);
        return 0;
    }
    if (!later) {
        g_snprintf(build->reason, build->capacity, "the description ends in no open pad; leave out its sink");
        return -1;
    }
    g_signal_connect(bin, "pad-added", G_CALLBACK(build->on_pad), build->user);
    g_signal_connect(later, "pad-added", G_CALLBACK(on_later_pad), bin);
    g_signal_connect(later, "no-more-pads", G_CALLBACK(build->on_done), build->user);
    gst_object_unref(later);
    return 0;
}

int32_t sluice_gst_source_add(
    GstBin *pipeline, const sluice_gst_request *request, void (*on_pad)(GstElement *, GstPad *, gpointer),
    void (*on_done)(GstElement *, gpointer), gpointer user, char *element, uint64_t element_capacity, char *reason,
    uint64_t capacity) {
    Build build = {pipeline, request, on_pad, on_done, user, element, element_capacity, reason, capacity};
    switch (request->from) {
    case SLUICE_GST_FROM_FILE: return add_file(&build);
    case SLUICE_GST_FROM_RTSP: return add_rtsp(&build);
    case SLUICE_GST_FROM_V4L2: return add_v4l2(&build);
    case SLUICE_GST_FROM_DESCRIPTION: return add_description(&build);
    default: g_snprintf(reason, capacity, "no such kind of source"); return -1;
    }
}
