#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"

static void on_error(png_structp png, png_const_charp why) {
    image_bytes_fail(png_get_error_ptr(png), why);
    longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp why) {
    (void)png;
    (void)why;
}

static void on_write(png_structp png, png_bytep data, size_t count) {
    image_bytes *out = png_get_io_ptr(png);
    if (!image_bytes_reserve(out, count)) png_error(png, "no memory for the coded picture");
    memcpy(out->data + out->size, data, count);
    out->size += count;
}

static void on_flush(png_structp png) { (void)png; }

static int colour_type(const image_source *source) {
    if (source->format == IMAGE_GRAY8) return PNG_COLOR_TYPE_GRAY;
    return source->format == IMAGE_RGBA ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB;
}

/* All that must be given back lives in the caller, out of reach of longjmp. */
static int encode(png_structp png, png_infop info, const image_source *source, int level, uint8_t *row) {
    if (setjmp(png_jmpbuf(png))) return 0;
    png_set_compression_level(png, level);
    png_set_IHDR(
        png, info, source->width, source->height, 8, colour_type(source), PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (uint32_t y = 0; y < source->height; y++) {
        image_row(source, y, row);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    return 1;
}

int image_png(image_bytes *out, const image_source *source, int level) {
    out->size = 0;
    image_bytes_fail(out, "no memory to code a picture");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, out, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    uint8_t *row = malloc((size_t)source->width * 4);
    int done = 0;
    if (info && row) {
        png_set_write_fn(png, out, on_write, on_flush);
        done = encode(png, info, source, level, row);
    }
    free(row);
    if (png) png_destroy_write_struct(&png, info ? &info : NULL);
    return done;
}
