/* What the sink delivers: formats and frames. */
#ifndef SLUICE_GST_FRAME_H
#define SLUICE_GST_FRAME_H

#include <stdint.h>

/* Pixel formats, by the numbers of the plugin contract. */
#define SLUICE_GST_I420 1u
#define SLUICE_GST_NV12 2u
#define SLUICE_GST_GRAY8 3u
#define SLUICE_GST_RGB 4u
#define SLUICE_GST_BGR 5u
#define SLUICE_GST_RGBA 6u

#define SLUICE_GST_DISCONTINUITY 1u
#define SLUICE_GST_KEY 2u
#define SLUICE_GST_CORRUPT 4u

#define SLUICE_GST_NO_TIME INT64_MIN

/* Why a frame was copied on its way into a slot. */
#define SLUICE_GST_NOT_COPIED 0u
#define SLUICE_GST_COPIED_FOREIGN 1u /* it came in other memory than the host's */
#define SLUICE_GST_COPIED_ROWS 2u    /* its rows are not aligned to 64 bytes */
#define SLUICE_GST_COPIED_SHARED 3u  /* an element before the sink may still write to it, or read it */

/* What stays the same between two changes of the stream. Colour in the code points of ITU-T H.273. */
typedef struct sluice_gst_format {
    uint32_t pixel_format;
    uint32_t width, height;
    uint32_t rate_num, rate_den; /* 0/1 when unknown or variable */
    uint32_t aspect_num, aspect_den;
    uint32_t rotation_degrees; /* clockwise turn that makes it upright */
    uint8_t matrix, primaries, transfer;
    uint8_t range;       /* 0 unknown, 1 limited, 2 full */
    uint8_t chroma_site; /* 0 unknown, else 1 + H.273 chroma_loc */
    uint8_t interlaced;
    uint8_t reserved[2];
} sluice_gst_format;

/* One frame in a slot of the host. */
typedef struct sluice_gst_frame {
    uint64_t slot;       /* one count of it is the receiver's */
    const uint8_t *data; /* first byte that a plane offset counts from */
    uint32_t plane_count;
    uint32_t flags;
    uint64_t plane_offset_bytes[4];
    uint32_t row_stride_bytes[4];
    int64_t stream_ns;   /* stream time, SLUICE_GST_NO_TIME when the source gives none */
    int64_t running_ns;  /* running time, likewise */
    int64_t duration_ns; /* 0 when unknown */
    uint64_t copied_bytes; /* 0 when the decoder wrote into the slot itself */
    uint32_t copy_reason;  /* SLUICE_GST_NOT_COPIED, SLUICE_GST_COPIED_… */
    uint32_t reserved;
} sluice_gst_frame;

#endif
