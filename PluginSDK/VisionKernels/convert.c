#include <string.h>

#include "clones.h"
#include "sluice_vision.h"

static inline uint8_t byte_of(int32_t value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }

/* What a row of chroma adds to red, green and blue of the two columns under each sample. */
SV_CLONES static void spread_chroma(const uint8_t *restrict u, const uint8_t *restrict v, int32_t step, int32_t count,
                                    const sv_yuv_to_rgb *matrix, int32_t *restrict red, int32_t *restrict green,
                                    int32_t *restrict blue) {
    const int32_t red_v = matrix->red_v, green_u = matrix->green_u, green_v = matrix->green_v, blue_u = matrix->blue_u;
    if (step == 1) {
        for (int32_t i = 0; i < count; ++i) {
            const int32_t cu = u[i] - 128, cv = v[i] - 128;
            red[2 * i] = red[2 * i + 1] = red_v * cv;
            green[2 * i] = green[2 * i + 1] = green_u * cu + green_v * cv;
            blue[2 * i] = blue[2 * i + 1] = blue_u * cu;
        }
    } else {
        for (int32_t i = 0; i < count; ++i) {
            const int32_t cu = u[2 * i] - 128, cv = v[2 * i] - 128;
            red[2 * i] = red[2 * i + 1] = red_v * cv;
            green[2 * i] = green[2 * i + 1] = green_u * cu + green_v * cv;
            blue[2 * i] = blue[2 * i + 1] = blue_u * cu;
        }
    }
}

SV_CLONES static void combine_3(const uint8_t *restrict luma, const int32_t *restrict first,
                                const int32_t *restrict middle, const int32_t *restrict last, int32_t count,
                                int32_t gain, int32_t offset, uint8_t *restrict dst) {
    for (int32_t x = 0; x < count; ++x) {
        const int32_t y = (luma[x] - offset) * gain + 32768;
        dst[3 * x] = byte_of((y + first[x]) >> 16);
        dst[3 * x + 1] = byte_of((y + middle[x]) >> 16);
        dst[3 * x + 2] = byte_of((y + last[x]) >> 16);
    }
}

SV_CLONES static void combine_4(const uint8_t *restrict luma, const int32_t *restrict first,
                                const int32_t *restrict middle, const int32_t *restrict last, int32_t count,
                                int32_t gain, int32_t offset, uint8_t *restrict dst) {
    for (int32_t x = 0; x < count; ++x) {
        const int32_t y = (luma[x] - offset) * gain + 32768;
        dst[4 * x] = byte_of((y + first[x]) >> 16);
        dst[4 * x + 1] = byte_of((y + middle[x]) >> 16);
        dst[4 * x + 2] = byte_of((y + last[x]) >> 16);
        dst[4 * x + 3] = 255;
    }
}

size_t sv_yuv_to_packed_scratch_bytes(int32_t width) { return 3 * ((size_t)width + 1) * sizeof(int32_t); }

void sv_yuv_to_packed(const uint8_t *luma, size_t luma_stride_bytes, const uint8_t *u, const uint8_t *v,
                      size_t chroma_stride_bytes, int32_t chroma_step, int32_t width, int32_t height,
                      const sv_yuv_to_rgb *matrix, int32_t channels, int32_t red_index, uint8_t *dst,
                      size_t dst_stride_bytes, void *scratch) {
    const int32_t samples = (width + 1) / 2;
    int32_t *red = scratch, *green = red + 2 * (size_t)samples, *blue = green + 2 * (size_t)samples;
    const int32_t *first = red_index == 0 ? red : blue, *last = red_index == 0 ? blue : red;
    for (int32_t y = 0; y < height; ++y) {
        if (y % 2 == 0) {
            const size_t row = (size_t)(y / 2) * chroma_stride_bytes;
            spread_chroma(u + row, v + row, chroma_step, samples, matrix, red, green, blue);
        }
        const uint8_t *row = luma + (size_t)y * luma_stride_bytes;
        uint8_t *out = dst + (size_t)y * dst_stride_bytes;
        if (channels == 3) {
            combine_3(row, first, green, last, width, matrix->gain, matrix->offset, out);
        } else {
            combine_4(row, first, green, last, width, matrix->gain, matrix->offset, out);
        }
    }
}

void sv_gray_to_packed(const uint8_t *luma, size_t luma_stride_bytes, int32_t width, int32_t height,
                       const sv_yuv_to_rgb *matrix, int32_t channels, uint8_t *dst, size_t dst_stride_bytes) {
    uint8_t table[256];
    for (int32_t i = 0; i < 256; ++i) table[i] = byte_of(((i - matrix->offset) * matrix->gain + 32768) >> 16);
    for (int32_t y = 0; y < height; ++y) {
        const uint8_t *row = luma + (size_t)y * luma_stride_bytes;
        uint8_t *out = dst + (size_t)y * dst_stride_bytes;
        for (int32_t x = 0; x < width; ++x, out += channels) {
            memset(out, table[row[x]], 3);
            if (channels == 4) out[3] = 255;
        }
    }
}

/* Sums of two rows. */
SV_CLONES static void add_rows(const uint8_t *restrict above, const uint8_t *restrict below, int32_t count,
                               uint16_t *restrict sums) {
    for (int32_t i = 0; i < count; ++i) sums[i] = (uint16_t)(above[i] + below[i]);
}

SV_CLONES static void chroma_row(const uint16_t *restrict sums, int32_t channels, int32_t count, int32_t red,
                                 int32_t green, int32_t blue, int32_t red_index, uint8_t *restrict dst, int32_t step) {
    const int32_t first = red_index == 0 ? red : blue, last = red_index == 0 ? blue : red;
    for (int32_t i = 0; i < count; ++i) {
        const uint16_t *block = sums + (size_t)i * 2 * (size_t)channels;
        const int32_t a = block[0] + block[channels], b = block[1] + block[channels + 1],
                      c = block[2] + block[channels + 2];
        dst[(size_t)i * (size_t)step] = byte_of(((first * a + green * b + last * c + (1 << 17)) >> 18) + 128);
    }
}

size_t sv_packed_to_chroma_scratch_bytes(int32_t width, int32_t channels) {
    return ((size_t)width + 1) * (size_t)channels * sizeof(uint16_t);
}

void sv_packed_to_chroma(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, int32_t channels,
                         int32_t red_index, const sv_rgb_to_chroma *matrix, uint8_t *u, uint8_t *v,
                         size_t chroma_stride_bytes, int32_t chroma_step, void *scratch) {
    const int32_t samples = (width + 1) / 2;
    uint16_t *sums = scratch;
    for (int32_t y = 0; y < height; y += 2) {
        const uint8_t *above = src + (size_t)y * src_stride_bytes;
        const uint8_t *below = y + 1 < height ? above + src_stride_bytes : above;
        add_rows(above, below, width * channels, sums);
        /* The mean of an odd edge is the mean of its pixels counted twice. */
        if (width % 2 == 1) {
            memcpy(sums + (size_t)width * (size_t)channels, sums + (size_t)(width - 1) * (size_t)channels,
                   (size_t)channels * sizeof(uint16_t));
        }
        const size_t row = (size_t)(y / 2) * chroma_stride_bytes;
        chroma_row(sums, channels, samples, matrix->u_red, matrix->u_green, matrix->u_blue, red_index, u + row,
                   chroma_step);
        chroma_row(sums, channels, samples, matrix->v_red, matrix->v_green, matrix->v_blue, red_index, v + row,
                   chroma_step);
    }
}

SV_CLONES static void interleave_row(const uint8_t *restrict u, const uint8_t *restrict v, int32_t count,
                                     uint8_t *restrict dst) {
    for (int32_t i = 0; i < count; ++i) {
        dst[2 * i] = u[i];
        dst[2 * i + 1] = v[i];
    }
}

void sv_interleave(const uint8_t *u, size_t u_stride_bytes, const uint8_t *v, size_t v_stride_bytes, int32_t width,
                   int32_t height, uint8_t *dst, size_t dst_stride_bytes) {
    for (int32_t y = 0; y < height; ++y) {
        interleave_row(u + (size_t)y * u_stride_bytes, v + (size_t)y * v_stride_bytes, width,
                       dst + (size_t)y * dst_stride_bytes);
    }
}

SV_CLONES static void every_second(const uint8_t *restrict src, int32_t count, uint8_t *restrict dst) {
    for (int32_t i = 0; i < count; ++i) dst[i] = src[2 * i];
}

void sv_every_second(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, uint8_t *dst,
                     size_t dst_stride_bytes) {
    for (int32_t y = 0; y < height; ++y) {
        every_second(src + (size_t)y * src_stride_bytes, width, dst + (size_t)y * dst_stride_bytes);
    }
}

SV_CLONES static void swap_3(const uint8_t *restrict src, int32_t count, uint8_t *restrict dst) {
    for (int32_t x = 0; x < count; ++x) {
        dst[3 * x] = src[3 * x + 2];
        dst[3 * x + 1] = src[3 * x + 1];
        dst[3 * x + 2] = src[3 * x];
    }
}

SV_CLONES static void regroup_row(const uint8_t *restrict src, int32_t src_channels, int32_t first, int32_t count,
                                  uint8_t *restrict dst, int32_t dst_channels) {
    for (int32_t x = 0; x < count; ++x) {
        const uint8_t *from = src + (size_t)x * (size_t)src_channels;
        uint8_t *to = dst + (size_t)x * (size_t)dst_channels;
        to[0] = from[first];
        to[1] = from[1];
        to[2] = from[2 - first];
        if (dst_channels == 4) to[3] = src_channels == 4 ? from[3] : 255;
    }
}

void sv_regroup(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, int32_t src_channels,
                int32_t swaps, uint8_t *dst, size_t dst_stride_bytes, int32_t dst_channels) {
    for (int32_t y = 0; y < height; ++y) {
        const uint8_t *row = src + (size_t)y * src_stride_bytes;
        uint8_t *out = dst + (size_t)y * dst_stride_bytes;
        if (src_channels == 3 && dst_channels == 3 && swaps) {
            swap_3(row, width, out);
        } else {
            regroup_row(row, src_channels, swaps ? 2 : 0, width, out, dst_channels);
        }
    }
}
