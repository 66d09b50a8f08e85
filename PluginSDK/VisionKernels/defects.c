#include <string.h>

#include "clones.h"
#include "sluice_vision.h"

/* Samples that are allowed: from `low` to `high`, both included. */
typedef struct bounds {
    uint8_t low, high;
} bounds;

static uint8_t clamped(uint64_t value) { return value > 255 ? 255 : (uint8_t)value; }

static bounds block_bounds(uint64_t sum, uint64_t count, const sv_defect_rule *rule) {
    uint64_t black = (uint64_t)rule->black, above = sum > black * count ? sum - black * count : 0;
    uint64_t high = above * rule->gamma_256 / (256 * count);
    uint64_t low = (above * rule->tau_256 + 256 * count - 1) / (256 * count);
    bounds result = {low > 0 ? clamped(black + low) : 0, clamped(black + high)};
    return result;
}

SV_CLONES
static int64_t mark_block(const uint8_t *src, size_t stride, int32_t width, int32_t height, bounds allowed, uint8_t *mask,
                          size_t mask_stride) {
    int64_t all = 0;
    for (int32_t y = 0; y < height; ++y) {
        const uint8_t *row = src + (size_t)y * stride;
        uint8_t *marks = mask + (size_t)y * mask_stride;
        int32_t count = 0;
        for (int32_t x = 0; x < width; ++x) {
            uint8_t is_outside = (uint8_t)((row[x] < allowed.low) | (row[x] > allowed.high));
            marks[x] = (uint8_t)-is_outside;
            count += is_outside;
        }
        all += count;
    }
    return all;
}

int64_t sv_mark_defects(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height,
                        const sv_defect_rule *rule, uint8_t *mask, size_t mask_stride_bytes) {
    int64_t all = 0;
    for (int32_t y = 0; y < height; y += rule->block_height) {
        int32_t rows = height - y < rule->block_height ? height - y : rule->block_height;
        for (int32_t x = 0; x < width; x += rule->block_width) {
            int32_t columns = width - x < rule->block_width ? width - x : rule->block_width;
            const uint8_t *block = src + (size_t)y * src_stride_bytes + x;
            uint8_t *marks = mask + (size_t)y * mask_stride_bytes + x;
            uint64_t count = (uint64_t)rows * (uint64_t)columns;
            uint64_t sum = sv_block_moments(block, src_stride_bytes, columns, rows).sum;
            int64_t marked = mark_block(block, src_stride_bytes, columns, rows, block_bounds(sum, count, rule), marks,
                                        mask_stride_bytes);
            if ((uint64_t)marked * 256 > rule->most_256 * count) {
                for (int32_t row = 0; row < rows; ++row) memset(marks + (size_t)row * mask_stride_bytes, 0, (size_t)columns);
                marked = 0;
            }
            all += marked;
        }
    }
    return all;
}

/* The mean of the sound neighbours of a sample; -1 when there are too few. */
static int32_t mended(const uint8_t *src, size_t stride, int32_t width, int32_t height, const uint8_t *mask,
                      size_t mask_stride, int32_t x, int32_t y, int32_t least_sound) {
    int32_t sum = 0, sound = 0, neighbours = 0;
    for (int32_t row = y > 0 ? y - 1 : 0; row <= y + 1 && row < height; ++row) {
        for (int32_t column = x > 0 ? x - 1 : 0; column <= x + 1 && column < width; ++column) {
            if (row == y && column == x) continue;
            ++neighbours;
            if (mask[(size_t)row * mask_stride + column] != 0) continue;
            ++sound;
            sum += src[(size_t)row * stride + column];
        }
    }
    if (sound == 0 || sound * 8 < least_sound * neighbours) return -1;
    return (sum + sound / 2) / sound;
}

int64_t sv_mend_defects(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height,
                        const sv_defect_rule *rule, const uint8_t *mask, size_t mask_stride_bytes, sv_defect *found,
                        int64_t capacity) {
    int64_t all = 0;
    for (int32_t y = 0; y < height; ++y) {
        const uint8_t *marks = mask + (size_t)y * mask_stride_bytes, *row = src + (size_t)y * src_stride_bytes;
        const uint8_t *next = memchr(marks, 255, (size_t)width);
        while (next != NULL) {
            int32_t x = (int32_t)(next - marks);
            int32_t value = mended(src, src_stride_bytes, width, height, mask, mask_stride_bytes, x, y, rule->least_sound);
            int32_t distance = value < row[x] ? row[x] - value : value - row[x];
            if (value >= 0 && distance >= rule->least_difference) {
                if (all < capacity) {
                    sv_defect one = {x, y, row[x], (uint8_t)value, {0, 0}};
                    found[all] = one;
                }
                ++all;
            }
            next = x + 1 < width ? memchr(next + 1, 255, (size_t)(width - x - 1)) : NULL;
        }
    }
    return all;
}
