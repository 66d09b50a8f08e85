/* SHA-256 of files, by GLib, which capture needs anyway. */
#ifndef SLUICE_CHECKSUM_H
#define SLUICE_CHECKSUM_H

#include <stdint.h>

/* Writes the SHA-256 of a file as 64 lower-case hexadecimal digits and a zero. Returns 0 or an error number. */
int32_t shim_sha256_of_file(const char *path, char digits[65]);

#endif
