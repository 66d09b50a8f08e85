/* gst_rtp FILE bare|rtp: what packing H.264 into RTP and unpacking it costs in GStreamer.
 *
 * filesrc ! h264parse ! [rtph264pay ! rtph264depay !] fakesink, timed from PLAYING to the end of the stream; "bare" is
 * the same without the two, to be taken off. An access unit is a buffer on both sides. */
#include <stdlib.h>
#include <string.h>

#include "gst_run.h"

static long pictures;

static GstPadProbeReturn count(GstPad *pad, GstPadProbeInfo *info, gpointer data) {
    (void)pad, (void)info, (void)data;
    ++pictures;
    return GST_PAD_PROBE_OK;
}

int main(int arguments, char **texts) {
    if (arguments < 3) {
        fprintf(stderr, "usage: gst_rtp FILE bare|rtp\n");
        return 2;
    }
    gst_init(NULL, NULL);
    const char *way = strcmp(texts[2], "rtp") == 0
                          ? "rtph264pay mtu=1200 aggregate-mode=zero-latency ! rtph264depay !"
                            " video/x-h264,stream-format=byte-stream,alignment=au !"
                          : "";
    char text[1024];
    snprintf(text, sizeof text,
             "filesrc location=%s blocksize=262144 ! h264parse ! video/x-h264,stream-format=byte-stream,alignment=au !"
             " %s fakesink name=end sync=false silent=true signal-handoffs=false enable-last-sample=false",
             texts[1], way);
    GError *error = NULL;
    GstElement *pipeline = gst_parse_launch(text, &error);
    if (pipeline == NULL || error != NULL) {
        fprintf(stderr, "%s\n", error->message);
        return 3;
    }
    GstElement *end = gst_bin_get_by_name(GST_BIN(pipeline), "end");
    GstPad *pad = gst_element_get_static_pad(end, "sink");
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, count, NULL, NULL);
    span taken;
    if (!run_pipeline(pipeline, &taken)) return 1;
    print_span(taken, pictures);
    return 0;
}
