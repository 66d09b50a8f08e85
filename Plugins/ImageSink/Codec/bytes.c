#include "bytes.h"

#include <stdio.h>
#include <stdlib.h>

int image_bytes_reserve(image_bytes *bytes, size_t more) {
    if (bytes->capacity - bytes->size >= more) return 1;
    size_t wanted = bytes->capacity * 2 + more;
    uint8_t *data = realloc(bytes->data, wanted);
    if (!data) return 0;
    bytes->data = data;
    bytes->capacity = wanted;
    return 1;
}

void image_bytes_fail(image_bytes *bytes, const char *why) {
    snprintf(bytes->error, sizeof bytes->error, "%s", why);
}

void image_bytes_free(image_bytes *bytes) {
    free(bytes->data);
    bytes->data = NULL;
    bytes->size = bytes->capacity = 0;
}
