#include "picture_size.h"

#include <stdlib.h>
#include <string.h>

/* Where the next start code begins at or after `at`; `bytes` for none. */
static uint64_t next_start(const uint8_t *data, uint64_t bytes, uint64_t at) {
    for (uint64_t i = at; i + 3 <= bytes; i++) {
        if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1) return i > at && data[i - 1] == 0 ? i - 1 : i;
    }
    return bytes;
}

/* The first byte behind the start code at `at`. */
static uint64_t behind_start(const uint8_t *data, uint64_t bytes, uint64_t at) {
    while (at < bytes && data[at] == 0) at++;
    return at + 1;
}

static int is_parameter_set(enum AVCodecID codec, uint8_t first) {
    if (codec == AV_CODEC_ID_H264) return (first & 31) == 7 || (first & 31) == 8;
    return ((first >> 1) & 63) >= 32 && ((first >> 1) & 63) <= 34;
}

uint64_t parameter_sets(enum AVCodecID codec, const uint8_t *data, uint64_t bytes, uint8_t *out) {
    uint64_t length = 0;
    for (uint64_t at = next_start(data, bytes, 0); at < bytes;) {
        const uint64_t payload = behind_start(data, bytes, at);
        if (payload >= bytes) break;
        const uint64_t end = next_start(data, bytes, payload);
        if (is_parameter_set(codec, data[payload])) {
            memcpy(out + length, data + at, end - at);
            length += end - at;
        }
        at = end;
    }
    return length;
}

uint64_t leading_sets(const uint8_t *data, uint64_t bytes) {
    uint64_t at = 0;
    while (next_start(data, bytes, at) == at && at < bytes) {
        const uint64_t payload = behind_start(data, bytes, at);
        if (payload >= bytes) break;
        const int type = data[payload] & 31;
        if (type < 7 || type > 9) break;
        at = next_start(data, bytes, payload);
    }
    return at < bytes ? at : 0;
}

/* The frame header of JPEG (ITU-T T.81, B.2.2). */
static int jpeg_size(const uint8_t *data, uint64_t bytes, int *width, int *height) {
    for (uint64_t at = 2; at + 9 < bytes && data[at] == 0xFF;) {
        const uint8_t marker = data[at + 1];
        const uint64_t length = (uint64_t)data[at + 2] << 8 | data[at + 3];
        if (marker >= 0xC0 && marker <= 0xC3) {
            *height = data[at + 5] << 8 | data[at + 6];
            *width = data[at + 7] << 8 | data[at + 8];
            return *width > 0 && *height > 0;
        }
        at += 2 + length;
    }
    return 0;
}

int picture_size(
    enum AVCodecID codec, const uint8_t *config, uint64_t config_bytes, const uint8_t *data, uint64_t bytes, int *width,
    int *height) {
    if (codec == AV_CODEC_ID_MJPEG) return jpeg_size(data, bytes, width, height);
    AVCodecParserContext *parser = av_parser_init((int)codec);
    AVCodecContext *context = avcodec_alloc_context3(NULL);
    uint8_t *copy = av_mallocz(config_bytes + bytes + AV_INPUT_BUFFER_PADDING_SIZE);
    int found = 0;
    if (parser && context && copy) {
        context->codec_id = codec;
        context->log_level_offset = 100;
        parser->flags |= PARSER_FLAG_COMPLETE_FRAMES;
        context->extradata = av_mallocz(config_bytes + AV_INPUT_BUFFER_PADDING_SIZE);
        if (context->extradata && config_bytes > 0) {
            memcpy(context->extradata, config, config_bytes);
            context->extradata_size = (int)config_bytes;
        }
        memcpy(copy, data, bytes);
        uint8_t *out = NULL;
        int out_bytes = 0;
        av_parser_parse2(parser, context, &out, &out_bytes, copy, (int)bytes, AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
        *width = parser->width > 0 ? parser->width : context->width;
        *height = parser->height > 0 ? parser->height : context->height;
        found = *width > 0 && *height > 0;
    }
    if (parser) av_parser_close(parser);
    avcodec_free_context(&context);
    av_free(copy);
    return found;
}
