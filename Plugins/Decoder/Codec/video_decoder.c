#include "video_decoder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/pixdesc.h>

#include "planes.h"
#include "rooms.h"

struct video_decoder {
    AVCodecContext *codec;
    AVFrame *frame;
    AVPacket *packet;
    rooms rooms;
    int is_in_place; /* whether rooms can serve at all */
};

static const struct {
    const char *name;
    enum AVCodecID id;
} CODECS[] = {
    {"h264", AV_CODEC_ID_H264}, {"h265", AV_CODEC_ID_HEVC}, {"jpeg", AV_CODEC_ID_MJPEG},
    {"vp8", AV_CODEC_ID_VP8}, {"vp9", AV_CODEC_ID_VP9}, {"av1", AV_CODEC_ID_AV1},
};

static const AVCodec *find(const char *name) {
    for (size_t i = 0; i < sizeof CODECS / sizeof CODECS[0]; i++) {
        if (strcmp(CODECS[i].name, name) == 0) return avcodec_find_decoder(CODECS[i].id);
    }
    return NULL;
}

int video_decoder_knows(const char *codec) { return find(codec) != NULL; }

static int fail(char error[200], const char *what, int code) {
    char why[AV_ERROR_MAX_STRING_SIZE] = "";
    av_strerror(code, why, sizeof why);
    snprintf(error, 200, "%s: %s", what, why);
    return -1;
}

/* Whether pictures of the current size can lie in the host's memory, which has room for whole macroblocks, as libavcodec
 * writes them. Interlaced ones are coded in pairs of them, which do not always fit. */
static int fits_in_place(const video_decoder *decoder) {
    const AVCodecContext *codec = decoder->codec;
    const int is_i420 = codec->pix_fmt == AV_PIX_FMT_YUV420P || codec->pix_fmt == AV_PIX_FMT_YUVJ420P;
    return decoder->is_in_place && is_i420 && codec->width > 0 && codec->coded_height <= rooms_rows(codec->height);
}

static int get_buffer(AVCodecContext *codec, AVFrame *frame, int flags) {
    video_decoder *decoder = codec->opaque;
    if (fits_in_place(decoder) && frame->height <= rooms_rows(codec->height))
        return rooms_lend(&decoder->rooms, frame, (uint32_t)codec->width, (uint32_t)codec->height);
    return avcodec_default_get_buffer2(codec, frame, flags);
}

static void apply_settings(AVCodecContext *codec, const video_decoder_settings *settings) {
    codec->log_level_offset = 100; /* libavcodec would write to standard error; the stage counts and reports */
    codec->thread_count = (int)settings->threads;
    /* Frame threads would ask for memory between the stage's calls, and give pictures late. */
    codec->thread_type = settings->low_latency ? FF_THREAD_SLICE : FF_THREAD_FRAME | FF_THREAD_SLICE;
    if (settings->low_latency) {
        codec->flags |= AV_CODEC_FLAG_LOW_DELAY;
    } else if (codec->codec_id == AV_CODEC_ID_H264) {
        /* A stream that does not say how far pictures are out of order is read as the standard allows at most; libavcodec
         * would guess, and lose pictures until it has guessed right. */
        codec->strict_std_compliance = FF_COMPLIANCE_STRICT;
    }
    if (settings->shows_damaged) {
        codec->flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
        codec->flags2 |= AV_CODEC_FLAG2_SHOW_ALL;
    }
    codec->pkt_timebase = (AVRational){1, 1000000000};
}

video_decoder *video_decoder_open(const video_decoder_settings *settings, char error[200]) {
    const AVCodec *found = find(settings->codec);
    if (!found) {
        snprintf(error, 200, "libavcodec has no decoder for packets of %s", settings->codec);
        return NULL;
    }
    video_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder) {
        decoder->codec = avcodec_alloc_context3(found);
        decoder->frame = av_frame_alloc();
        decoder->packet = av_packet_alloc();
    }
    if (!decoder || !decoder->codec || !decoder->frame || !decoder->packet) {
        snprintf(error, 200, "no memory for a decoder");
        video_decoder_close(decoder);
        return NULL;
    }
    apply_settings(decoder->codec, settings);
    decoder->is_in_place = found->id == AV_CODEC_ID_H264 && settings->threads == 1;
    decoder->codec->opaque = decoder;
    decoder->codec->get_buffer2 = get_buffer;
    int code = avcodec_open2(decoder->codec, found, NULL);
    if (code < 0) {
        fail(error, "libavcodec cannot start the decoder", code);
        video_decoder_close(decoder);
        return NULL;
    }
    return decoder;
}

void video_decoder_close(video_decoder *decoder) {
    if (!decoder) return;
    av_frame_free(&decoder->frame);
    av_packet_free(&decoder->packet);
    avcodec_free_context(&decoder->codec);
    free(decoder);
}

static video_colour colour_of(int matrix, int primaries, int transfer, int range, int site, int format) {
    video_colour colour = {0};
    colour.matrix = matrix == AVCOL_SPC_UNSPECIFIED ? 0 : (uint8_t)matrix;
    colour.primaries = primaries == AVCOL_PRI_UNSPECIFIED ? 0 : (uint8_t)primaries;
    colour.transfer = transfer == AVCOL_TRC_UNSPECIFIED ? 0 : (uint8_t)transfer;
    colour.range = range == AVCOL_RANGE_JPEG ? 2 : range == AVCOL_RANGE_MPEG ? 1 : 0;
    if (format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_YUVJ422P || format == AV_PIX_FMT_YUVJ444P) colour.range = 2;
    colour.chroma_site = (uint8_t)site; /* AVChromaLocation is 1 + chroma_loc, 0 unspecified */
    return colour;
}

int video_decoder_wants(const video_decoder *decoder, uint32_t *width, uint32_t *height, video_colour *colour) {
    const AVCodecContext *codec = decoder->codec;
    if (!fits_in_place(decoder)) return 0;
    *width = (uint32_t)codec->width;
    *height = (uint32_t)codec->height;
    *colour = colour_of(codec->colorspace, codec->color_primaries, codec->color_trc, codec->color_range,
        codec->chroma_sample_location, codec->pix_fmt);
    return rooms_waiting(&decoder->rooms, *width, *height) < 2;
}

int video_decoder_offer(video_decoder *decoder, const video_room *room) { return rooms_offer(&decoder->rooms, room); }

uint64_t video_decoder_returned(video_decoder *decoder) {
    return rooms_take_back(
        &decoder->rooms, (uint32_t)decoder->codec->width, (uint32_t)decoder->codec->height);
}

static int add_config(video_decoder *decoder, const uint8_t *config, uint64_t bytes) {
    uint8_t *copy = av_packet_new_side_data(decoder->packet, AV_PKT_DATA_NEW_EXTRADATA, (size_t)bytes);
    if (!copy) return AVERROR(ENOMEM);
    memcpy(copy, config, (size_t)bytes);
    return 0;
}

/* Whether the sets that say how large pictures are have not come. */
static int lacks_sets(const AVCodecContext *codec) {
    return (codec->codec_id == AV_CODEC_ID_H264 || codec->codec_id == AV_CODEC_ID_HEVC) && codec->width == 0;
}

int video_decoder_send(
    video_decoder *decoder, const uint8_t *data, uint64_t bytes, const uint8_t *config, uint64_t config_bytes,
    int64_t number, char error[200]) {
    if (!data) {
        int code = avcodec_send_packet(decoder->codec, NULL);
        return code < 0 && code != AVERROR_EOF ? fail(error, "the decoder cannot end", code) : 0;
    }
    if (bytes == 0 || bytes > INT32_MAX / 2) {
        snprintf(error, 200, bytes == 0 ? "a packet without bytes" : "a packet of more than 1 GiB");
        return -1;
    }
    AVPacket *packet = decoder->packet;
    av_packet_unref(packet);
    packet->data = (uint8_t *)data;
    packet->size = (int)bytes;
    packet->pts = number;
    packet->dts = AV_NOPTS_VALUE;
    int code = config_bytes > 0 ? add_config(decoder, config, config_bytes) : 0;
    decoder->rooms.is_needed = 0;
    if (code >= 0) code = avcodec_send_packet(decoder->codec, packet);
    packet->data = NULL;
    packet->size = 0;
    av_packet_unref(packet);
    if (decoder->rooms.is_needed) return 1;
    if (code == AVERROR_INVALIDDATA && lacks_sets(decoder->codec)) {
        snprintf(error, 200, "no parameter sets (SPS, PPS) have come yet, and nothing can be decoded without them");
        return -1;
    }
    return code < 0 ? fail(error, "a packet cannot be decoded", code) : 0;
}

int video_decoder_receive(video_decoder *decoder, video_picture *picture, char error[200]) {
    int code = avcodec_receive_frame(decoder->codec, decoder->frame);
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return 0;
    if (code < 0) return fail(error, "a picture cannot be decoded", code);
    const AVFrame *frame = decoder->frame;
    memset(picture, 0, sizeof *picture);
    picture->width = (uint32_t)frame->width;
    picture->height = (uint32_t)frame->height;
    picture->colour = colour_of(frame->colorspace, frame->color_primaries, frame->color_trc, frame->color_range,
        frame->chroma_location, frame->format);
    picture->is_key = frame->key_frame != 0;
    picture->is_damaged = (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame->decode_error_flags != 0;
    picture->room = rooms_find(&decoder->rooms, frame);
    picture->packet = frame->pts;
    return 1;
}

int video_decoder_copy(
    video_decoder *decoder, uint8_t *const planes[3], const uint32_t row_stride_bytes[3], char error[200]) {
    const AVFrame *frame = decoder->frame;
    if (planes_copy(frame, planes, row_stride_bytes)) return 0;
    const char *name = av_get_pix_fmt_name(frame->format);
    snprintf(error, 200, "pictures are coded as %s, and only YUV and grey with 8 bits a sample can go on",
        name ? name : "an unknown format");
    return -1;
}
