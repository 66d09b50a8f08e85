#include "clones.h"
#include "tensor_parts.h"

/* Products and sums are rounded one by one, so that processors with fused multiply-add give the same numbers. */
#pragma STDC FP_CONTRACT OFF

void sv_gather(const uint16_t *restrict sums, const int32_t *restrict firsts, int32_t count, int32_t channels,
                   int32_t used, uint32_t *restrict pairs, size_t pairs_stride) {
    if (channels == 1) {
        for (int32_t x = 0; x < count; ++x) pairs[x] = sums[firsts[x]] | (uint32_t)sums[firsts[x] + 1] << 16;
    } else if (channels == 3 && used == 3) {
        uint32_t *restrict second = pairs + pairs_stride, *restrict third = second + pairs_stride;
        for (int32_t x = 0; x < count; ++x) {
            const uint16_t *from = sums + firsts[x];
            pairs[x] = from[0] | (uint32_t)from[3] << 16;
            second[x] = from[1] | (uint32_t)from[4] << 16;
            third[x] = from[2] | (uint32_t)from[5] << 16;
        }
    } else {
        for (int32_t c = 0; c < used; ++c, pairs += pairs_stride) {
            for (int32_t x = 0; x < count; ++x) {
                const uint16_t *from = sums + firsts[x] + c;
                pairs[x] = from[0] | (uint32_t)from[channels] << 16;
            }
        }
    }
}

SV_CLONES void sv_interpolate(const uint32_t *restrict pairs, const float *restrict shares, size_t count,
                                  float *restrict out) {
    for (size_t x = 0; x < count; ++x) {
        const float low = (float)(int32_t)(pairs[x] & 0xffff), high = (float)(int32_t)(pairs[x] >> 16);
        out[x] = low + (high - low) * shares[x];
    }
}

void sv_average(const uint16_t *restrict sums, int32_t channels, const sv_cover *restrict covers, int32_t count,
                    int32_t span, uint32_t *restrict running, float *restrict out) {
    uint32_t sum = 0;
    for (int32_t i = 0; i < span; ++i) {
        running[i] = sum;
        sum += sums[(size_t)i * (size_t)channels];
    }
    for (int32_t x = 0; x < count; ++x) {
        const sv_cover *cover = covers + x;
        const double first = sums[(size_t)cover->first * (size_t)channels];
        const double last = sums[(size_t)cover->last * (size_t)channels];
        const double whole = (double)(running[cover->last] - running[cover->first]);
        out[x] = (float)((whole + last * cover->last_share - first * cover->first_share) * cover->over);
    }
}
