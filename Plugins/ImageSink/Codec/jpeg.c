#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "bytes.h"

/* libjpeg finds its errors and its output in structs that begin with its own. */
typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf jump;
    image_bytes *out;
} error_manager;

typedef struct {
    struct jpeg_destination_mgr base;
    image_bytes *out;
} destination;

enum { STEP_BYTES = 64 << 10 };

static void on_error(j_common_ptr codec) {
    error_manager *errors = (error_manager *)codec->err;
    char why[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, why);
    image_bytes_fail(errors->out, why);
    longjmp(errors->jump, 1);
}

static void on_message(j_common_ptr codec) { (void)codec; }

static void offer_room(j_compress_ptr codec) {
    destination *to = (destination *)codec->dest;
    if (!image_bytes_reserve(to->out, STEP_BYTES)) {
        image_bytes_fail(to->out, "no memory for the coded picture");
        longjmp(((error_manager *)codec->err)->jump, 1);
    }
    to->base.next_output_byte = to->out->data + to->out->size;
    to->base.free_in_buffer = STEP_BYTES;
}

static boolean on_full(j_compress_ptr codec) {
    ((destination *)codec->dest)->out->size += STEP_BYTES;
    offer_room(codec);
    return TRUE;
}

static void on_end(j_compress_ptr codec) {
    ((destination *)codec->dest)->out->size += STEP_BYTES - codec->dest->free_in_buffer;
}

static void write_rows(j_compress_ptr codec, const image_source *source, uint8_t *row) {
    for (uint32_t y = 0; y < source->height; y++) {
        image_row(source, y, row);
        if (source->format == IMAGE_RGBA) {
            for (uint32_t x = 1; x < source->width; x++) memmove(row + x * 3, row + x * 4, 3);
        }
        JSAMPROW rows[1] = {row};
        jpeg_write_scanlines(codec, rows, 1);
    }
}

/* JFIF is BT.601 in full range: limited range is stretched, level by level. */
static void fill_levels(const image_source *source, uint8_t luma[256], uint8_t chroma[256]) {
    for (int i = 0; i < 256; i++) {
        double y = source->is_full_range ? i : (i - 16) * 255.0 / 219;
        double c = source->is_full_range ? i : (i - 128) * 255.0 / 224 + 128;
        luma[i] = (uint8_t)(y < 0 ? 0 : y > 255 ? 255 : y + 0.5);
        chroma[i] = (uint8_t)(c < 0 ? 0 : c > 255 ? 255 : c + 0.5);
    }
}

/* One row, `step` bytes apart, the last sample repeated up to `padded`. */
static void copy_row(
    const uint8_t *from, uint32_t width, uint32_t step, const uint8_t levels[256], uint8_t *to, uint32_t padded) {
    for (uint32_t x = 0; x < width; x++) to[x] = levels[from[x * step]];
    for (uint32_t x = width; x < padded; x++) to[x] = to[width - 1];
}

static const uint8_t *row_of(const image_source *source, int plane, uint32_t y, uint32_t height) {
    return source->planes[plane] + (y < height ? y : height - 1) * source->row_stride_bytes[plane];
}

/* Hands 4:2:0 samples over as they are, 16 rows at a time. `work` holds 24 rows of the padded width. */
static void write_raw(j_compress_ptr codec, const image_source *source, uint8_t *work, uint32_t padded) {
    uint8_t luma[256], chroma[256];
    JSAMPROW y_rows[16], u_rows[8], v_rows[8];
    JSAMPARRAY planes[3] = {y_rows, u_rows, v_rows};
    const uint32_t half_width = (source->width + 1) / 2, half_height = (source->height + 1) / 2;
    const int is_nv12 = source->format == IMAGE_NV12;
    fill_levels(source, luma, chroma);
    for (int i = 0; i < 16; i++) y_rows[i] = work + (size_t)i * padded;
    for (int i = 0; i < 8; i++) u_rows[i] = work + (size_t)16 * padded + (size_t)i * (padded / 2);
    for (int i = 0; i < 8; i++) v_rows[i] = work + (size_t)20 * padded + (size_t)i * (padded / 2);
    for (uint32_t top = 0; top < source->height; top += 16) {
        for (uint32_t i = 0; i < 16; i++)
            copy_row(row_of(source, 0, top + i, source->height), source->width, 1, luma, y_rows[i], padded);
        for (uint32_t i = 0; i < 8; i++) {
            const uint8_t *u = row_of(source, 1, top / 2 + i, half_height);
            const uint8_t *v = is_nv12 ? u + 1 : row_of(source, 2, top / 2 + i, half_height);
            copy_row(u, half_width, is_nv12 ? 2 : 1, chroma, u_rows[i], padded / 2);
            copy_row(v, half_width, is_nv12 ? 2 : 1, chroma, v_rows[i], padded / 2);
        }
        jpeg_write_raw_data(codec, planes, 16);
    }
}

/* All that must be given back lives in the caller, out of reach of longjmp. */
static int encode(
    j_compress_ptr codec, error_manager *errors, const image_source *source, int quality, uint8_t *work,
    uint32_t padded) {
    if (setjmp(errors->jump)) return 0;
    const int is_gray = source->format == IMAGE_GRAY8;
    const int is_raw = (source->format == IMAGE_I420 || source->format == IMAGE_NV12) && source->matrix != 1
        && source->matrix != 9;
    codec->image_width = source->width;
    codec->image_height = source->height;
    codec->input_components = is_gray ? 1 : 3;
    codec->in_color_space = is_gray ? JCS_GRAYSCALE : is_raw ? JCS_YCbCr : JCS_RGB;
    jpeg_set_defaults(codec);
    jpeg_set_quality(codec, quality, TRUE);
    codec->raw_data_in = is_raw ? TRUE : FALSE;
    jpeg_start_compress(codec, TRUE);
    if (is_raw) write_raw(codec, source, work, padded); else write_rows(codec, source, work);
    jpeg_finish_compress(codec);
    return 1;
}

int image_jpeg(image_bytes *out, const image_source *source, int quality) {
    out->size = 0;
    image_bytes_fail(out, "no memory to code a picture");
    const uint32_t padded = (source->width + 15) / 16 * 16;
    uint8_t *work = malloc((size_t)padded * 24);
    if (!work) return 0;
    error_manager errors = {.out = out};
    destination to = {.out = out};
    struct jpeg_compress_struct codec;
    memset(&codec, 0, sizeof codec);
    codec.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = on_error;
    errors.base.output_message = on_message;
    int done = 0;
    if (!setjmp(errors.jump)) {
        jpeg_create_compress(&codec);
        to.base.init_destination = offer_room;
        to.base.empty_output_buffer = on_full;
        to.base.term_destination = on_end;
        codec.dest = &to.base;
        done = encode(&codec, &errors, source, quality, work, padded);
    }
    jpeg_destroy_compress(&codec);
    free(work);
    return done;
}
