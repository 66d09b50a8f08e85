#include <math.h>

#include "clones.h"
#include "sluice_vision.h"

SV_CLONES static void lbp_row(const uint8_t *restrict above, const uint8_t *restrict row, const uint8_t *restrict below,
                              int32_t count, int32_t margin, uint8_t *restrict dst) {
    for (int32_t x = 0; x < count; ++x) {
        const int32_t least = row[x + 1] + margin;
        uint32_t code = row[x] >= least;
        code |= (uint32_t)(above[x] >= least) << 1;
        code |= (uint32_t)(above[x + 1] >= least) << 2;
        code |= (uint32_t)(above[x + 2] >= least) << 3;
        code |= (uint32_t)(row[x + 2] >= least) << 4;
        code |= (uint32_t)(below[x + 2] >= least) << 5;
        code |= (uint32_t)(below[x + 1] >= least) << 6;
        code |= (uint32_t)(below[x] >= least) << 7;
        dst[x] = (uint8_t)code;
    }
}

void sv_lbp(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, int32_t margin, uint8_t *dst,
            size_t dst_stride_bytes) {
    for (int32_t y = 0; y + 2 < height; ++y) {
        const uint8_t *above = src + (size_t)y * src_stride_bytes;
        lbp_row(above, above + src_stride_bytes, above + 2 * src_stride_bytes, width - 2, margin,
                dst + (size_t)y * dst_stride_bytes);
    }
}

void sv_ellipse_mask(uint8_t *dst, size_t dst_stride_bytes, int32_t width, int32_t height, float centre_x,
                     float centre_y, float radius_x, float radius_y, float angle) {
    const float cosine = cosf(angle), sine = sinf(angle);
    for (int32_t y = 0; y < height; ++y) {
        const float dy = (float)y + 0.5f - centre_y;
        uint8_t *row = dst + (size_t)y * dst_stride_bytes;
        for (int32_t x = 0; x < width; ++x) {
            const float dx = (float)x + 0.5f - centre_x;
            const float u = (dx * cosine + dy * sine) / radius_x;
            const float v = (dy * cosine - dx * sine) / radius_y;
            row[x] = u * u + v * v <= 1.0f ? 255 : 0;
        }
    }
}
