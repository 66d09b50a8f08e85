/* Decoding by libavcodec, in C so that no macro and no version check of FFmpeg is needed in Swift. One thread at a time. */
#ifndef VIDEO_DECODER_H
#define VIDEO_DECODER_H

#include <stdint.h>

typedef struct video_decoder_settings {
    const char *codec;        /* as packets name it: "h264", "h265", "jpeg", "vp8", "vp9", "av1" */
    uint32_t threads;         /* 1 or more; above 1 libavcodec decodes into its own memory */
    uint32_t low_latency;     /* give each picture at once, in decoding order */
    uint32_t shows_damaged;   /* also what comes before the first key picture */
    uint32_t reserved;
} video_decoder_settings;

/* Memory of the host for one picture in I420, which libavcodec decodes into. */
typedef struct video_room {
    uint64_t id;              /* the caller's own number for it, above 0 */
    uint32_t width, height;
    uint32_t row_stride_bytes[3];
    uint32_t reserved;
    uint8_t *planes[3];
} video_room;

/* Colour in the code points of H.273; chroma_site is 1 + chroma_loc, 0 unknown. */
typedef struct video_colour {
    uint8_t matrix, primaries, transfer, range, chroma_site;
    uint8_t reserved[3];
} video_colour;

/* A decoded picture: valid until the next call with the same decoder. */
typedef struct video_picture {
    uint32_t width, height;
    video_colour colour;
    uint32_t is_key, is_damaged;
    uint64_t room;            /* the room that it lies in; 0: in libavcodec's own memory, to be copied */
    int64_t packet;           /* number of the packet that it came with */
} video_picture;

typedef struct video_decoder video_decoder;

/* 1 when the codec is known and libavcodec has a decoder for it. */
int video_decoder_knows(const char *codec);

/* NULL, and why in `error`, when there is no such decoder. */
video_decoder *video_decoder_open(const video_decoder_settings *settings, char error[200]);
void video_decoder_close(video_decoder *decoder);

/* 1, with size and colour, when the host should offer a room: pictures are of a size that can be decoded in place and
 * fewer than two rooms of it wait. Planes must have room for whole macroblocks: 16 lines, 8 of colour, and one to be read. */
int video_decoder_wants(const video_decoder *decoder, uint32_t *width, uint32_t *height, video_colour *colour);

/* Offers memory for a picture to come. 0 when there are 64 already. */
int video_decoder_offer(video_decoder *decoder, const video_room *room);

/* A room that libavcodec has let go of, or that is of another size than the pictures have now: the caller's again. 0 for
 * none. */
uint64_t video_decoder_returned(video_decoder *decoder);

/* Gives a packet and, when it is new, the configuration beside it (parameter sets, avcC or Annex B); NULL data says that
 * there are no more. 0; 1 when a room of a new size is needed first: offer some, and give the packet again; or -1 with the
 * reason: what could not be decoded is lost. 64 bytes after the packet must be readable and zero. */
int video_decoder_send(
    video_decoder *decoder, const uint8_t *data, uint64_t bytes, const uint8_t *config, uint64_t config_bytes,
    int64_t number, char error[200]);

/* The next picture: 1, 0 for none yet, -1 with the reason. */
int video_decoder_receive(video_decoder *decoder, video_picture *picture, char error[200]);

/* Copies the picture that was received last into memory of I420, whatever 8-bit YUV or grey it is; sides as
 * in the picture, colour planes (w+1)/2 by (h+1)/2. 0, or -1 with the reason. */
int video_decoder_copy(
    video_decoder *decoder, uint8_t *const planes[3], const uint32_t row_stride_bytes[3], char error[200]);

#endif
