#include <math.h>
#include <string.h>

#include "clones.h"
#include "sluice_vision.h"

/* Fixed point, so that results do not depend on the processor. A row's weights sum to 2^14, a column's to 2^16;
 * between them a sample keeps 8 fractional bits: 255 * 2^14 >> 6 fits 16 bits, 65280 * 2^16 fits 32. */
#define ROW_BITS 14
#define COLUMN_BITS 16
#define BETWEEN_SHIFT 6

/* The samples that one result is made of: `count` from `first` on. */
typedef struct taps {
    int32_t first, count;
} taps;

static int32_t clamp(int32_t value, int32_t low, int32_t high) {
    return value < low ? low : value > high ? high : value;
}

static size_t weights_per_tap(double scale) { return scale > 1 ? (size_t)ceil(scale) + 2 : 2; }

static taps linear_taps(double centre, int32_t size, uint32_t one, uint32_t *weights) {
    const double base = floor(centre);
    const uint32_t upper = (uint32_t)lround((centre - base) * one);
    const int32_t low = clamp((int32_t)base, 0, size - 1);
    const int32_t high = clamp((int32_t)base + 1, 0, size - 1);
    if (low == high || upper == 0 || upper == one) {
        weights[0] = one;
        return (taps){upper == one ? high : low, 1};
    }
    weights[0] = one - upper;
    weights[1] = upper;
    return (taps){low, 2};
}

/* Weights are differences of rounded running sums, so that they sum to `one` exactly. */
static taps area_taps(double start, double end, int32_t size, uint32_t one, uint32_t *weights) {
    const double low = fmin(fmax(start, 0), size - 1e-6), high = fmax(fmin(end, size), low + 1e-6);
    const int32_t first = clamp((int32_t)floor(low), 0, size - 1);
    const int32_t last = clamp((int32_t)ceil(high) - 1, first, size - 1);
    uint32_t before = 0;
    for (int32_t i = first; i <= last; ++i) {
        const double covered = i == last ? 1 : (i + 1 - low) / (high - low);
        const uint32_t upto = (uint32_t)lround(covered * one);
        weights[i - first] = upto - before;
        before = upto;
    }
    return (taps){first, last - first + 1};
}

static taps taps_of(int32_t index, double start, double scale, int32_t size, uint32_t one, uint32_t *weights) {
    if (scale > 1) return area_taps(start + index * scale, start + (index + 1) * scale, size, one, weights);
    return linear_taps(start + (index + 0.5) * scale - 0.5, size, one, weights);
}

SV_CLONES static void weigh_first_row(const uint8_t *restrict row, uint32_t *restrict sums, size_t count,
                                      uint32_t weight) {
    for (size_t i = 0; i < count; ++i) sums[i] = row[i] * weight;
}

SV_CLONES static void add_row(const uint8_t *restrict row, uint32_t *restrict sums, size_t count, uint32_t weight) {
    for (size_t i = 0; i < count; ++i) sums[i] += row[i] * weight;
}

SV_CLONES static void narrow(uint32_t *sums, size_t count) {
    for (size_t i = 0; i < count; ++i) sums[i] = (sums[i] + (1u << (BETWEEN_SHIFT - 1))) >> BETWEEN_SHIFT;
}

SV_CLONES static void combine_columns(const uint32_t *restrict sums, const taps *restrict columns,
                                      const uint32_t *restrict weights, size_t per_tap, int32_t channels,
                                      uint8_t *restrict dst, int32_t dst_width) {
    for (int32_t x = 0; x < dst_width; ++x) {
        const uint32_t *own = weights + (size_t)x * per_tap;
        for (int32_t c = 0; c < channels; ++c) {
            const uint32_t *from = sums + (size_t)columns[x].first * (size_t)channels + c;
            uint32_t total = 1u << (COLUMN_BITS + 7);
            for (int32_t k = 0; k < columns[x].count; ++k) total += from[(size_t)k * (size_t)channels] * own[k];
            dst[(size_t)x * (size_t)channels + (size_t)c] = (uint8_t)(total >> (COLUMN_BITS + 8));
        }
    }
}

static void copy_rows(const uint8_t *src, size_t src_stride, uint8_t *dst, size_t dst_stride, size_t bytes,
                      int32_t rows) {
    for (int32_t y = 0; y < rows; ++y) memcpy(dst + (size_t)y * dst_stride, src + (size_t)y * src_stride, bytes);
}

static size_t aligned(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

size_t sv_scale_scratch_bytes(int32_t src_width, int32_t src_height, int32_t dst_width, int32_t channels) {
    /* A column has at most scale + 3 weights, and a rectangle is at most 2 * src_width + 2 wide; a row has at most
     * src_height weights, since parts outside the plane are cut off. */
    const size_t sums = aligned((size_t)src_width * (size_t)channels * sizeof(uint32_t));
    const size_t columns = aligned((size_t)dst_width * sizeof(taps));
    const size_t column_weights = aligned((2 * (size_t)src_width + 2 + 4 * (size_t)dst_width) * sizeof(uint32_t));
    const size_t row_weights = aligned(((size_t)src_height + 5) * sizeof(uint32_t));
    return sums + columns + column_weights + row_weights + 64;
}

static int is_copy(double x, double y, double width, double height, int32_t dst_width, int32_t dst_height,
                   int32_t src_width, int32_t src_height) {
    return width == dst_width && height == dst_height && x == floor(x) && y == floor(y) && x >= 0 && y >= 0 &&
           x + width <= src_width && y + height <= src_height;
}

int32_t sv_scale(const uint8_t *src, size_t src_stride_bytes, int32_t src_width, int32_t src_height, double x, double y,
                 double width, double height, int32_t channels, uint8_t *dst, size_t dst_stride_bytes,
                 int32_t dst_width, int32_t dst_height, void *scratch, size_t scratch_bytes) {
    if (src_width < 1 || src_height < 1 || dst_width < 1 || dst_height < 1 || channels < 1 || channels > 4) return -1;
    if (!(width > 0) || !(height > 0) || !isfinite(x) || !isfinite(y) || width > 2.0 * src_width + 2 ||
        height > 2.0 * src_height + 2 || fabs(x) > 1e6 || fabs(y) > 1e6) {
        return -1;
    }
    if (is_copy(x, y, width, height, dst_width, dst_height, src_width, src_height)) {
        copy_rows(src + (size_t)y * src_stride_bytes + (size_t)x * (size_t)channels, src_stride_bytes, dst,
                  dst_stride_bytes, (size_t)dst_width * (size_t)channels, dst_height);
        return 0;
    }
    const double scale_x = width / dst_width, scale_y = height / dst_height;
    const size_t per_tap = weights_per_tap(fmin(scale_x, src_width));
    uint8_t *place = (uint8_t *)(((uintptr_t)scratch + 63) & ~(uintptr_t)63);
    uint32_t *sums = (uint32_t *)place;
    place += aligned((size_t)src_width * (size_t)channels * sizeof(uint32_t));
    taps *columns = (taps *)place;
    place += aligned((size_t)dst_width * sizeof(taps));
    uint32_t *column_weights = (uint32_t *)place;
    place += aligned((size_t)dst_width * per_tap * sizeof(uint32_t));
    uint32_t *row_weights = (uint32_t *)place;
    place += aligned(((size_t)src_height + 5) * sizeof(uint32_t));
    if (scratch == NULL || place > (uint8_t *)scratch + scratch_bytes) return -1;

    int32_t left = src_width, right = 0;
    for (int32_t i = 0; i < dst_width; ++i) {
        columns[i] = taps_of(i, x, scale_x, src_width, 1u << COLUMN_BITS, column_weights + (size_t)i * per_tap);
        if (columns[i].first < left) left = columns[i].first;
        if (columns[i].first + columns[i].count > right) right = columns[i].first + columns[i].count;
    }
    for (int32_t i = 0; i < dst_width; ++i) columns[i].first -= left;
    const size_t span = (size_t)(right - left) * (size_t)channels;
    for (int32_t j = 0; j < dst_height; ++j) {
        const taps rows = taps_of(j, y, scale_y, src_height, 1u << ROW_BITS, row_weights);
        const uint8_t *row = src + (size_t)rows.first * src_stride_bytes + (size_t)left * (size_t)channels;
        weigh_first_row(row, sums, span, row_weights[0]);
        for (int32_t k = 1; k < rows.count; ++k) add_row(row + (size_t)k * src_stride_bytes, sums, span, row_weights[k]);
        narrow(sums, span);
        combine_columns(sums, columns, column_weights, per_tap, channels, dst + (size_t)j * dst_stride_bytes,
                        dst_width);
    }
    return 0;
}
