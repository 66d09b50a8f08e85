/* H.264 by libx264 behind libavcodec. The headers of FFmpeg are wide and change with each release; this is the part that
 * the stage uses, in C, so that no macro and no version check is needed in Swift. One thread at a time. */
#ifndef VIDEO_ENCODER_H
#define VIDEO_ENCODER_H

#include <stdint.h>

/* Numbers of the contract's pixel formats. */
enum { VIDEO_I420 = 1, VIDEO_NV12 = 2 };

enum { VIDEO_RATE_CRF = 0, VIDEO_RATE_CBR = 1, VIDEO_RATE_VBR = 2 };

/* What may change while pictures are coded. */
typedef struct video_rate {
    double crf;
    int64_t bits_per_second;
    int64_t max_bits_per_second; /* 0: no bound */
    int64_t buffer_bits;
} video_rate;

typedef struct video_encoder_settings {
    uint32_t format, width, height;
    uint32_t rate_num, rate_den;   /* nominal frames per second */
    uint32_t matrix, is_full_range; /* H.273 matrix */
    uint32_t rate_control;         /* VIDEO_RATE_... */
    video_rate rate;
    uint32_t threads;              /* 0: as many as libx264 likes */
    uint32_t zero_latency;
    uint32_t max_slice_bytes;      /* 0: one slice */
    const char *preset, *tune, *profile; /* tune may be NULL */
} video_encoder_settings;

/* A picture in the caller's memory, read in place. */
typedef struct video_picture {
    const uint8_t *planes[3];
    uint32_t row_stride_bytes[3];
} video_picture;

/* A coded picture: valid until the next call with the same encoder. */
typedef struct video_packet {
    const uint8_t *data;     /* Annex B; parameter sets come first when it is a key picture */
    uint64_t bytes;
    const uint8_t *config;   /* the parameter sets alone, when they are new; else NULL */
    uint64_t config_bytes;
    int64_t picture;         /* number of the picture, as it was sent */
    int64_t decode_picture;  /* number in decoding order, less the delay: at most `picture`; may be negative */
    int32_t is_key;
    int32_t reserved;
} video_packet;

typedef struct video_encoder video_encoder;

/* NULL, and why in `error`, when libx264 refuses the settings. */
video_encoder *video_encoder_open(const video_encoder_settings *settings, char error[200]);
void video_encoder_close(video_encoder *encoder);

/* New values from the next picture on. What libx264 cannot change while it runs (a bound on the rate where there was none)
 * stays as it is. */
void video_encoder_set_rate(video_encoder *encoder, const video_rate *rate);

/* Codes a picture; NULL says that there are no more. 0, or -1 with the reason in `error`. The picture's memory is not used
 * after the call. */
int video_encoder_send(video_encoder *encoder, const video_picture *picture, int64_t number, int is_key, char error[200]);

/* The next coded picture: 1, 0 for none yet, -1 with the reason in `error`. */
int video_encoder_receive(video_encoder *encoder, video_packet *packet, char error[200]);

#endif
