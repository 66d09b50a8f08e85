/* What recordings need of libraries: zstd packs, xxHash checks. Prefix: shim_. */
#ifndef RECORDING_SHIM_H
#define RECORDING_SHIM_H

#include <stdint.h>

/* XXH3, 64 bits, without a seed. */
uint64_t shim_xxh3(const void *bytes, uint64_t count);

/* Copies rows to where they lie one behind the other, each but the first as the difference to the row above it, byte by
 * byte: what is left is small numbers, which pack well. */
void shim_rows_pack(const uint8_t *source, uint64_t stride_bytes, uint64_t row_bytes, uint64_t rows, uint8_t *target);

/* The way back. */
void shim_rows_unpack(const uint8_t *source, uint64_t row_bytes, uint64_t rows, uint8_t *target, uint64_t stride_bytes);

/* A packer; NULL when there is no memory. */
struct shim_packer *shim_packer_new(int level);
void shim_packer_free(struct shim_packer *packer);

/* Bytes that `count` bytes need at most once packed. */
uint64_t shim_pack_bound(uint64_t count);

/* Packs into one zstd frame that says its size. Bytes used, or -1. */
int64_t shim_pack(struct shim_packer *packer, const void *bytes, uint64_t count, void *target, uint64_t capacity);

/* An unpacker; NULL when there is no memory. */
struct shim_unpacker *shim_unpacker_new(void);
void shim_unpacker_free(struct shim_unpacker *unpacker);

/* The size that a zstd frame says its content has; -1 when it says none, or is no zstd frame. */
int64_t shim_unpacked_size(const void *bytes, uint64_t count);

/* Unpacks one frame. Bytes of its content, or -1 when it is broken or has more than `capacity`. */
int64_t shim_unpack(struct shim_unpacker *unpacker, const void *bytes, uint64_t count, void *target, uint64_t capacity);

#endif
