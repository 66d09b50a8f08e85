#include "sluice_gst_format.h"

#include <string.h>

static const struct {
    uint32_t ours;
    GstVideoFormat theirs;
} formats[] = {
    {SLUICE_GST_I420, GST_VIDEO_FORMAT_I420}, {SLUICE_GST_NV12, GST_VIDEO_FORMAT_NV12},
    {SLUICE_GST_GRAY8, GST_VIDEO_FORMAT_GRAY8}, {SLUICE_GST_RGB, GST_VIDEO_FORMAT_RGB},
    {SLUICE_GST_BGR, GST_VIDEO_FORMAT_BGR}, {SLUICE_GST_RGBA, GST_VIDEO_FORMAT_RGBA},
};

GstVideoFormat sluice_gst_format_to_video(uint32_t pixel_format) {
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
        if (formats[i].ours == pixel_format) return formats[i].theirs;
    return GST_VIDEO_FORMAT_UNKNOWN;
}

uint32_t sluice_gst_format_from_video(GstVideoFormat format) {
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
        if (formats[i].theirs == format) return formats[i].ours;
    return 0;
}

GstCaps *sluice_gst_format_caps(const uint32_t *accepted, uint32_t count) {
    GstCaps *caps = gst_caps_new_empty();
    for (uint32_t i = 0; i < count; i++) {
        GstVideoFormat format = sluice_gst_format_to_video(accepted[i]);
        if (format == GST_VIDEO_FORMAT_UNKNOWN) continue;
        gst_caps_append_structure(
            caps, gst_structure_new(
                      "video/x-raw", "format", G_TYPE_STRING, gst_video_format_to_string(format), "width",
                      GST_TYPE_INT_RANGE, 1, G_MAXINT, "height", GST_TYPE_INT_RANGE, 1, G_MAXINT, NULL));
    }
    return caps;
}

static uint8_t chroma_site(GstVideoChromaSite site) {
    switch (site) {
    case GST_VIDEO_CHROMA_SITE_MPEG2: return 1;
    case GST_VIDEO_CHROMA_SITE_JPEG: return 2;
    case GST_VIDEO_CHROMA_SITE_COSITED: return 3;
    case GST_VIDEO_CHROMA_SITE_V_COSITED: return 4;
    default: return 0;
    }
}

static uint8_t range(GstVideoColorRange value) {
    return value == GST_VIDEO_COLOR_RANGE_0_255 ? 2 : value == GST_VIDEO_COLOR_RANGE_16_235 ? 1 : 0;
}

void sluice_gst_format_fill(sluice_gst_format *format, const GstVideoInfo *info) {
    memset(format, 0, sizeof *format);
    format->pixel_format = sluice_gst_format_from_video(GST_VIDEO_INFO_FORMAT(info));
    format->width = (uint32_t)GST_VIDEO_INFO_WIDTH(info);
    format->height = (uint32_t)GST_VIDEO_INFO_HEIGHT(info);
    format->rate_num = (uint32_t)GST_VIDEO_INFO_FPS_N(info);
    format->rate_den = (uint32_t)MAX(GST_VIDEO_INFO_FPS_D(info), 1);
    format->aspect_num = (uint32_t)MAX(GST_VIDEO_INFO_PAR_N(info), 1);
    format->aspect_den = (uint32_t)MAX(GST_VIDEO_INFO_PAR_D(info), 1);
    const GstVideoColorimetry *colour = &info->colorimetry;
    if (colour->matrix != GST_VIDEO_COLOR_MATRIX_UNKNOWN)
        format->matrix = (uint8_t)gst_video_color_matrix_to_iso(colour->matrix);
    if (colour->primaries != GST_VIDEO_COLOR_PRIMARIES_UNKNOWN)
        format->primaries = (uint8_t)gst_video_color_primaries_to_iso(colour->primaries);
    if (colour->transfer != GST_VIDEO_TRANSFER_UNKNOWN)
        format->transfer = (uint8_t)gst_video_transfer_function_to_iso(colour->transfer);
    format->range = range(colour->range);
    format->chroma_site = chroma_site(info->chroma_site);
    format->interlaced = GST_VIDEO_INFO_IS_INTERLACED(info) ? 1 : 0;
}

int32_t sluice_gst_format_rotation(const GstTagList *tags) {
    gchar *text = NULL;
    if (!gst_tag_list_get_string(tags, GST_TAG_IMAGE_ORIENTATION, &text)) return -1;
    int32_t degrees = 0;
    if (g_str_has_suffix(text, "-90")) degrees = 90;
    else if (g_str_has_suffix(text, "-180")) degrees = 180;
    else if (g_str_has_suffix(text, "-270")) degrees = 270;
    g_free(text);
    return degrees;
}
