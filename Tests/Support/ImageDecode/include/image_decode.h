/* Reads PNG and JPEG files for tests. */
#ifndef IMAGE_DECODE_H
#define IMAGE_DECODE_H

#include <stdint.h>

/* Pixels as rows of red, green, blue, alpha, in memory to be freed by the caller; NULL when the file cannot be read. */
uint8_t *image_decode(const char *path, uint32_t *width, uint32_t *height);

#endif
