#include <string.h>

#include "clones.h"
#include "tensor_parts.h"

/* Fused multiply-add where the processor has it: the last bit may differ from one that has not. */
#pragma STDC FP_CONTRACT ON

void sv_gather(const uint16_t *restrict sums, const int32_t *restrict firsts, int32_t count, int32_t channels,
                   int32_t used, uint32_t *restrict pairs, size_t pairs_stride) {
    if (channels == 1) {
        for (int32_t x = 0; x < count; ++x) pairs[x] = sums[firsts[x]] | (uint32_t)sums[firsts[x] + 1] << 16;
    } else if (channels == 2) {
        /* Positions as they are, two samples in 32 bits: both neighbours with one load. */
        for (int32_t x = 0; x < count; ++x) memcpy(pairs + 2 * (size_t)x, sums + firsts[x], 8);
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

SV_CLONES void sv_join(const uint16_t *restrict first, const uint16_t *restrict second, size_t count,
                       uint16_t *restrict out) {
    for (size_t i = 0; i < count; ++i) {
        out[2 * i] = first[i];
        out[2 * i + 1] = second[i];
    }
}

SV_CLONES void sv_interpolate_two(const uint32_t *restrict pairs, const float *restrict shares, size_t count,
                                  float *restrict first, float *restrict second) {
    const uint16_t *restrict samples = (const uint16_t *)pairs;
    for (size_t x = 0; x < count; ++x) {
        const float a = (float)samples[4 * x], b = (float)samples[4 * x + 1];
        first[x] = a + ((float)samples[4 * x + 2] - a) * shares[x];
        second[x] = b + ((float)samples[4 * x + 3] - b) * shares[x];
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
