/* bare_loop CLIP MODEL FRAMES decode|detect: the kernels of the host's main job without a host.
 *
 * One thread, libavformat and libavcodec for the pictures and, for detect, the face detector of the shipped plugin on
 * the brightness plane of each. FRAMES of 0 is the whole clip. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <stdlib.h>
#include <string.h>

#include "face_hog.h"
#include "timing.h"

typedef struct job {
    face_hog *detector; /* NULL: decode only */
    long limit, frames, faces;
    long long sum; /* keeps the compiler honest in decode mode */
} job;

static void *read_file(const char *path, size_t *bytes) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return NULL;
    fseek(file, 0, SEEK_END);
    *bytes = (size_t)ftell(file);
    rewind(file);
    void *memory = malloc(*bytes);
    if (fread(memory, 1, *bytes, file) != *bytes) exit(1);
    fclose(file);
    return memory;
}

static face_hog *open_detector(const char *path) {
    size_t bytes = 0;
    char why[256] = "it cannot be read";
    face_hog *detector = NULL;
    void *model = read_file(path, &bytes);
    if (model == NULL || face_hog_open(model, bytes, FACE_HOG_TRUSTED, &detector, why, sizeof why) != 0) {
        fprintf(stderr, "%s: %s\n", path, why);
        exit(1);
    }
    free(model);
    return detector;
}

static void look(job *j, const AVFrame *frame) {
    const face_hog_options options = {0, 0, 0, 0};
    face_hog_face faces[64];
    j->sum += frame->data[0][0];
    if (j->detector != NULL) {
        const int32_t found = face_hog_detect(j->detector, frame->data[0], frame->width, frame->height,
                                              (size_t)frame->linesize[0], &options, faces, 64);
        if (found < 0) exit(1);
        j->faces += found;
    }
    j->frames += 1;
}

static int is_done(const job *j) { return j->limit > 0 && j->frames >= j->limit; }

static void drain(job *j, AVCodecContext *codec, AVFrame *frame) {
    while (!is_done(j) && avcodec_receive_frame(codec, frame) >= 0) {
        look(j, frame);
        av_frame_unref(frame);
    }
}

static void run(job *j, AVFormatContext *file, AVCodecContext *codec, int stream) {
    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();
    while (!is_done(j) && av_read_frame(file, packet) >= 0) {
        if (packet->stream_index == stream && avcodec_send_packet(codec, packet) >= 0) drain(j, codec, frame);
        av_packet_unref(packet);
    }
    if (!is_done(j)) {
        avcodec_send_packet(codec, NULL);
        drain(j, codec, frame);
    }
    av_packet_free(&packet);
    av_frame_free(&frame);
}

int main(int count, char **arguments) {
    if (count < 5) {
        fprintf(stderr, "usage: bare_loop CLIP MODEL FRAMES decode|detect\n");
        return 2;
    }
    job j = {.limit = atol(arguments[3])};
    if (strcmp(arguments[4], "detect") == 0) j.detector = open_detector(arguments[2]);
    const span start = begin_span();
    AVFormatContext *file = NULL;
    if (avformat_open_input(&file, arguments[1], NULL, NULL) < 0 || avformat_find_stream_info(file, NULL) < 0) return 1;
    const AVCodec *kind = NULL;
    const int stream = av_find_best_stream(file, AVMEDIA_TYPE_VIDEO, -1, -1, &kind, 0);
    if (stream < 0) return 1;
    AVCodecContext *codec = avcodec_alloc_context3(kind);
    avcodec_parameters_to_context(codec, file->streams[stream]->codecpar);
    codec->thread_count = 1;
    if (avcodec_open2(codec, kind, NULL) < 0) return 1;
    run(&j, file, codec, stream);
    const span taken = end_span(start);
    printf("{\"frames\": %ld, \"faces\": %ld, \"wall_ns\": %lld, \"cpu_ns\": %lld, \"sum\": %lld}\n", j.frames, j.faces,
           (long long)taken.wall_ns, (long long)taken.cpu_ns, j.sum);
    avcodec_free_context(&codec);
    avformat_close_input(&file);
    face_hog_close(j.detector);
    return 0;
}
