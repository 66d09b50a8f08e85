#include "video_encoder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>

#include "nal_units.h"

struct video_encoder {
    AVCodecContext *codec;
    AVFrame *frame;
    AVPacket *packet;
    uint32_t format, width, height, rate_control;
    uint8_t *padded;              /* a picture of odd size with its last column and row repeated */
    nal_bytes data, config;
};

static int fail(char error[200], const char *what, int code) {
    char why[AV_ERROR_MAX_STRING_SIZE] = "";
    av_strerror(code, why, sizeof why);
    snprintf(error, 200, "%s: %s", what, why);
    return -1;
}

/* H.264 counts the size of 4:2:0 pictures in pairs. */
static uint32_t even(uint32_t side) { return (side + 1) & ~1u; }

static void apply_rate(AVCodecContext *codec, uint32_t control, const video_rate *rate) {
    if (control == VIDEO_RATE_CRF) {
        av_opt_set_double(codec->priv_data, "crf", rate->crf, 0);
    } else {
        codec->bit_rate = rate->bits_per_second;
    }
    codec->rc_max_rate = rate->max_bits_per_second;
    codec->rc_buffer_size = rate->max_bits_per_second > 0 ? (int)rate->buffer_bits : 0;
}

static void apply_settings(AVCodecContext *codec, const video_encoder_settings *settings) {
    codec->width = (int)even(settings->width);
    codec->height = (int)even(settings->height);
    codec->pix_fmt = settings->format == VIDEO_NV12 ? AV_PIX_FMT_NV12 : AV_PIX_FMT_YUV420P;
    codec->framerate = (AVRational){(int)settings->rate_num, (int)settings->rate_den};
    codec->time_base = av_inv_q(codec->framerate);
    codec->colorspace = (enum AVColorSpace)settings->matrix;
    codec->color_range = settings->is_full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    codec->thread_count = (int)settings->threads;
    /* The stage asks for key pictures by stream time; libx264 adds its own where the scene changes. */
    codec->gop_size = 1 << 30;
    codec->log_level_offset = 100; /* libx264 would write to standard error */
    av_opt_set(codec->priv_data, "preset", settings->preset, 0);
    av_opt_set(codec->priv_data, "profile", settings->profile, 0);
    char tune[64] = "";
    snprintf(tune, sizeof tune, "%s%s%s", settings->tune ? settings->tune : "",
        settings->tune && settings->zero_latency ? "," : "", settings->zero_latency ? "zerolatency" : "");
    if (tune[0]) av_opt_set(codec->priv_data, "tune", tune, 0);
    av_opt_set_int(codec->priv_data, "forced-idr", 1, 0);
    if (settings->max_slice_bytes) av_opt_set_int(codec->priv_data, "slice-max-size", settings->max_slice_bytes, 0);
    apply_rate(codec, settings->rate_control, &settings->rate);
}

video_encoder *video_encoder_open(const video_encoder_settings *settings, char error[200]) {
    const AVCodec *found = avcodec_find_encoder_by_name("libx264");
    if (!found) {
        snprintf(error, 200, "libavcodec was built without libx264; install Debian's libavcodec59 or libavcodec-extra59");
        return NULL;
    }
    video_encoder *encoder = calloc(1, sizeof *encoder);
    if (encoder) {
        encoder->codec = avcodec_alloc_context3(found);
        encoder->frame = av_frame_alloc();
        encoder->packet = av_packet_alloc();
    }
    if (!encoder || !encoder->codec || !encoder->frame || !encoder->packet) {
        snprintf(error, 200, "no memory for an encoder");
        video_encoder_close(encoder);
        return NULL;
    }
    encoder->format = settings->format;
    encoder->width = settings->width;
    encoder->height = settings->height;
    encoder->rate_control = settings->rate_control;
    apply_settings(encoder->codec, settings);
    int code = avcodec_open2(encoder->codec, found, NULL);
    if (code < 0) {
        char what[120];
        snprintf(what, sizeof what, "libx264 refuses %ux%u with preset %s", settings->width, settings->height,
            settings->preset);
        fail(error, what, code);
        video_encoder_close(encoder);
        return NULL;
    }
    return encoder;
}

void video_encoder_close(video_encoder *encoder) {
    if (!encoder) return;
    avcodec_free_context(&encoder->codec);
    av_frame_free(&encoder->frame);
    av_packet_free(&encoder->packet);
    free(encoder->padded);
    nal_bytes_free(&encoder->data);
    nal_bytes_free(&encoder->config);
    free(encoder);
}

void video_encoder_set_rate(video_encoder *encoder, const video_rate *rate) {
    /* libavcodec's libx264 compares these before each picture and reconfigures the encoder when they differ. */
    video_rate next = *rate;
    if (encoder->codec->rc_max_rate == 0) next.max_bits_per_second = 0;
    apply_rate(encoder->codec, encoder->rate_control, &next);
}

/* Copies brightness with its last column and row repeated, for odd sizes; colour is of even size as it is. */
static int pad(video_encoder *encoder, const video_picture *picture, AVFrame *frame) {
    const uint32_t width = even(encoder->width), height = even(encoder->height);
    if (!encoder->padded) encoder->padded = malloc((size_t)width * height + 64);
    if (!encoder->padded) return 0;
    for (uint32_t y = 0; y < height; y++) {
        const uint8_t *from = picture->planes[0]
            + (size_t)(y < encoder->height ? y : encoder->height - 1) * picture->row_stride_bytes[0];
        uint8_t *to = encoder->padded + (size_t)y * width;
        memcpy(to, from, encoder->width);
        if (width > encoder->width) to[width - 1] = from[encoder->width - 1];
    }
    frame->data[0] = encoder->padded;
    frame->linesize[0] = (int)width;
    return 1;
}

/* The memory is the caller's: nothing is to be freed when libavcodec lets go of the picture. */
static void keep(void *opaque, uint8_t *data) {
    (void)opaque;
    (void)data;
}

/* Points the frame at the picture's memory. The buffer keeps libavcodec from making a copy of its own. */
static int fill(video_encoder *encoder, const video_picture *picture, int64_t number, int is_key) {
    AVFrame *frame = encoder->frame;
    frame->format = encoder->codec->pix_fmt;
    frame->width = encoder->codec->width;
    frame->height = encoder->codec->height;
    frame->pts = number;
    frame->pict_type = is_key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    frame->color_range = encoder->codec->color_range;
    frame->colorspace = encoder->codec->colorspace;
    const int planes = encoder->format == VIDEO_NV12 ? 2 : 3;
    for (int i = 0; i < planes; i++) {
        frame->data[i] = (uint8_t *)picture->planes[i];
        frame->linesize[i] = (int)picture->row_stride_bytes[i];
    }
    if ((encoder->width | encoder->height) & 1 && !pad(encoder, picture, frame)) return AVERROR(ENOMEM);
    frame->buf[0] = av_buffer_create(frame->data[0], (size_t)frame->linesize[0] * encoder->height, keep, NULL,
        AV_BUFFER_FLAG_READONLY);
    return frame->buf[0] ? 0 : AVERROR(ENOMEM);
}

int video_encoder_send(
    video_encoder *encoder, const video_picture *picture, int64_t number, int is_key, char error[200]) {
    if (!picture) {
        int code = avcodec_send_frame(encoder->codec, NULL);
        return code < 0 && code != AVERROR_EOF ? fail(error, "libx264 cannot end", code) : 0;
    }
    int code = fill(encoder, picture, number, is_key);
    if (code >= 0) code = avcodec_send_frame(encoder->codec, encoder->frame);
    /* libx264 copies what it looks at later into frames of its own; were that to change, memory of the host would be read
     * after it went to someone else. */
    const int is_kept = encoder->frame->buf[0] && av_buffer_get_ref_count(encoder->frame->buf[0]) > 1;
    av_frame_unref(encoder->frame);
    if (is_kept) {
        snprintf(error, 200, "libavcodec keeps pictures beyond the call, which this build does not expect");
        return -1;
    }
    return code < 0 ? fail(error, "libx264 cannot code the picture", code) : 0;
}

int video_encoder_receive(video_encoder *encoder, video_packet *packet, char error[200]) {
    av_packet_unref(encoder->packet);
    int code = avcodec_receive_packet(encoder->codec, encoder->packet);
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return 0;
    if (code < 0) return fail(error, "libx264 gives no packet", code);
    const AVPacket *coded = encoder->packet;
    memset(packet, 0, sizeof *packet);
    packet->data = coded->data;
    packet->bytes = (uint64_t)coded->size;
    packet->picture = coded->pts;
    packet->decode_picture = coded->dts;
    packet->is_key = (coded->flags & AV_PKT_FLAG_KEY) != 0;
    if (!packet->is_key) return 1;
    const int is_new = nal_split_key(coded->data, (size_t)coded->size, &encoder->data, &encoder->config);
    if (is_new < 0) return fail(error, "a key picture", AVERROR(ENOMEM));
    packet->data = encoder->data.start;
    packet->bytes = encoder->data.size;
    if (is_new) {
        packet->config = encoder->config.start;
        packet->config_bytes = encoder->config.size;
    }
    return 1;
}
