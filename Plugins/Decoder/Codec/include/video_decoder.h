/* Decoding by libavcodec, in C so that no macro and no version check of FFmpeg is needed in Swift. One thread at a time. */
#ifndef VIDEO_DECODER_H
#define VIDEO_DECODER_H

#include <stdint.h>

/* Numbers of the contract's pixel formats. */
enum { VIDEO_PICTURE_I420 = 1, VIDEO_PICTURE_NV12 = 2, VIDEO_PICTURE_GRAY8 = 3 };

typedef struct video_decoder_settings {
    const char *codec;        /* as packets name it: "h264", "h265", "jpeg", "vp8", "vp9", "av1" */
    uint32_t threads;         /* 1 or more */
    uint32_t low_latency;     /* give each picture at once, in decoding order */
    uint32_t shows_damaged;   /* pictures before the first key picture too */
    uint32_t reserved;
} video_decoder_settings;

/* Memory of the host for one picture, which libavcodec decodes into. */
typedef struct video_room {
    uint64_t id;              /* the caller's own number for it, above 0 */
    uint32_t format, width, height;
    uint32_t row_stride_bytes[3];
    uint8_t *planes[3];
} video_room;

/* A decoded picture: valid until the next call with the same decoder. */
typedef struct video_picture {
    uint32_t format;          /* VIDEO_PICTURE_..., 0 when the contract has no such format */
    uint32_t width, height;
    uint32_t matrix, primaries, transfer, is_full_range, chroma_site; /* H.273; chroma_site 1 + chroma_loc, 0 unknown */
    uint32_t sample_aspect_num, sample_aspect_den;
    uint32_t is_key, is_damaged;
    uint64_t room;            /* the room that it lies in; 0: in libavcodec's own memory, to be copied */
    int64_t packet;           /* number of the packet that it came with */
    uint64_t damaged_blocks;  /* macroblocks that had to be concealed; 0 when unknown */
    const uint8_t *planes[3];
    uint32_t row_stride_bytes[3];
    uint32_t name_bytes;
    const char *name;         /* libavcodec's name of the pixel format */
} video_picture;

typedef struct video_decoder video_decoder;

/* 1 when the codec is known and libavcodec has a decoder for it. */
int video_decoder_knows(const char *codec);

/* NULL, and why in `error`, when there is no such decoder. */
video_decoder *video_decoder_open(const video_decoder_settings *settings, char error[200]);
void video_decoder_close(video_decoder *decoder);

/* Offers memory for pictures to come. libavcodec uses it when format and size fit; a room that is in use or waits already
 * is left alone. Up to 64. */
void video_decoder_offer(video_decoder *decoder, const video_room *room);

/* What a picture would need for libavcodec to decode into it: 1 when it can be a frame of the host's, 0 when a picture of
 * the current size must be copied (unknown size, a size that is no whole number of blocks, a format that is none of the
 * contract's, several threads). */
int video_decoder_wants(const video_decoder *decoder, uint32_t *format, uint32_t *width, uint32_t *height);

/* The next room that libavcodec has let go of, or 0. */
uint64_t video_decoder_returned(video_decoder *decoder);

/* Configuration that comes beside packets: parameter sets, as avcC or Annex B. 0, or -1 with the reason. */
int video_decoder_configure(video_decoder *decoder, const uint8_t *config, uint64_t bytes, char error[200]);

/* Gives a packet; NULL says that there are no more. 0, or -1 with the reason: the packet could not be decoded. The 64 bytes
 * after the packet must be readable. */
int video_decoder_send(
    video_decoder *decoder, const uint8_t *data, uint64_t bytes, int64_t number, int is_key, char error[200]);

/* The next picture: 1, 0 for none yet, -1 with the reason. */
int video_decoder_receive(video_decoder *decoder, video_picture *picture, char error[200]);

/* Forgets all that was given, as after a jump. */
void video_decoder_flush(video_decoder *decoder);

#endif
