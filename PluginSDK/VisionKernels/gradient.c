#include "clones.h"
#include "sluice_vision.h"

SV_CLONES static void differences(const uint8_t *restrict before, const uint8_t *restrict after,
                                  int16_t *restrict out, int32_t count) {
    for (int32_t x = 0; x < count; ++x) out[x] = (int16_t)(after[x] - before[x]);
}

void sv_gradients(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, int16_t *gx, int16_t *gy,
                  size_t gradient_stride) {
    for (int32_t y = 0; y < height; ++y) {
        const uint8_t *row = src + (size_t)y * src_stride_bytes;
        const uint8_t *above = y > 0 ? row - src_stride_bytes : row;
        const uint8_t *below = y + 1 < height ? row + src_stride_bytes : row;
        int16_t *across = gx + (size_t)y * gradient_stride;
        differences(above, below, gy + (size_t)y * gradient_stride, width);
        if (width > 2) differences(row, row + 2, across + 1, width - 2);
        across[0] = (int16_t)(row[width > 1 ? 1 : 0] - row[0]);
        across[width - 1] = (int16_t)(row[width - 1] - row[width > 1 ? width - 2 : 0]);
    }
}

/* At most this many pixels between carries into 64 bits: 1020 squared times 4096 fits 32 bits. */
#define RUN 4096

typedef struct run_sums {
    uint32_t count, absolute, squares;
    int32_t plain;
} run_sums;

SV_CLONES static run_sums laplacian_run(const uint8_t *above, const uint8_t *row, const uint8_t *below,
                                        const uint8_t *mask, int32_t count) {
    run_sums sums = {0, 0, 0, 0};
    for (int32_t x = 0; x < count; ++x) {
        const int32_t seen = mask[x] != 0;
        const int32_t value = (4 * row[x] - row[x - 1] - row[x + 1] - above[x] - below[x]) * seen;
        sums.count += (uint32_t)seen;
        sums.absolute += (uint32_t)(value < 0 ? -value : value);
        sums.squares += (uint32_t)(value * value);
        sums.plain += value;
    }
    return sums;
}

SV_CLONES static run_sums laplacian_run_unmasked(const uint8_t *above, const uint8_t *row, const uint8_t *below,
                                                 int32_t count) {
    run_sums sums = {(uint32_t)count, 0, 0, 0};
    for (int32_t x = 0; x < count; ++x) {
        const int32_t value = 4 * row[x] - row[x - 1] - row[x + 1] - above[x] - below[x];
        sums.absolute += (uint32_t)(value < 0 ? -value : value);
        sums.squares += (uint32_t)(value * value);
        sums.plain += value;
    }
    return sums;
}

void sv_laplacian(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, const uint8_t *mask,
                  size_t mask_stride_bytes, sv_laplacian_sums *sums) {
    *sums = (sv_laplacian_sums){0, 0, 0, 0};
    for (int32_t y = 1; y + 1 < height; ++y) {
        const uint8_t *row = src + (size_t)y * src_stride_bytes;
        for (int32_t x = 1; x + 1 < width; x += RUN) {
            const int32_t count = width - 1 - x < RUN ? width - 1 - x : RUN;
            const uint8_t *above = row - src_stride_bytes + x, *below = row + src_stride_bytes + x;
            const run_sums run =
                mask == NULL
                    ? laplacian_run_unmasked(above, row + x, below, count)
                    : laplacian_run(above, row + x, below, mask + (size_t)y * mask_stride_bytes + x, count);
            sums->count += run.count;
            sums->absolute += run.absolute;
            sums->plain += run.plain;
            sums->squares += run.squares;
        }
    }
}
