#include "clones.h"
#include "tensor_parts.h"

/* Fused multiply-add where the processor has it: the last bit may differ from one that has not. */
#pragma STDC FP_CONTRACT ON

/* Sums begin with the offset: weights of 0 then change no bit, and a gray picture has the same numbers together as apart. */

SV_CLONES void sv_mix_one(const float *restrict a, size_t count, const sv_mixture *m, float *restrict out) {
    const float weight = m->weights[0], offset = m->offset, scale = m->scale, bias = m->bias;
    for (size_t x = 0; x < count; ++x) {
        float value = offset + a[x] * weight;
        value = value > 0 ? value : 0;
        value = value < 255 ? value : 255;
        out[x] = value * scale + bias;
    }
}

SV_CLONES void sv_mix_three(const float *restrict a, const float *restrict b, const float *restrict c, size_t count,
                                const sv_mixture *m, float *restrict out) {
    const float wa = m->weights[0], wb = m->weights[1], wc = m->weights[2];
    const float offset = m->offset, scale = m->scale, bias = m->bias;
    for (size_t x = 0; x < count; ++x) {
        float value = offset + a[x] * wa + b[x] * wb + c[x] * wc;
        value = value > 0 ? value : 0;
        value = value < 255 ? value : 255;
        out[x] = value * scale + bias;
    }
}

/* The compiler turns vectors of one channel into pixels. */
SV_CLONES void sv_mix_together(const float *restrict a, const float *restrict b, const float *restrict c, size_t count,
                               const sv_mixture *m, float *restrict out) {
    for (size_t x = 0; x < count; ++x) {
        for (size_t k = 0; k < 3; ++k) {
            float value = m[k].offset + a[x] * m[k].weights[0] + b[x] * m[k].weights[1] + c[x] * m[k].weights[2];
            value = value > 0 ? value : 0;
            value = value < 255 ? value : 255;
            out[3 * x + k] = value * m[k].scale + m[k].bias;
        }
    }
}

SV_CLONES void sv_to_bytes(const float *restrict in, size_t count, uint8_t *restrict out) {
    for (size_t x = 0; x < count; ++x) out[x] = sv_byte_of(in[x]);
}
