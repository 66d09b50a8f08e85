#include <math.h>

#include "clones.h"
#include "tensor_parts.h"

SV_CLONES static void weigh_one(const uint8_t *restrict row, uint16_t *restrict sums, size_t count, uint16_t weight) {
    for (size_t i = 0; i < count; ++i) sums[i] = (uint16_t)(row[i] * weight);
}

SV_CLONES static void weigh_two(const uint8_t *restrict above, const uint8_t *restrict below, uint16_t *restrict sums,
                                size_t count, uint16_t first, uint16_t second) {
    for (size_t i = 0; i < count; ++i) sums[i] = (uint16_t)(above[i] * first + below[i] * second);
}

SV_CLONES static void add_one(const uint8_t *restrict row, uint16_t *restrict sums, size_t count, uint16_t weight) {
    for (size_t i = 0; i < count; ++i) sums[i] = (uint16_t)(sums[i] + row[i] * weight);
}

SV_CLONES static void add_two(const uint8_t *restrict above, const uint8_t *restrict below, uint16_t *restrict sums,
                              size_t count, uint16_t first, uint16_t second) {
    for (size_t i = 0; i < count; ++i) sums[i] = (uint16_t)(sums[i] + above[i] * first + below[i] * second);
}

void sv_sum_linear(const sv_plane *plane, const sv_axis *axis, int32_t index, size_t left, size_t count,
                       uint16_t *sums) {
    const sv_pair pair = sv_pair_at(axis, index);
    const uint16_t second = (uint16_t)lrintf(pair.share * SV_ROW_ONE);
    const uint8_t *row = plane->start + (size_t)pair.first * plane->row_stride_bytes + left;
    if (second == 0) {
        weigh_one(row, sums, count, SV_ROW_ONE);
    } else {
        weigh_two(row, row + plane->row_stride_bytes, sums, count, (uint16_t)(SV_ROW_ONE - second), second);
    }
}

/* Rows are taken two at a time: half the traffic with the sums. A weight is the difference of two rounded running
 * sums, so that together they are SV_ROW_ONE exactly. */
void sv_sum_area(const sv_plane *plane, const sv_axis *axis, int32_t index, size_t left, size_t count,
                     uint16_t *sums) {
    const sv_cover cover = sv_cover_at(axis, index);
    const size_t stride = plane->row_stride_bytes;
    const uint8_t *row = plane->start + (size_t)cover.first * stride + left;
    const int32_t rows = cover.last - cover.first + 1;
    uint16_t weights[2] = {0, 0};
    int32_t before = 0;
    for (int32_t k = 0; k < rows; ++k, row += stride) {
        const int32_t last = k == rows - 1;
        const int32_t upto = last ? SV_ROW_ONE : (int32_t)lrint((k + 1 - cover.first_share) * cover.over * SV_ROW_ONE);
        weights[k & 1] = (uint16_t)(upto - before);
        before = upto;
        if (k & 1) {
            (k == 1 ? weigh_two : add_two)(row - stride, row, sums, count, weights[0], weights[1]);
        } else if (last) {
            (k == 0 ? weigh_one : add_one)(row, sums, count, weights[0]);
        }
    }
}
