#define _GNU_SOURCE
#include "media_mux.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libavformat/avformat.h>
#include <libavutil/opt.h>

#include "file_output.h"
#include "picture_size.h"

enum { IO_BYTES = 64 << 10 };

struct media_mux {
    AVFormatContext *format;
    AVStream *stream;
    AVPacket *packet; /* the last one, until the next one says how long it lasts; its bytes are in `held` */
    uint8_t *held;
    size_t held_room;
    int has_packet;
    file_output output;
    int64_t start_ns, last_dts;
    int has_annex_b_sets; /* H.264 in Annex B: parameter sets are taken out of packets */
    int has_header;
    int owes_fragment; /* MP4: the first flush writes the header alone */
};

static const AVRational NS = {1, 1000000000};

static int fail(media_mux *mux, char error[200], const char *what, int code) {
    char why[AV_ERROR_MAX_STRING_SIZE] = "";
    if (mux && mux->output.failure) code = AVERROR(mux->output.failure);
    av_strerror(code, why, sizeof why);
    snprintf(error, 200, "%s: %s", what, why);
    return -1;
}

static enum AVCodecID codec_of(const char *name) {
    if (strcmp(name, "h264") == 0) return AV_CODEC_ID_H264;
    if (strcmp(name, "h265") == 0) return AV_CODEC_ID_HEVC;
    if (strcmp(name, "jpeg") == 0) return AV_CODEC_ID_MJPEG;
    return AV_CODEC_ID_NONE;
}

static void free_mux(media_mux *mux) {
    if (!mux) return;
    if (mux->format) {
        if (mux->format->pb) {
            av_freep(&mux->format->pb->buffer);
            avio_context_free(&mux->format->pb);
        }
        avformat_free_context(mux->format);
    }
    if (mux->packet) mux->packet->data = NULL;
    av_packet_free(&mux->packet);
    free(mux->held);
    file_output_free(&mux->output);
    free(mux);
}

/* Parameter sets for the header: those beside the packet, else those in it. */
static int fill_config(media_mux *mux, AVCodecParameters *to, const media_mux_settings *settings) {
    if (to->codec_id == AV_CODEC_ID_MJPEG) return 0;
    const uint64_t room = settings->config_bytes > 0 ? settings->config_bytes : settings->first_bytes;
    to->extradata = av_mallocz(room + AV_INPUT_BUFFER_PADDING_SIZE);
    if (!to->extradata) return AVERROR(ENOMEM);
    if (settings->config_bytes > 0) {
        memcpy(to->extradata, settings->config, settings->config_bytes);
        to->extradata_size = (int)settings->config_bytes;
    } else {
        to->extradata_size = (int)parameter_sets(to->codec_id, settings->first, settings->first_bytes, to->extradata);
    }
    mux->has_annex_b_sets = to->codec_id == AV_CODEC_ID_H264 && to->extradata_size > 0 && to->extradata[0] != 1;
    return to->extradata_size > 4 ? 0 : AVERROR_INVALIDDATA;
}

static int describe(media_mux *mux, const media_mux_settings *settings, char error[200]) {
    AVCodecParameters *to = mux->stream->codecpar;
    to->codec_type = AVMEDIA_TYPE_VIDEO;
    to->codec_id = codec_of(settings->codec);
    if (to->codec_id == AV_CODEC_ID_NONE) {
        snprintf(error, 200, "packets of %s cannot be written; h264, h265 and jpeg can", settings->codec);
        return -1;
    }
    const int code = fill_config(mux, to, settings);
    if (code == AVERROR_INVALIDDATA) {
        snprintf(error, 200, "the key picture came without parameter sets (SPS, PPS); let the sender repeat them, or give its "
            "description to rtp-unpacker (sdp_path)");
        return -1;
    }
    if (code < 0) return fail(NULL, error, "there is no memory for the parameter sets", code);
    if (!picture_size(to->codec_id, to->extradata, (uint64_t)to->extradata_size, settings->first, settings->first_bytes,
            &to->width, &to->height))
        return fail(NULL, error, "the size of the pictures cannot be read", AVERROR_INVALIDDATA);
    mux->stream->time_base = (AVRational){1, 90000};
    if (settings->wall_ns > 0) {
        const time_t seconds = (time_t)(settings->wall_ns / NS.den);
        struct tm utc;
        char text[40] = "";
        if (gmtime_r(&seconds, &utc)) strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
        av_dict_set(&mux->format->metadata, "creation_time", text, 0);
    }
    return 0;
}

static int set_up(media_mux *mux, int descriptor, uint32_t container) {
    const char *name = container == MEDIA_MATROSKA ? "matroska" : "mp4";
    uint8_t *buffer = av_malloc(IO_BYTES);
    mux->packet = av_packet_alloc();
    mux->output.descriptor = descriptor;
    mux->last_dts = AV_NOPTS_VALUE;
    if (!buffer || !mux->packet || avformat_alloc_output_context2(&mux->format, NULL, name, NULL) < 0) {
        av_free(buffer);
        return 0;
    }
    mux->format->pb = avio_alloc_context(
        buffer, IO_BYTES, 1, &mux->output, NULL, file_output_write, file_output_seek);
    if (!mux->format->pb) {
        av_free(buffer);
        return 0;
    }
    mux->format->pb->seekable = AVIO_SEEKABLE_NORMAL;
    mux->format->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
    mux->format->flush_packets = 0;
    mux->format->avoid_negative_ts = 0; /* the file begins at 0 in presentation, not in decoding */
    mux->stream = avformat_new_stream(mux->format, NULL);
    return mux->stream != NULL;
}

static int write_header(media_mux *mux, uint32_t container, char error[200]) {
    AVDictionary *options = NULL;
    if (container == MEDIA_MP4) {
        /* Fragments are ended by hand. The header goes out with the first of them: its edit list, which makes presentation
         * begin at 0 also with B-frames, needs the first packet's times. */
        av_dict_set(&options, "movflags", "frag_custom+delay_moov+default_base_moof", 0);
        mux->owes_fragment = 1;
    } else {
        av_dict_set(&options, "cluster_time_limit", "3600000", 0);
        av_dict_set(&options, "cluster_size_limit", "1073741824", 0);
    }
    int code = avformat_write_header(mux->format, &options);
    av_dict_free(&options);
    if (code < 0) return fail(mux, error, "the header cannot be written", code);
    mux->has_header = 1;
    avio_flush(mux->format->pb);
    if (file_output_flush(&mux->output) < 0) return fail(mux, error, "the header cannot be written", AVERROR(EIO));
    mux->output.whole = mux->output.end;
    return 0;
}

media_mux *media_mux_open(int descriptor, const media_mux_settings *settings, char error[200]) {
    av_log_set_level(AV_LOG_FATAL); /* libavformat would write to standard error; what fails is returned */
    media_mux *mux = calloc(1, sizeof *mux);
    if (!mux || !set_up(mux, descriptor, settings->container)) {
        snprintf(error, 200, "no memory for a muxer");
        free_mux(mux);
        return NULL;
    }
    mux->start_ns = settings->start_ns;
    if (describe(mux, settings, error) < 0 || write_header(mux, settings->container, error) < 0) {
        free_mux(mux);
        return NULL;
    }
    return mux;
}

/* Writes the packet that was held. In MP4 a fragment begins where the one before it ends, so the last packet of a fragment must
 * last until the next one: libavformat would move that one otherwise. */
static int write_held(media_mux *mux, int64_t next_dts, char error[200]) {
    if (!mux->has_packet) return 0;
    AVPacket *packet = mux->packet;
    if (next_dts != AV_NOPTS_VALUE) packet->duration = next_dts > packet->dts ? next_dts - packet->dts : 1;
    const int code = av_write_frame(mux->format, packet);
    mux->has_packet = 0;
    packet->data = NULL;
    packet->size = 0;
    av_packet_unref(packet);
    return code < 0 ? fail(mux, error, "a packet cannot be written", code) : 0;
}

static uint8_t *hold(media_mux *mux, const uint8_t *data, size_t bytes) {
    const size_t room = bytes + AV_INPUT_BUFFER_PADDING_SIZE;
    if (room > mux->held_room) {
        uint8_t *bigger = realloc(mux->held, room * 2);
        if (!bigger) return NULL;
        mux->held = bigger;
        mux->held_room = room * 2;
    }
    memcpy(mux->held, data, bytes);
    return mux->held;
}

int media_mux_write(media_mux *mux, const media_packet *packet, char error[200]) {
    const AVRational base = mux->stream->time_base;
    if (write_held(mux, av_rescale_q(packet->dts_ns - mux->start_ns, NS, base), error) < 0) return -1;
    const uint64_t skip = mux->has_annex_b_sets && packet->is_key ? leading_sets(packet->data, packet->bytes) : 0;
    AVPacket *to = mux->packet;
    to->data = hold(mux, packet->data + skip, packet->bytes - skip);
    if (!to->data) return fail(mux, error, "a packet cannot be written", AVERROR(ENOMEM));
    to->size = (int)(packet->bytes - skip);
    to->stream_index = 0;
    to->flags = packet->is_key ? AV_PKT_FLAG_KEY : 0;
    to->pts = av_rescale_q(packet->pts_ns - mux->start_ns, NS, base);
    to->dts = av_rescale_q(packet->dts_ns - mux->start_ns, NS, base);
    to->duration = av_rescale_q(packet->duration_ns, NS, base);
    /* Decoding times must rise; a clock that stands still must not cost a picture. */
    if (mux->last_dts != AV_NOPTS_VALUE && to->dts <= mux->last_dts) to->dts = mux->last_dts + 1;
    if (to->pts < to->dts) to->pts = to->dts;
    mux->last_dts = to->dts;
    mux->has_packet = 1;
    return 0;
}

int media_mux_flush(media_mux *mux, int64_t next_dts_ns, char error[200]) {
    const int64_t next_dts = next_dts_ns == INT64_MIN
        ? AV_NOPTS_VALUE : av_rescale_q(next_dts_ns - mux->start_ns, NS, mux->stream->time_base);
    if (write_held(mux, next_dts, error) < 0) return -1;
    int code = av_write_frame(mux->format, NULL);
    /* A header without a fragment would be a file that does not play. */
    if (code >= 0 && mux->owes_fragment && mux->last_dts != AV_NOPTS_VALUE) {
        mux->owes_fragment = 0;
        code = av_write_frame(mux->format, NULL);
    }
    if (code < 0) return fail(mux, error, "a fragment cannot be written", code);
    avio_flush(mux->format->pb);
    if (file_output_flush(&mux->output) < 0) return fail(mux, error, "a fragment cannot be written", AVERROR(EIO));
    mux->output.whole = mux->output.end;
    return 0;
}

int64_t media_mux_bytes(const media_mux *mux) {
    const int64_t collected = mux->output.base + (int64_t)mux->output.size;
    return collected > mux->output.end ? collected : mux->output.end;
}

int media_mux_close(media_mux *mux, char error[200]) {
    if (!mux) return 0;
    int result = 0;
    if (!mux->output.failure) {
        result = media_mux_flush(mux, INT64_MIN, error);
        const int code = result == 0 ? av_write_trailer(mux->format) : 0;
        if (code < 0) result = fail(mux, error, "the end cannot be written", code);
        avio_flush(mux->format->pb);
        if (result == 0 && file_output_flush(&mux->output) < 0)
            result = fail(mux, error, "the end cannot be written", AVERROR(EIO));
    } else {
        /* The trailer is written into the void: libavformat frees what it holds there. */
        av_write_trailer(mux->format);
        result = fail(mux, error, "the file ends early", AVERROR(EIO));
    }
    free_mux(mux);
    return result;
}
