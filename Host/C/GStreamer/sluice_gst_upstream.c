#include "sluice_gst_upstream.h"

#include <string.h>

/* Elements that pass buffers on as they are. */
static gboolean passes_on(const char *factory) {
    static const char *const names[] = {"capsfilter", "queue", "identity", "multiqueue"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(names[i], factory) == 0) return TRUE;
    return FALSE;
}

/* The element that feeds the pad, behind any walls of bins. The caller's reference. */
static GstElement *feeder(GstPad *sink) {
    GstPad *pad = gst_pad_get_peer(sink);
    while (pad && (GST_IS_GHOST_PAD(pad) || GST_IS_PROXY_PAD(pad))) {
        GstPad *next;
        if (GST_IS_GHOST_PAD(pad)) {
            next = gst_ghost_pad_get_target(GST_GHOST_PAD(pad));
        } else {
            /* The inner side of a sink ghost pad: go on with what is linked to its outer side. */
            GstProxyPad *outer = gst_proxy_pad_get_internal(GST_PROXY_PAD(pad));
            next = outer ? gst_pad_get_peer(GST_PAD(outer)) : NULL;
            if (outer) gst_object_unref(outer);
        }
        gst_object_unref(pad);
        pad = next;
    }
    if (!pad) return NULL;
    GstElement *element = gst_pad_get_parent_element(pad);
    gst_object_unref(pad);
    return element;
}

static gboolean is_decoder(GstElementFactory *factory) {
    const char *class = gst_element_factory_get_metadata(factory, GST_ELEMENT_METADATA_KLASS);
    return class && strstr(class, "Decoder") != NULL;
}

gboolean sluice_gst_upstream_is_decoder(GstPad *sink) {
    GstPad *pad = gst_object_ref(sink);
    gboolean found = FALSE;
    for (int steps = 0; pad && steps < 16; steps++) {
        GstElement *element = feeder(pad);
        gst_object_unref(pad);
        pad = NULL;
        GstElementFactory *factory = element ? gst_element_get_factory(element) : NULL;
        if (factory && is_decoder(factory)) found = TRUE;
        else if (factory && passes_on(GST_OBJECT_NAME(factory))) pad = gst_element_get_static_pad(element, "sink");
        if (element) gst_object_unref(element);
    }
    if (pad) gst_object_unref(pad);
    return found;
}
