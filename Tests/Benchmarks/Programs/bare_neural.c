/* bare_neural CLIP LIBRARY MODEL FRAMES: decoding and neural detection without a host.
 *
 * One thread: libavcodec for the pictures, the shipped kernel for the model's input, OpenVINO on this thread, its outputs
 * asked for and left unread. The model's input is [1, 3, 240, 320], given with the channels together, as the stage does.
 * Pictures are planar with colour at half size. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <stdlib.h>
#include <string.h>

#include "openvino_shim.h"
#include "sluice_tensor.h"
#include "timing.h"

enum { COLUMNS = 320, ROWS = 240 };

static char reason[512];
static const ovs_text why = {reason, sizeof reason};

static void check(int32_t status, const char *what) {
    if (status == 0) return;
    fprintf(stderr, "%s: %s\n", what, reason);
    exit(1);
}

typedef struct job {
    ovs_request *request;
    float *input;
    void *scratch;
    size_t scratch_bytes, outputs;
    long limit, frames;
} job;

static void open_model(job *j, const char *library, const char *path) {
    const char *keys[] = {"NUM_STREAMS", "ENABLE_CPU_PINNING", "INFERENCE_PRECISION_HINT", "INFERENCE_NUM_THREADS"};
    const char *values[] = {"1", "NO", "f32", "1"};
    ovs_model *model = NULL;
    ovs_port port;
    char name[256];
    size_t inputs = 0;
    check(ovs_open(library, why), library);
    check(ovs_model_read(path, &model, why), path);
    check(ovs_model_interleave(model, 0, why), path);
    check(ovs_model_compile(model, "CPU", keys, values, 4, why), "compile");
    check(ovs_request_make(model, &j->request, why), "request");
    check(ovs_model_counts(model, &inputs, &j->outputs, why), "counts");
    check(ovs_model_port(model, 0, 0, &port, (ovs_text){name, sizeof name}, why), "port");
    j->input = aligned_alloc(64, sizeof(float) * 3 * COLUMNS * ROWS);
    check(ovs_request_set_input(j->request, 0, &port, j->input, why), name);
}

static void fill(job *j, const AVFrame *frame) {
    /* BT.601, limited range, as the stage takes it for pictures of this size. */
    const float matrix[3][3] = {{1.1644f, 0, 1.5960f}, {1.1644f, -0.3918f, -0.8130f}, {1.1644f, 2.0172f, 0}};
    sv_tensor_job work;
    memset(&work, 0, sizeof work);
    for (int c = 0; c < 3; ++c) {
        const int half = c == 0 ? 1 : 2;
        work.planes[c] = (sv_plane){frame->data[c], (size_t)frame->linesize[c], (frame->width + half - 1) / half,
                                    (frame->height + half - 1) / half, 1, half};
        memcpy(work.matrix[c], matrix[c], sizeof matrix[c]);
        work.offset[c] = -16 * matrix[c][0] - 128 * (matrix[c][1] + matrix[c][2]);
        work.scale[c] = 1 / 128.0f;
        work.bias[c] = -127 / 128.0f;
    }
    work.components = work.channels = 3;
    work.interleaved = 1;
    work.width = frame->width;
    work.height = frame->height;
    work.inner_width = work.tensor_width = COLUMNS;
    work.inner_height = work.tensor_height = ROWS;
    if (j->scratch == NULL) {
        j->scratch_bytes = sv_tensor_scratch_bytes(&work);
        j->scratch = malloc(j->scratch_bytes);
    }
    if (sv_tensor_fill(&work, j->input, j->scratch, j->scratch_bytes) != 0) exit(1);
}

static void look(job *j, const AVFrame *frame) {
    fill(j, frame);
    check(ovs_request_run(j->request, why), "run");
    for (size_t i = 0; i < j->outputs; ++i) {
        const void *memory = NULL;
        check(ovs_request_data(j->request, i, &memory, why), "output");
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

int main(int count, char **arguments) {
    if (count < 5) {
        fprintf(stderr, "usage: bare_neural CLIP LIBRARY MODEL FRAMES\n");
        return 2;
    }
    job j = {.limit = atol(arguments[4])};
    open_model(&j, arguments[2], arguments[3]);
    AVFormatContext *file = NULL;
    if (avformat_open_input(&file, arguments[1], NULL, NULL) < 0 || avformat_find_stream_info(file, NULL) < 0) return 1;
    const AVCodec *kind = NULL;
    const int stream = av_find_best_stream(file, AVMEDIA_TYPE_VIDEO, -1, -1, &kind, 0);
    if (stream < 0) return 1;
    AVCodecContext *codec = avcodec_alloc_context3(kind);
    avcodec_parameters_to_context(codec, file->streams[stream]->codecpar);
    codec->thread_count = 1;
    if (avcodec_open2(codec, kind, NULL) < 0) return 1;
    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();
    const span start = begin_span();
    while (!is_done(&j) && av_read_frame(file, packet) >= 0) {
        if (packet->stream_index == stream && avcodec_send_packet(codec, packet) >= 0) drain(&j, codec, frame);
        av_packet_unref(packet);
    }
    if (!is_done(&j) && avcodec_send_packet(codec, NULL) >= 0) drain(&j, codec, frame);
    print_span(end_span(start), j.frames);
    return 0;
}
