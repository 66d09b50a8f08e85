#include "clones.h"
#include "sluice_vision.h"

SV_CLONES
sv_moments sv_block_moments(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height) {
    sv_moments all = {0, 0};
    for (int32_t y = 0; y < height; ++y) {
        const uint8_t *row = src + (size_t)y * src_stride_bytes;
        /* Rows of up to 65535 samples: squares of a row fit 32 bits. */
        uint32_t sum = 0, squares = 0;
        for (int32_t x = 0; x < width; ++x) {
            sum += row[x];
            squares += (uint32_t)row[x] * row[x];
        }
        all.sum += sum;
        all.squares += squares;
    }
    return all;
}

/* Sum of absolute differences. With a width that is known here it becomes one instruction for 16 samples. */
static inline __attribute__((always_inline)) uint64_t difference(
    const uint8_t *a, size_t a_stride_bytes, const uint8_t *b, size_t b_stride_bytes, int32_t width, int32_t height) {
    uint64_t all = 0;
    for (int32_t y = 0; y < height; ++y) {
        const uint8_t *one = a + (size_t)y * a_stride_bytes;
        const uint8_t *other = b + (size_t)y * b_stride_bytes;
        uint32_t sum = 0;
        for (int32_t x = 0; x < width; ++x) {
            int32_t distance = (int32_t)one[x] - other[x];
            sum += (uint32_t)(distance < 0 ? -distance : distance);
        }
        all += sum;
    }
    return all;
}

SV_CLONES
uint64_t sv_block_difference(const uint8_t *a, size_t a_stride_bytes, const uint8_t *b, size_t b_stride_bytes,
                             int32_t width, int32_t height) {
    if (width == 16) return difference(a, a_stride_bytes, b, b_stride_bytes, 16, height);
    return difference(a, a_stride_bytes, b, b_stride_bytes, width, height);
}
