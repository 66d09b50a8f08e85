#include "checksum.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE (1 << 18)

int32_t shim_sha256_of_file(const char *path, char digits[65]) {
    FILE *file = fopen(path, "rbe");
    if (!file) return errno;
    guchar *piece = malloc(PIECE);
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    int32_t status = piece ? 0 : ENOMEM;
    while (!status) {
        size_t count = fread(piece, 1, PIECE, file);
        g_checksum_update(sum, piece, (gssize)count);
        if (count < PIECE) {
            status = ferror(file) ? EIO : 0;
            break;
        }
    }
    if (!status) snprintf(digits, 65, "%s", g_checksum_get_string(sum));
    g_checksum_free(sum);
    free(piece);
    fclose(file);
    return status;
}
