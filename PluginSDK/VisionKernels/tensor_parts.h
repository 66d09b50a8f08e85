/* The parts of sv_tensor_fill. First down, then across: the rows under a row of the tensor become one row of 16-bit
 * sums, which stays in the nearest cache; from it the columns are gathered, and then mixed into channels. */
#ifndef SLUICE_TENSOR_PARTS_H
#define SLUICE_TENSOR_PARTS_H

#include <math.h>

#include "sluice_tensor.h"

/* A piece of one axis: `count` results over `extent` source positions from `start`, of `size` positions that exist. */
typedef struct sv_axis {
    double start, extent;
    int32_t size, count;
} sv_axis;

/* Two neighbours and the share of the second, for one result. */
typedef struct sv_pair {
    int32_t first;
    float share;
} sv_pair;

/* What one result covers, from the position `first` plus a fraction to `last` plus a fraction. */
typedef struct sv_cover {
    int32_t first, last;
    double first_share, last_share;
    double over; /* 1 over the length */
} sv_cover;

static inline int sv_shrinks(const sv_axis *axis) { return axis->extent > axis->count; }

/* Interpolation between sample centres: position (i + 0.5) · scale - 0.5. */
sv_pair sv_pair_at(const sv_axis *axis, int32_t index);

/* The same for all results of an axis, one after the other. */
void sv_pairs(const sv_axis *axis, int32_t *firsts, float *shares);

/* The length of source under a result, cut to what exists. */
sv_cover sv_cover_at(const sv_axis *axis, int32_t index);

/* Weights of rows sum to this, so that a sum fits 16 bits: 255 · 256. */
#define SV_ROW_ONE 256

/* The rows under result `index`, `count` samples from sample `left` on, each sum in 256ths. */
void sv_sum_linear(const sv_plane *plane, const sv_axis *axis, int32_t index, size_t left, size_t count,
                   uint16_t *sums);
void sv_sum_area(const sv_plane *plane, const sv_axis *axis, int32_t index, size_t left, size_t count, uint16_t *sums);

/* Both neighbours of each result in 32 bits, for `used` of the interleaved channels, pairs_stride apart; of two channels
 * the four samples one after the other, as sv_interpolate_two reads them. */
void sv_gather(const uint16_t *sums, const int32_t *firsts, int32_t count, int32_t channels, int32_t used,
               uint32_t *pairs, size_t pairs_stride);

/* Both steps in one, for one or two channels: results for each channel, `stride` apart. Only where sv_takes_near says so for
 * these columns: their neighbours lie near one another, and the processor can permute so many samples. Reads up to
 * SV_NEAR_SAMPLES samples from each neighbour on. */
#define SV_NEAR 16
#define SV_NEAR_SAMPLES 64
int sv_takes_near(const int32_t *firsts, int32_t count, int32_t channels);
/* Where the neighbours of each result lie, seen from the first of its SV_NEAR results; the same for all rows. */
void sv_near_places(const int32_t *firsts, int32_t count, int32_t channels, uint32_t *places);
void sv_interpolate_near(const uint16_t *sums, const int32_t *firsts, const uint32_t *places, const float *shares,
                         int32_t count, int32_t used, float *out, size_t stride);

/* Two rows to one of pairs. */
void sv_join(const uint16_t *first, const uint16_t *second, size_t count, uint16_t *out);

/* Between two neighbours; of two channels at once. */
void sv_interpolate_two(const uint32_t *pairs, const float *shares, size_t count, float *first, float *second);
void sv_interpolate(const uint32_t *pairs, const float *shares, size_t count, float *out);

/* Means over lengths of a row of `span` positions, as differences of its running sum. */
void sv_average(const uint16_t *sums, int32_t channels, const sv_cover *covers, int32_t count, int32_t span,
                uint32_t *running, float *out);

/* One channel of the tensor: clamp(offset + Σ weight · component, 0, 255) · scale + bias. */
typedef struct sv_mixture {
    float weights[3], offset, scale, bias;
} sv_mixture;

void sv_mix_one(const float *a, size_t count, const sv_mixture *m, float *out);
void sv_mix_three(const float *a, const float *b, const float *c, size_t count, const sv_mixture *m, float *out);

/* The three channels of a pixel together. */
void sv_mix_together(const float *a, const float *b, const float *c, size_t count, const sv_mixture *m, float *out);

static inline uint8_t sv_byte_of(float value) { return (uint8_t)(int32_t)(fminf(fmaxf(value, 0), 255) + 0.5f); }
void sv_to_bytes(const float *in, size_t count, uint8_t *out);

#endif
