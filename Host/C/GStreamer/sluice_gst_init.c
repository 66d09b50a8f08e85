#include "sluice_gst_init.h"

#include <gst/gst.h>

#include "sluice_gst_sink.h"

int32_t sluice_gst_init(char *reason, uint64_t capacity) {
    GError *error = NULL;
    if (!gst_init_check(NULL, NULL, &error)) {
        g_snprintf(reason, capacity, "%s", error ? error->message : "unknown reason");
        g_clear_error(&error);
        return -1;
    }
    static gsize once = 0;
    if (g_once_init_enter(&once)) {
        sluice_gst_sink_register();
        g_once_init_leave(&once, 1);
    }
    return 0;
}

int32_t sluice_gst_has_element(const char *factory) {
    GstElementFactory *found = gst_element_factory_find(factory);
    if (!found) return 0;
    gst_object_unref(found);
    return 1;
}

int32_t sluice_gst_check_description(
    const char *description, char *element, uint64_t element_capacity, char *reason, uint64_t capacity) {
    GError *error = NULL;
    GstParseContext *context = gst_parse_context_new();
    GstElement *bin = gst_parse_launch_full(description, context, GST_PARSE_FLAG_FATAL_ERRORS, &error);
    gchar **missing = gst_parse_context_get_missing_elements(context);
    if (element_capacity > 0) element[0] = 0;
    if (missing && missing[0]) g_snprintf(element, element_capacity, "%s", missing[0]);
    if (error) g_snprintf(reason, capacity, "%s", error->message);
    int32_t result = error || !bin ? -1 : 0;
    g_strfreev(missing);
    gst_parse_context_free(context);
    g_clear_error(&error);
    if (bin) gst_object_unref(gst_object_ref_sink(bin));
    return result;
}
