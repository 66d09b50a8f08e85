#include "clones.h"
#include "sluice_vision.h"

SV_CLONES static void luma_row_3(const uint8_t *restrict src, int32_t width, uint32_t first, uint32_t middle,
                                 uint32_t last, uint32_t offset, uint8_t *restrict dst) {
    for (int32_t x = 0; x < width; ++x) {
        const uint32_t sum = first * src[3 * x] + middle * src[3 * x + 1] + last * src[3 * x + 2] + 32768u;
        dst[x] = (uint8_t)((sum >> 16) + offset);
    }
}

SV_CLONES static void luma_row_4(const uint8_t *restrict src, int32_t width, uint32_t first, uint32_t middle,
                                 uint32_t last, uint32_t offset, uint8_t *restrict dst) {
    for (int32_t x = 0; x < width; ++x) {
        const uint32_t sum = first * src[4 * x] + middle * src[4 * x + 1] + last * src[4 * x + 2] + 32768u;
        dst[x] = (uint8_t)((sum >> 16) + offset);
    }
}

void sv_luma_from_packed(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, int32_t channels,
                         int32_t red_index, const sv_luma_weights *weights, uint8_t *dst, size_t dst_stride_bytes) {
    const uint32_t first = red_index == 0 ? weights->red : weights->blue;
    const uint32_t last = red_index == 0 ? weights->blue : weights->red;
    for (int32_t y = 0; y < height; ++y) {
        const uint8_t *row = src + (size_t)y * src_stride_bytes;
        uint8_t *out = dst + (size_t)y * dst_stride_bytes;
        if (channels == 3) {
            luma_row_3(row, width, first, weights->green, last, weights->offset, out);
        } else {
            luma_row_4(row, width, first, weights->green, last, weights->offset, out);
        }
    }
}

SV_CLONES static void mirror_row(const uint8_t *restrict src, int32_t width, uint8_t *restrict dst) {
    for (int32_t x = 0; x < width; ++x) dst[x] = src[width - 1 - x];
}

void sv_mirror(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, uint8_t *dst,
               size_t dst_stride_bytes) {
    for (int32_t y = 0; y < height; ++y) {
        mirror_row(src + (size_t)y * src_stride_bytes, width, dst + (size_t)y * dst_stride_bytes);
    }
}
