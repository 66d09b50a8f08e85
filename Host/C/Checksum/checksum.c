#define _GNU_SOURCE
#include "checksum.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE (1 << 18)

shim_sha256 *shim_sha256_new(void) { return g_checksum_new(G_CHECKSUM_SHA256); }

void shim_sha256_add(shim_sha256 *sum, const void *bytes, uint64_t count) {
    const guchar *next = bytes;
    while (count > 0) {
        gssize part = count < PIECE ? (gssize)count : PIECE;
        g_checksum_update(sum, next, part);
        next += part;
        count -= (uint64_t)part;
    }
}

void shim_sha256_end(shim_sha256 *sum, char digits[65]) {
    snprintf(digits, 65, "%s", g_checksum_get_string(sum));
    g_checksum_free(sum);
}

int32_t shim_sha256_of_descriptor(int32_t file, char digits[65]) {
    char *piece = malloc(PIECE);
    if (!piece) return ENOMEM;
    shim_sha256 *sum = shim_sha256_new();
    off_t at = 0;
    ssize_t got;
    while ((got = pread(file, piece, PIECE, at)) != 0) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) break;
        shim_sha256_add(sum, piece, (uint64_t)got);
        at += got;
    }
    int32_t status = got < 0 ? errno : 0;
    shim_sha256_end(sum, digits);
    free(piece);
    return status;
}

int32_t shim_sha256_of_file(const char *path, char digits[65]) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return errno;
    int32_t status = shim_sha256_of_descriptor(file, digits);
    close(file);
    return status;
}
