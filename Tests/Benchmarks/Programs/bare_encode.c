/* bare_encode CLIP FRAMES decode|encode: decodes a clip and, for encode, codes each picture as the stage `encoder` does with
 * its defaults: libavcodec alone, one thread, no host. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <stdlib.h>
#include <string.h>

#include "timing.h"

typedef struct job {
    AVCodecContext *coder; /* NULL until the first picture, and for decode */
    AVPacket *coded;
    AVRational rate;
    int encodes;
    long limit, frames;
    long long bytes;
} job;

static void open_coder(job *j, const AVFrame *frame) {
    const AVCodec *kind = avcodec_find_encoder_by_name("libx264");
    j->coder = avcodec_alloc_context3(kind);
    j->coder->width = frame->width;
    j->coder->height = frame->height;
    j->coder->pix_fmt = frame->format;
    j->coder->framerate = j->rate;
    j->coder->time_base = av_inv_q(j->rate);
    j->coder->thread_count = 1;
    j->coder->gop_size = 1 << 30;
    j->coder->color_range = AVCOL_RANGE_MPEG;
    j->coder->log_level_offset = 100;
    av_opt_set(j->coder->priv_data, "preset", "veryfast", 0);
    av_opt_set(j->coder->priv_data, "profile", "high", 0);
    av_opt_set(j->coder->priv_data, "tune", "zerolatency", 0);
    av_opt_set_int(j->coder->priv_data, "forced-idr", 1, 0);
    av_opt_set_double(j->coder->priv_data, "crf", 23, 0);
    if (avcodec_open2(j->coder, kind, NULL) < 0) exit(1);
    j->coded = av_packet_alloc();
}

static void take(job *j, AVFrame *frame) {
    if (j->encodes) {
        if (j->coder == NULL) open_coder(j, frame);
        const long distance = (long)(2 * av_q2d(j->rate) + 0.5);
        frame->pts = j->frames;
        frame->pict_type = j->frames % distance == 0 ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
        if (avcodec_send_frame(j->coder, frame) < 0) exit(1);
        while (avcodec_receive_packet(j->coder, j->coded) >= 0) {
            j->bytes += j->coded->size;
            av_packet_unref(j->coded);
        }
    }
    j->frames += 1;
}

int main(int count, char **arguments) {
    if (count < 4) {
        fprintf(stderr, "usage: bare_encode CLIP FRAMES decode|encode\n");
        return 2;
    }
    job j = {.limit = atol(arguments[2]), .encodes = strcmp(arguments[3], "encode") == 0};
    const span start = begin_span();
    AVFormatContext *file = NULL;
    if (avformat_open_input(&file, arguments[1], NULL, NULL) < 0 || avformat_find_stream_info(file, NULL) < 0) return 1;
    const AVCodec *kind = NULL;
    const int stream = av_find_best_stream(file, AVMEDIA_TYPE_VIDEO, -1, -1, &kind, 0);
    if (stream < 0) return 1;
    j.rate = file->streams[stream]->avg_frame_rate;
    AVCodecContext *codec = avcodec_alloc_context3(kind);
    avcodec_parameters_to_context(codec, file->streams[stream]->codecpar);
    codec->thread_count = 1;
    if (avcodec_open2(codec, kind, NULL) < 0) return 1;
    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();
    while (j.frames < j.limit && av_read_frame(file, packet) >= 0) {
        if (packet->stream_index == stream && avcodec_send_packet(codec, packet) >= 0) {
            while (j.frames < j.limit && avcodec_receive_frame(codec, frame) >= 0) {
                take(&j, frame);
                av_frame_unref(frame);
            }
        }
        av_packet_unref(packet);
    }
    const span taken = end_span(start);
    printf("{\"frames\": %ld, \"bytes\": %lld, \"wall_ns\": %lld, \"cpu_ns\": %lld}\n", j.frames, j.bytes,
           (long long)taken.wall_ns, (long long)taken.cpu_ns);
    av_packet_free(&packet);
    av_frame_free(&frame);
    av_packet_free(&j.coded);
    avcodec_free_context(&j.coder);
    avcodec_free_context(&codec);
    avformat_close_input(&file);
    return 0;
}
