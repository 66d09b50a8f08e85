#include "recording_shim.h"

#include <string.h>
#include <xxhash.h>
#include <zstd.h>

uint64_t shim_xxh3(const void *bytes, uint64_t count) { return XXH3_64bits(bytes, count); }

void shim_rows_pack(const uint8_t *source, uint64_t stride_bytes, uint64_t row_bytes, uint64_t rows, uint8_t *target) {
    if (rows > 0) memcpy(target, source, row_bytes);
    for (uint64_t row = 1; row < rows; row++) {
        const uint8_t *above = source + (row - 1) * stride_bytes;
        const uint8_t *here = above + stride_bytes;
        uint8_t *out = target + row * row_bytes;
        for (uint64_t i = 0; i < row_bytes; i++) out[i] = (uint8_t)(here[i] - above[i]);
    }
}

void shim_rows_unpack(const uint8_t *source, uint64_t row_bytes, uint64_t rows, uint8_t *target, uint64_t stride_bytes) {
    if (rows > 0) memcpy(target, source, row_bytes);
    for (uint64_t row = 1; row < rows; row++) {
        const uint8_t *difference = source + row * row_bytes;
        const uint8_t *above = target + (row - 1) * stride_bytes;
        uint8_t *here = target + row * stride_bytes;
        for (uint64_t i = 0; i < row_bytes; i++) here[i] = (uint8_t)(difference[i] + above[i]);
    }
}

struct shim_packer *shim_packer_new(int level) {
    ZSTD_CCtx *context = ZSTD_createCCtx();
    if (context) ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
    return (struct shim_packer *)context;
}

void shim_packer_free(struct shim_packer *packer) { ZSTD_freeCCtx((ZSTD_CCtx *)packer); }

uint64_t shim_pack_bound(uint64_t count) { return ZSTD_compressBound(count); }

int64_t shim_pack(struct shim_packer *packer, const void *bytes, uint64_t count, void *target, uint64_t capacity) {
    size_t used = ZSTD_compress2((ZSTD_CCtx *)packer, target, capacity, bytes, count);
    return ZSTD_isError(used) ? -1 : (int64_t)used;
}

struct shim_unpacker *shim_unpacker_new(void) { return (struct shim_unpacker *)ZSTD_createDCtx(); }

void shim_unpacker_free(struct shim_unpacker *unpacker) { ZSTD_freeDCtx((ZSTD_DCtx *)unpacker); }

int64_t shim_unpacked_size(const void *bytes, uint64_t count) {
    unsigned long long size = ZSTD_getFrameContentSize(bytes, count);
    return size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > INT64_MAX ? -1 : (int64_t)size;
}

int64_t shim_unpack(struct shim_unpacker *unpacker, const void *bytes, uint64_t count, void *target, uint64_t capacity) {
    if (ZSTD_findFrameCompressedSize(bytes, count) != count) return -1;
    size_t used = ZSTD_decompressDCtx((ZSTD_DCtx *)unpacker, target, capacity, bytes, count);
    return ZSTD_isError(used) ? -1 : (int64_t)used;
}
