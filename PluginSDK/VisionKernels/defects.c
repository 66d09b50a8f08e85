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

/* The samples round one: what lies beside it in memory, and their two highest and two lowest. */
typedef struct around {
    int32_t count, sum;
    int32_t highest, high, low, lowest; /* high and low are the second ones */
    int32_t unmarked, unmarked_sum;
} around;

static around look_around(const uint8_t *src, size_t stride, int32_t width, int32_t height, const uint8_t *mask,
                          size_t mask_stride, int32_t x, int32_t y) {
    around a = {0, 0, -1, -1, 256, 256, 0, 0};
    for (int32_t row = y > 0 ? y - 1 : 0; row <= y + 1 && row < height; ++row) {
        for (int32_t column = x > 0 ? x - 1 : 0; column <= x + 1 && column < width; ++column) {
            if (row == y && column == x) continue;
            const int32_t value = src[(size_t)row * stride + column];
            ++a.count;
            a.sum += value;
            if (value > a.high) a.high = value;
            if (a.high > a.highest) { int32_t other = a.high; a.high = a.highest; a.highest = other; }
            if (value < a.low) a.low = value;
            if (a.low < a.lowest) { int32_t other = a.low; a.low = a.lowest; a.lowest = other; }
            if (mask[(size_t)row * mask_stride + column] != 0) continue;
            ++a.unmarked;
            a.unmarked_sum += value;
        }
    }
    return a;
}

/* Neighbours that differ by no more than this are alike: noise of a sensor. */
enum { ALIKE = 24 };

static int is_apart(int32_t value, const around *a, const sv_defect_rule *rule) {
    if (a->count < 2) return 0;
    const int32_t spread = a->high > a->low ? a->high - a->low : 0;
    const int32_t by_contrast = (int32_t)(((uint64_t)spread * rule->contrast_256) >> 8);
    const int32_t needed = by_contrast > rule->least_difference ? by_contrast : rule->least_difference;
    if (value - a->highest >= needed || a->lowest - value >= needed) return 1;
    if (a->count < 8) return 0; /* at the frame's edge the end of a line would look like a pair */
    if (value - a->high >= needed && a->high - a->lowest <= ALIKE) return 1;
    return a->low - value >= needed && a->highest - a->low <= ALIKE;
}

/* The mean of the neighbours, without one that stands apart from the others itself. */
static int32_t mean_of_sound(const around *a, const sv_defect_rule *rule) {
    int32_t sum = a->sum, count = a->count;
    if (count > 2 && a->highest - a->high >= rule->least_difference && rule->least_difference > 0) {
        sum -= a->highest;
        --count;
    }
    if (count > 2 && a->low - a->lowest >= rule->least_difference && rule->least_difference > 0) {
        sum -= a->lowest;
        --count;
    }
    return (sum + count / 2) / count;
}

/* What replaces a marked sample; -1 when it is no defect. */
static int32_t mended(int32_t value, const around *a, const sv_defect_rule *rule) {
    if (rule->is_bare) return a->unmarked > 0 ? (a->unmarked_sum + a->unmarked / 2) / a->unmarked : -1;
    return is_apart(value, a, rule) ? mean_of_sound(a, rule) : -1;
}

/* Whether two of the four nearest are too like a sample, as nearly all are: it is no defect then. */
static int is_plain(const uint8_t *at, size_t stride, int32_t least) {
    const int32_t value = at[0];
    const uint8_t nearest[4] = {at[-1], at[1], *(at - stride), at[stride]};
    int alike = 0;
    for (int i = 0; i < 4; ++i) {
        const int32_t distance = value > nearest[i] ? value - nearest[i] : nearest[i] - value;
        alike += distance < least;
    }
    return alike > 1;
}

int64_t sv_mend_defects(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height,
                        const sv_defect_rule *rule, const uint8_t *mask, size_t mask_stride_bytes, sv_defect *found,
                        int64_t capacity) {
    int64_t all = 0;
    for (int32_t y = 0; y < height; ++y) {
        const uint8_t *marks = mask + (size_t)y * mask_stride_bytes, *row = src + (size_t)y * src_stride_bytes;
        const int is_inner_row = !rule->is_bare && y > 0 && y + 1 < height;
        for (int32_t x = 0; x < width; ++x) {
            if (marks[x] == 0) continue;
            const int is_inner = is_inner_row && x > 0 && x + 1 < width;
            if (is_inner && is_plain(row + x, src_stride_bytes, rule->least_difference)) continue;
            const around a = look_around(src, src_stride_bytes, width, height, mask, mask_stride_bytes, x, y);
            const int32_t value = mended(row[x], &a, rule);
            if (value < 0) continue;
            if (all < capacity) {
                sv_defect one = {x, y, row[x], (uint8_t)value, {0, 0}};
                found[all] = one;
            }
            ++all;
        }
    }
    return all;
}
