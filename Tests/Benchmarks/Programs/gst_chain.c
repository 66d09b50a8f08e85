/* gst_chain STAGES FRAMES identity|identity-quiet|queue [CAPACITY]: what empty elements cost in GStreamer.
 *
 * fakesrc ! STAGES elements ! fakesink, timed from PLAYING to the end of the stream, so that loading and negotiation
 * are outside. identity is the element as gst-launch makes it; identity-quiet sends no handoff signal; queue puts a
 * queue of CAPACITY buffers before each quiet identity. */
#include <stdlib.h>
#include <string.h>

#include "gst_run.h"

static GstElement *add(GstElement *pipeline, GstElement *after, const char *kind) {
    GstElement *element = gst_element_factory_make(kind, NULL);
    if (element == NULL) {
        fprintf(stderr, "there is no element %s\n", kind);
        exit(3);
    }
    gst_bin_add(GST_BIN(pipeline), element);
    if (after != NULL && !gst_element_link(after, element)) {
        fprintf(stderr, "cannot link %s\n", kind);
        exit(1);
    }
    return element;
}

static GstElement *add_stage(GstElement *pipeline, GstElement *after, const char *mode, int capacity) {
    if (strcmp(mode, "queue") == 0) {
        after = add(pipeline, after, "queue");
        g_object_set(after, "max-size-buffers", capacity, "max-size-bytes", 0, "max-size-time", (guint64)0, "silent",
                     TRUE, NULL);
    }
    GstElement *stage = add(pipeline, after, "identity");
    g_object_set(stage, "signal-handoffs", strcmp(mode, "identity") == 0, "silent", TRUE, NULL);
    return stage;
}

int main(int count, char **arguments) {
    if (count < 4) {
        fprintf(stderr, "usage: gst_chain STAGES FRAMES identity|identity-quiet|queue [CAPACITY]\n");
        return 2;
    }
    gst_init(NULL, NULL);
    const int stages = atoi(arguments[1]);
    const int frames = atoi(arguments[2]);
    const int capacity = count > 4 ? atoi(arguments[4]) : 200;
    GstElement *pipeline = gst_pipeline_new(NULL);
    GstElement *last = add(pipeline, NULL, "fakesrc");
    g_object_set(last, "num-buffers", frames, "silent", TRUE, "signal-handoffs", FALSE, NULL);
    for (int i = 0; i < stages; ++i) last = add_stage(pipeline, last, arguments[3], capacity);
    last = add(pipeline, last, "fakesink");
    g_object_set(last, "sync", FALSE, "silent", TRUE, "signal-handoffs", FALSE, "enable-last-sample", FALSE, NULL);

    span taken;
    if (!run_pipeline(pipeline, &taken)) return 1;
    print_span(taken, frames);
    return 0;
}
