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
