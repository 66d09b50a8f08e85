#include "tensor_parts.h"

#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>

#define SV_PERMUTES __attribute__((target("avx512f,avx512bw,avx512vl")))

int sv_takes_near(const int32_t *firsts, int32_t count, int32_t channels) {
    if (channels > 2 || !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl")) return 0;
    for (int32_t x = 0; x < count; x += SV_NEAR) {
        const int32_t last = x + SV_NEAR <= count ? x + SV_NEAR - 1 : count - 1;
        if (firsts[last] - firsts[x] + 2 * channels > SV_NEAR_SAMPLES) return 0;
    }
    return 1;
}

void sv_near_places(const int32_t *firsts, int32_t count, int32_t channels, uint32_t *places) {
    for (int32_t x = 0; x < count; ++x) {
        const uint32_t first = (uint32_t)(firsts[x] - firsts[x / SV_NEAR * SV_NEAR]);
        places[x] = first | (first + (uint32_t)channels) << 16;
    }
}

/* One permutation of 64 samples finds both neighbours of 16 results; loads of each take eight times as long. */
SV_PERMUTES void sv_interpolate_near(const uint16_t *restrict sums, const int32_t *restrict firsts,
                                     const uint32_t *restrict places, const float *restrict shares, int32_t count,
                                     int32_t used, float *restrict out, size_t stride) {
    const __m512i next_channel = _mm512_set1_epi32(0x10001), low_half = _mm512_set1_epi32(0xffff);
    for (int32_t x = 0; x < count; x += SV_NEAR) {
        const __mmask16 kept = (__mmask16)(x + SV_NEAR <= count ? 0xffff : (1 << (count - x)) - 1);
        const uint16_t *from = sums + firsts[x];
        const __m512i near = _mm512_loadu_si512(from), far = _mm512_loadu_si512(from + 32);
        const __m512 share = _mm512_maskz_loadu_ps(kept, shares + x);
        __m512i at = _mm512_maskz_loadu_epi32(kept, places + x);
        for (int32_t c = 0; c < used; ++c, at = _mm512_add_epi32(at, next_channel)) {
            const __m512i pairs = _mm512_permutex2var_epi16(near, at, far);
            const __m512 one = _mm512_cvtepi32_ps(_mm512_and_si512(pairs, low_half));
            const __m512 other = _mm512_cvtepi32_ps(_mm512_srli_epi32(pairs, 16));
            _mm512_mask_storeu_ps(out + (size_t)c * stride + x, kept,
                                  _mm512_fmadd_ps(_mm512_sub_ps(other, one), share, one));
        }
    }
}

#else

int sv_takes_near(const int32_t *firsts, int32_t count, int32_t channels) {
    (void)firsts, (void)count, (void)channels;
    return 0;
}

void sv_near_places(const int32_t *firsts, int32_t count, int32_t channels, uint32_t *places) {
    (void)firsts, (void)count, (void)channels, (void)places;
}

void sv_interpolate_near(const uint16_t *sums, const int32_t *firsts, const uint32_t *places, const float *shares,
                         int32_t count, int32_t used, float *out, size_t stride) {
    (void)sums, (void)firsts, (void)places, (void)shares, (void)count, (void)used, (void)out, (void)stride;
}

#endif
