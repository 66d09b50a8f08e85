/* Between the numbers of the contract and GStreamer's video formats. */
#ifndef SLUICE_GST_FORMAT_H
#define SLUICE_GST_FORMAT_H

#include <gst/video/video.h>

#include "sluice_gst_frame.h"

GstVideoFormat sluice_gst_format_to_video(uint32_t pixel_format);

/* 0 when the contract has no such format. */
uint32_t sluice_gst_format_from_video(GstVideoFormat format);

/* Caps for the given formats in their order. */
GstCaps *sluice_gst_format_caps(const uint32_t *formats, uint32_t count);

/* All of the format that the video information says; no rotation. */
void sluice_gst_format_fill(sluice_gst_format *format, const GstVideoInfo *info);

/* Clockwise turn by an image-orientation tag; -1 when the list has none, mirrored ones count as their turn. */
int32_t sluice_gst_format_rotation(const GstTagList *tags);

#endif
