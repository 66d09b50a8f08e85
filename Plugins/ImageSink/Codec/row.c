#include <string.h>

#include "image_codec.h"

static uint8_t clamp(int32_t value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }

/* ITU-T H.273, equations 38 to 43, in 16.16: kr and kb of the matrix, scale of the range. */
typedef struct {
    int32_t offset, luma, red_v, green_u, green_v, blue_u;
} coefficients;

static coefficients choose(const image_source *s) {
    double kr = 0.299, kb = 0.114;
    if (s->matrix == 1) { kr = 0.2126; kb = 0.0722; }
    if (s->matrix == 9) { kr = 0.2627; kb = 0.0593; }
    double luma = s->is_full_range ? 1 : 255.0 / 219, chroma = s->is_full_range ? 1 : 255.0 / 224;
    double kg = 1 - kr - kb, one = 65536;
    coefficients c = {
        .offset = s->is_full_range ? 0 : 16,
        .luma = (int32_t)(luma * one + 0.5),
        .red_v = (int32_t)(2 * (1 - kr) * chroma * one + 0.5),
        .green_u = (int32_t)(2 * (1 - kb) * kb / kg * chroma * one + 0.5),
        .green_v = (int32_t)(2 * (1 - kr) * kr / kg * chroma * one + 0.5),
        .blue_u = (int32_t)(2 * (1 - kb) * chroma * one + 0.5),
    };
    return c;
}

static void yuv_row(const image_source *s, uint32_t y, uint8_t *out) {
    const coefficients c = choose(s);
    const uint8_t *luma = s->planes[0] + y * s->row_stride_bytes[0];
    const uint8_t *u = s->planes[1] + y / 2 * s->row_stride_bytes[1];
    const uint8_t *v = u + 1;
    uint32_t step = 2;
    if (s->format == IMAGE_I420) {
        v = s->planes[2] + y / 2 * s->row_stride_bytes[2];
        step = 1;
    }
    for (uint32_t x = 0; x < s->width; x++, out += 3) {
        int32_t bright = (luma[x] - c.offset) * c.luma + 32768;
        int32_t cb = u[x / 2 * step] - 128, cr = v[x / 2 * step] - 128;
        out[0] = clamp((bright + c.red_v * cr) >> 16);
        out[1] = clamp((bright - c.green_u * cb - c.green_v * cr) >> 16);
        out[2] = clamp((bright + c.blue_u * cb) >> 16);
    }
}

void image_row(const image_source *s, uint32_t y, uint8_t *out) {
    const uint8_t *row = s->planes[0] + y * s->row_stride_bytes[0];
    switch (s->format) {
    case IMAGE_I420:
    case IMAGE_NV12: yuv_row(s, y, out); break;
    case IMAGE_GRAY8: memcpy(out, row, s->width); break;
    case IMAGE_RGBA: memcpy(out, row, (size_t)s->width * 4); break;
    case IMAGE_RGB: memcpy(out, row, (size_t)s->width * 3); break;
    default:
        for (uint32_t x = 0; x < s->width; x++, row += 3, out += 3) {
            out[0] = row[2];
            out[1] = row[1];
            out[2] = row[0];
        }
    }
}
