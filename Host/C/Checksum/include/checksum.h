/* SHA-256 of files and of bytes as they come, by GLib, which capture needs anyway. */
#ifndef SLUICE_CHECKSUM_H
#define SLUICE_CHECKSUM_H

#include <stdint.h>

/* Writes the SHA-256 of a file as 64 lower-case hexadecimal digits and a zero. Returns 0 or an error number. */
int32_t shim_sha256_of_file(const char *path, char digits[65]);

/* The same of an open file, from its first byte on; its position stays. */
int32_t shim_sha256_of_descriptor(int32_t file, char digits[65]);

/* A sum under way. Ended once, by shim_sha256_end, which frees it. */
typedef struct _GChecksum shim_sha256;
shim_sha256 *shim_sha256_new(void);
void shim_sha256_add(shim_sha256 *sum, const void *bytes, uint64_t count);
void shim_sha256_end(shim_sha256 *sum, char digits[65]);

#endif
