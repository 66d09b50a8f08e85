#ifndef IMAGE_BYTES_H
#define IMAGE_BYTES_H

#include "image_codec.h"

/* Makes room for `more` bytes; 0 when there is no memory. */
int image_bytes_reserve(image_bytes *bytes, size_t more);
void image_bytes_fail(image_bytes *bytes, const char *why);

#endif
