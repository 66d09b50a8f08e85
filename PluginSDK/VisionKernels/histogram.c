#include <string.h>

#include "sluice_vision.h"

/* Four tables in turn: equal neighbours would otherwise wait for one another's store. */
void sv_histogram(const uint8_t *src, size_t src_stride_bytes, int32_t width, int32_t height, const uint8_t *mask,
                  size_t mask_stride_bytes, uint32_t *bins) {
    uint32_t tables[4][256];
    memset(tables, 0, sizeof tables);
    for (int32_t y = 0; y < height; ++y) {
        const uint8_t *row = src + (size_t)y * src_stride_bytes;
        if (mask == NULL) {
            for (int32_t x = 0; x < width; ++x) ++tables[x & 3][row[x]];
        } else {
            const uint8_t *seen = mask + (size_t)y * mask_stride_bytes;
            for (int32_t x = 0; x < width; ++x) tables[x & 3][row[x]] += seen[x] != 0;
        }
    }
    for (int32_t i = 0; i < 256; ++i) bins[i] = tables[0][i] + tables[1][i] + tables[2][i] + tables[3][i];
}
