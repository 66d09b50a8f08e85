/* PNG and JPEG from memory to memory. libpng and libjpeg report errors by longjmp, which must not cross Swift code:
 * this is the C that it stays in. */
#ifndef IMAGE_CODEC_H
#define IMAGE_CODEC_H

#include <stddef.h>
#include <stdint.h>

/* Coded bytes, kept from picture to picture. Starts zeroed; image_bytes_free gives it back. */
typedef struct image_bytes {
    uint8_t *data;
    size_t size, capacity;
    char error[200]; /* why the last call failed */
} image_bytes;

/* Numbers of the contract's pixel formats. */
enum { IMAGE_I420 = 1, IMAGE_NV12 = 2, IMAGE_GRAY8 = 3, IMAGE_RGB = 4, IMAGE_BGR = 5, IMAGE_RGBA = 6 };

typedef struct image_source {
    uint32_t format;
    uint32_t width, height;
    const uint8_t *planes[3];
    size_t row_stride_bytes[3];
    uint32_t matrix;        /* H.273: 1 BT.709, 9 BT.2020, else BT.601 */
    uint32_t is_full_range; /* of YUV formats */
} image_source;

/* Both replace what `out` holds. 1 when done, 0 after out->error was set. */
int image_png(image_bytes *out, const image_source *source, int level);
int image_jpeg(image_bytes *out, const image_source *source, int quality);
void image_bytes_free(image_bytes *bytes);

/* One row of a picture as red, green, blue (3 bytes a pixel; 4 with alpha for IMAGE_RGBA). */
void image_row(const image_source *source, uint32_t y, uint8_t *out);

#endif
