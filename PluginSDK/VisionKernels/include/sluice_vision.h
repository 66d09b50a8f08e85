/* Kernels on planes of 8-bit samples. None allocates, none keeps state, all may run on any thread at once.
 *
 * A plane is a pointer to its first sample, bytes from row to row, and a size. Results are exact integers, the same on
 * every processor: variants for wider vectors compute the same numbers. */
#ifndef SLUICE_VISION_H
#define SLUICE_VISION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Scratch that sv_scale needs for a source plane of `src_width` by `src_height` and a result of `dst_width`. */
size_t sv_scale_scratch_bytes(int32_t src_width, int32_t src_height, int32_t dst_width, int32_t channels);

/* Scales the rectangle (x, y, width, height) of a plane, given in samples with fractions, to the size of dst, in one
 * pass over the source rows. On an axis that shrinks each result is the mean of the area that it covers; on one that
 * grows it is interpolated linearly between sample centres. A rectangle of whole samples at its own size is copied
 * exactly. Parts outside the plane repeat its edge. channels: samples per pixel, interleaved, 1 to 4.
 * Returns 0, or -1 for an argument out of range or too little scratch. */
int32_t sv_scale(const uint8_t *src, size_t src_stride_bytes, int32_t src_width, int32_t src_height, double x, double y,
                 double width, double height, int32_t channels, uint8_t *dst, size_t dst_stride_bytes,
                 int32_t dst_width, int32_t dst_height, void *scratch, size_t scratch_bytes);

/* Weights of red, green and blue in brightness, in 1/65536, and what is added. */
typedef struct sv_luma_weights {
    uint32_t red, green, blue;
    uint32_t offset;
} sv_luma_weights;

/* Brightness of packed pixels: (red·r + green·g + blue·b + 32768) / 65536 + offset.
 * channels: 3 or 4; red_index: 0 for RGB and RGBA, 2 for BGR. */
void sv_luma_from_packed(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, int32_t channels,
                         int32_t red_index, const sv_luma_weights *weights, uint8_t *dst, size_t dst_stride_bytes);

/* From YUV to RGB, in 1/65536: value = (y - offset)·gain + red_v·(v - 128) for red, and so on. */
typedef struct sv_yuv_to_rgb {
    int32_t offset, gain;
    int32_t red_v, green_u, green_v, blue_u;
} sv_yuv_to_rgb;

/* From RGB to colour differences, in 1/65536, 128 added. */
typedef struct sv_rgb_to_chroma {
    int32_t u_red, u_green, u_blue;
    int32_t v_red, v_green, v_blue;
} sv_rgb_to_chroma;

/* Scratch for sv_yuv_to_packed, to be aligned to 4. */
size_t sv_yuv_to_packed_scratch_bytes(int32_t width);

/* YUV with colour at half size to packed pixels; each sample of colour serves its 2x2 pixels. chroma_step: 1 for
 * planes of their own, 2 for UV pairs (v = u + 1). channels: 3 or 4 (then 255). red_index: 0 for RGB, 2 for BGR. */
void sv_yuv_to_packed(const uint8_t *luma, size_t luma_stride_bytes, const uint8_t *u, const uint8_t *v,
                      size_t chroma_stride_bytes, int32_t chroma_step, int32_t width, int32_t height,
                      const sv_yuv_to_rgb *matrix, int32_t channels, int32_t red_index, uint8_t *dst,
                      size_t dst_stride_bytes, void *scratch);

/* Brightness to grey packed pixels of full range. */
void sv_gray_to_packed(const uint8_t *luma, size_t luma_stride_bytes, int32_t width, int32_t height,
                       const sv_yuv_to_rgb *matrix, int32_t channels, uint8_t *dst, size_t dst_stride_bytes);

/* Scratch for sv_packed_to_chroma, to be aligned to 2. */
size_t sv_packed_to_chroma_scratch_bytes(int32_t width, int32_t channels);

/* Packed pixels to colour at half size, of the mean of each 2x2 pixels (fewer at an odd edge). Brightness is
 * sv_luma_from_packed's. */
void sv_packed_to_chroma(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, int32_t channels,
                         int32_t red_index, const sv_rgb_to_chroma *matrix, uint8_t *u, uint8_t *v,
                         size_t chroma_stride_bytes, int32_t chroma_step, void *scratch);

/* Two planes to one of pairs. */
void sv_interleave(const uint8_t *u, size_t u_stride_bytes, const uint8_t *v, size_t v_stride_bytes, int32_t width,
                   int32_t height, uint8_t *dst, size_t dst_stride_bytes);

/* Every second byte of each row, from the first on: one half of a plane of pairs. */
void sv_every_second(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, uint8_t *dst,
                     size_t dst_stride_bytes);

/* Packed pixels to packed pixels: first and third byte exchanged when `swaps` is not 0, a fourth dropped or added as
 * 255. */
void sv_regroup(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, int32_t src_channels,
                int32_t swaps, uint8_t *dst, size_t dst_stride_bytes, int32_t dst_channels);

/* Each result is taken where map sends it and interpolated between the four samples around: x = map[0]·u + map[1]·v +
 * map[2], y = map[3]·u + map[4]·v + map[5], with positions counted from the corner of the first sample. Beyond the edge
 * the edge repeats. */
void sv_warp(const uint8_t *src, size_t src_stride_bytes, int32_t src_width, int32_t src_height, const double *map,
             uint8_t *dst, size_t dst_stride_bytes, int32_t dst_width, int32_t dst_height);

/* Left becomes right. */
void sv_mirror(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, uint8_t *dst,
               size_t dst_stride_bytes);

/* Central differences p[x+1] - p[x-1] and p[y+1] - p[y-1]; beyond the edge the edge repeats. Strides in elements. */
void sv_gradients(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, int16_t *gx, int16_t *gy,
                  size_t gradient_stride);

typedef struct sv_laplacian_sums {
    uint64_t count;     /* pixels looked at */
    uint64_t absolute;  /* sum of |L| */
    int64_t plain;      /* sum of L */
    uint64_t squares;   /* sum of L squared */
} sv_laplacian_sums;

/* Sums of the Laplacian L = 4p - left - right - up - down over the pixels whose mask is not 0, the outermost ring left
 * out. mask NULL: over all. */
void sv_laplacian(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, const uint8_t *mask,
                  size_t mask_stride_bytes, sv_laplacian_sums *sums);

/* Counts each value over the pixels whose mask is not 0 (NULL: over all). bins[256] is set, not added to. */
void sv_histogram(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, const uint8_t *mask,
                  size_t mask_stride_bytes, uint32_t *bins);

/* Local binary patterns: bit k of a code is 1 when neighbour k, from the left one clockwise, is brighter than the
 * centre by at least `margin`. Writes (width-2) by (height-2) codes. */
void sv_lbp(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, int32_t margin, uint8_t *dst,
            size_t dst_stride_bytes);

/* 255 inside an ellipse, 0 outside: a pixel is inside when its centre is. `angle` turns the axes clockwise, in
 * radians. */
void sv_ellipse_mask(uint8_t *dst, size_t dst_stride_bytes, int32_t width, int32_t height, float centre_x,
                     float centre_y, float radius_x, float radius_y, float angle);

/* Sum and sum of squares of a block's samples. */
typedef struct sv_moments {
    uint64_t sum, squares;
} sv_moments;

sv_moments sv_block_moments(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height);

/* Sum of the magnitudes of the differences of two blocks. */
uint64_t sv_block_difference(const uint8_t *a, size_t a_stride_bytes, const uint8_t *b, size_t b_stride_bytes,
                             int32_t width, int32_t height);

/* What counts as a defect. Values are brightness above `black`. */
typedef struct sv_defect_rule {
    int32_t block_width, block_height;
    int32_t black;
    uint32_t gamma_256, tau_256;   /* factors of the block's mean, in 1/256: above the first, below the second */
    uint32_t most_256;             /* share of a block, in 1/256, above which its marks are taken back */
    int32_t is_bare;               /* all that is marked is a defect */
    int32_t least_difference;      /* else: from all neighbours, or from all but one when the others are alike */
    uint32_t contrast_256;         /* and as a factor of the neighbours' own spread, in 1/256 */
} sv_defect_rule;

/* Marks defects with 255 in `mask`, which has the plane's size, and sets all else to 0. A block in which more than
 * most_256 of the samples would be marked has none marked. Returns how many are. */
int64_t sv_mark_defects(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height,
                        const sv_defect_rule *rule, uint8_t *mask, size_t mask_stride_bytes);

typedef struct sv_defect {
    int32_t x, y;
    uint8_t value, mended;
    uint8_t reserved[2];
} sv_defect;

/* Each marked sample that stands apart from its neighbours as the rule asks, with the mean of those that are sound,
 * rounded. Writes up to `capacity`, in order of rows, and returns how many there are. */
int64_t sv_mend_defects(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height,
                        const sv_defect_rule *rule, const uint8_t *mask, size_t mask_stride_bytes, sv_defect *found,
                        int64_t capacity);

#ifdef __cplusplus
}
#endif
#endif
