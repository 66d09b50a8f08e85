#include "sluice_gst_failure.h"

#include <string.h>

#include "sluice_gst_pipeline.h"

static int32_t of_resource(gint code) {
    switch (code) {
    case GST_RESOURCE_ERROR_NOT_FOUND: return SLUICE_GST_ERROR_NOT_FOUND;
    case GST_RESOURCE_ERROR_NOT_AUTHORIZED: return SLUICE_GST_ERROR_NOT_ALLOWED;
    case GST_RESOURCE_ERROR_OPEN_READ:
    case GST_RESOURCE_ERROR_OPEN_WRITE:
    case GST_RESOURCE_ERROR_OPEN_READ_WRITE: return SLUICE_GST_ERROR_OPEN;
    case GST_RESOURCE_ERROR_BUSY: return SLUICE_GST_ERROR_BUSY;
    case GST_RESOURCE_ERROR_NO_SPACE_LEFT: return SLUICE_GST_ERROR_NO_MEMORY;
    default: return SLUICE_GST_ERROR_READ;
    }
}

static int32_t of_stream(gint code, const char *debug) {
    switch (code) {
    case GST_STREAM_ERROR_TYPE_NOT_FOUND:
    case GST_STREAM_ERROR_WRONG_TYPE: return SLUICE_GST_ERROR_WRONG_TYPE;
    case GST_STREAM_ERROR_CODEC_NOT_FOUND: return SLUICE_GST_ERROR_NO_CODEC;
    case GST_STREAM_ERROR_FORMAT: return SLUICE_GST_ERROR_FORMAT;
    case GST_STREAM_ERROR_FAILED:
        return debug && strstr(debug, "not-negotiated") ? SLUICE_GST_ERROR_FORMAT : SLUICE_GST_ERROR_DAMAGED;
    default: return SLUICE_GST_ERROR_DAMAGED;
    }
}

int32_t sluice_gst_failure_code(const GError *error, const char *debug) {
    if (error->domain == GST_RESOURCE_ERROR) return of_resource(error->code);
    if (error->domain == GST_STREAM_ERROR) return of_stream(error->code, debug);
    if (error->domain == GST_CORE_ERROR && error->code == GST_CORE_ERROR_MISSING_PLUGIN)
        return SLUICE_GST_ERROR_NO_CODEC;
    if (error->domain == GST_CORE_ERROR && error->code == GST_CORE_ERROR_NEGOTIATION) return SLUICE_GST_ERROR_FORMAT;
    return SLUICE_GST_ERROR_OTHER;
}

const char *sluice_gst_failure_element(GstMessage *message) {
    if (!GST_IS_ELEMENT(GST_MESSAGE_SRC(message))) return "";
    GstElementFactory *factory = gst_element_get_factory(GST_ELEMENT(GST_MESSAGE_SRC(message)));
    return factory ? GST_OBJECT_NAME(factory) : "";
}
