#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

#include "image_decode.h"

static uint8_t *read_png(const char *path, uint32_t *width, uint32_t *height) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, path)) return NULL;
    image.format = PNG_FORMAT_RGBA;
    uint8_t *pixels = malloc(PNG_IMAGE_SIZE(image));
    if (!pixels || !png_image_finish_read(&image, NULL, pixels, 0, NULL)) {
        free(pixels);
        return NULL;
    }
    *width = image.width;
    *height = image.height;
    return pixels;
}

static uint8_t *read_jpeg(FILE *file, uint32_t *width, uint32_t *height) {
    struct jpeg_decompress_struct codec;
    struct jpeg_error_mgr errors;
    codec.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&codec);
    jpeg_stdio_src(&codec, file);
    jpeg_read_header(&codec, TRUE);
    codec.out_color_space = JCS_EXT_RGBA;
    jpeg_start_decompress(&codec);
    *width = codec.output_width;
    *height = codec.output_height;
    uint8_t *pixels = malloc((size_t)*width * *height * 4);
    while (pixels && codec.output_scanline < codec.output_height) {
        JSAMPROW row = pixels + (size_t)codec.output_scanline * *width * 4;
        jpeg_read_scanlines(&codec, &row, 1);
    }
    if (pixels) jpeg_finish_decompress(&codec);
    jpeg_destroy_decompress(&codec);
    return pixels;
}

uint8_t *image_decode(const char *path, uint32_t *width, uint32_t *height) {
    uint8_t *pixels = read_png(path, width, height);
    if (pixels) return pixels;
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    if (fgetc(file) == 0xFF) {
        rewind(file);
        pixels = read_jpeg(file, width, height);
    }
    fclose(file);
    return pixels;
}
