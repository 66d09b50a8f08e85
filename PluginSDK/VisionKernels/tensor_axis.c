#include "tensor_parts.h"

sv_pair sv_pair_at(const sv_axis *axis, int32_t index) {
    const double scale = axis->extent / axis->count, centre = axis->start + (index + 0.5) * scale - 0.5;
    const double base = floor(centre);
    if (base < 0) return (sv_pair){0, 0};
    if (base >= axis->size - 1) return (sv_pair){axis->size - 1, 0};
    return (sv_pair){(int32_t)base, (float)(centre - base)};
}

void sv_pairs(const sv_axis *axis, int32_t *firsts, float *shares) {
    /* 32 bits of fraction: over 65536 results the steps are off by less than 1e-5. */
    const double one = 4294967296.0, scale = axis->extent / axis->count;
    const int64_t step = llround(scale * one);
    int64_t centre = llround((axis->start + 0.5 * scale - 0.5) * one);
    for (int32_t i = 0; i < axis->count; ++i, centre += step) {
        const int64_t base = centre >> 32;
        const int32_t inside = base >= 0 && base < axis->size - 1;
        firsts[i] = base < 0 ? 0 : base >= axis->size ? axis->size - 1 : (int32_t)base;
        shares[i] = inside ? (float)((uint32_t)centre >> 8) * 0x1p-24f : 0;
    }
}

sv_cover sv_cover_at(const sv_axis *axis, int32_t index) {
    const double scale = axis->extent / axis->count, least = 1e-3;
    const double low = fmin(fmax(axis->start + index * scale, 0), axis->size - least);
    const double high = fmax(fmin(axis->start + (index + 1) * scale, axis->size), low + least);
    const int32_t first = (int32_t)floor(low), last = high >= axis->size ? axis->size - 1 : (int32_t)floor(high);
    return (sv_cover){first, last, low - first, high - last, 1 / (high - low)};
}
