#include <math.h>

#include "sluice_vision.h"

/* Positions have 16 fractional bits, weights 8: within half a grey level of exact interpolation. */
static int32_t edge(int64_t value, int32_t size) { return (int32_t)(value < 0 ? 0 : value >= size ? size - 1 : value); }

static int64_t fixed(double value) { return llround(fmin(fmax(value, -1e9), 1e9) * 65536); }

void sv_warp(const uint8_t *src, size_t src_stride_bytes, int32_t src_width, int32_t src_height, const double *map,
             uint8_t *dst, size_t dst_stride_bytes, int32_t dst_width, int32_t dst_height) {
    const int64_t step_x = fixed(map[0]), step_y = fixed(map[3]);
    for (int32_t v = 0; v < dst_height; ++v) {
        /* From the centre of a result to the centres of samples. */
        int64_t x = fixed(map[0] * 0.5 + map[1] * (v + 0.5) + map[2] - 0.5);
        int64_t y = fixed(map[3] * 0.5 + map[4] * (v + 0.5) + map[5] - 0.5);
        uint8_t *out = dst + (size_t)v * dst_stride_bytes;
        for (int32_t u = 0; u < dst_width; ++u, x += step_x, y += step_y) {
            const int32_t left = edge(x >> 16, src_width), right = edge((x >> 16) + 1, src_width);
            const uint8_t *above = src + (size_t)edge(y >> 16, src_height) * src_stride_bytes;
            const uint8_t *below = src + (size_t)edge((y >> 16) + 1, src_height) * src_stride_bytes;
            const int32_t across = (int32_t)(x >> 8) & 255, down = (int32_t)(y >> 8) & 255;
            const int32_t top = above[left] * (256 - across) + above[right] * across;
            const int32_t bottom = below[left] * (256 - across) + below[right] * across;
            out[u] = (uint8_t)((top * (256 - down) + bottom * down + 32768) >> 16);
        }
    }
}
