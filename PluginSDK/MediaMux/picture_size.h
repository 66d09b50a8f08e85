/* The size of coded pictures, which packets do not state. */
#ifndef PICTURE_SIZE_H
#define PICTURE_SIZE_H

#include <stdint.h>

#include <libavcodec/avcodec.h>

/* 1 with the size in pixels, or 0 when it cannot be read. */
int picture_size(
    enum AVCodecID codec, const uint8_t *config, uint64_t config_bytes, const uint8_t *data, uint64_t bytes, int *width,
    int *height);

/* Copies the parameter sets (H.264: types 7 and 8; H.265: 32 to 34) that stand in an Annex B packet; their length. `out`
 * has room for the packet. */
uint64_t parameter_sets(enum AVCodecID codec, const uint8_t *data, uint64_t bytes, uint8_t *out);

/* How many bytes at the start of an H.264 packet in Annex B are delimiters and parameter sets: in MP4 and Matroska these
 * stand in the header. */
uint64_t leading_sets(const uint8_t *data, uint64_t bytes);

#endif
