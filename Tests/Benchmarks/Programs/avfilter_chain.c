/* avfilter_chain STAGES FRAMES: what empty filters cost in libavfilter.
 *
 * buffer, STAGES times null, buffersink; one reference-counted 64x48 frame goes through again and again. */
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/frame.h>
#include <stdlib.h>

#include "timing.h"

static AVFilterContext *add(AVFilterGraph *graph, AVFilterContext *after, const char *kind, const char *options) {
    static int number;
    char name[32];
    AVFilterContext *made = NULL;
    snprintf(name, sizeof name, "f%d", number++);
    if (avfilter_graph_create_filter(&made, avfilter_get_by_name(kind), name, options, NULL, graph) < 0 ||
        (after != NULL && avfilter_link(after, 0, made, 0) < 0)) {
        fprintf(stderr, "cannot add %s\n", kind);
        exit(1);
    }
    return made;
}

static AVFrame *make_picture(void) {
    AVFrame *frame = av_frame_alloc();
    frame->format = AV_PIX_FMT_YUV420P;
    frame->width = 64;
    frame->height = 48;
    if (av_frame_get_buffer(frame, 0) < 0) exit(1);
    return frame;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: avfilter_chain STAGES FRAMES\n");
        return 2;
    }
    const int stages = atoi(arguments[1]);
    const long frames = atol(arguments[2]);
    AVFilterGraph *graph = avfilter_graph_alloc();
    graph->nb_threads = 1;
    AVFilterContext *source = add(graph, NULL, "buffer", "video_size=64x48:pix_fmt=yuv420p:time_base=1/25");
    AVFilterContext *last = source;
    for (int i = 0; i < stages; ++i) last = add(graph, last, "null", NULL);
    AVFilterContext *sink = add(graph, last, "buffersink", NULL);
    if (avfilter_graph_config(graph, NULL) < 0) return 1;

    AVFrame *picture = make_picture(), *result = av_frame_alloc();
    const span start = begin_span();
    for (long i = 0; i < frames; ++i) {
        picture->pts = i;
        if (av_buffersrc_add_frame_flags(source, picture, AV_BUFFERSRC_FLAG_KEEP_REF) < 0 ||
            av_buffersink_get_frame(sink, result) < 0) {
            fprintf(stderr, "frame %ld did not come out\n", i);
            return 1;
        }
        av_frame_unref(result);
    }
    print_span(end_span(start), frames);
    av_frame_free(&picture);
    av_frame_free(&result);
    avfilter_graph_free(&graph);
    return 0;
}
