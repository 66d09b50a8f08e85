/* Items: what travels along the edges of a graph. */
#ifndef SLUICE_ITEM_H
#define SLUICE_ITEM_H

#include "region.h"

/* Kinds. The list grows: the host carries kinds that a stage does not list past that stage, in order. */
#define SLUICE_ITEM_FRAME 1u
#define SLUICE_ITEM_AUDIO 2u
#define SLUICE_ITEM_PACKET 3u
#define SLUICE_ITEM_TENSOR 4u
#define SLUICE_ITEM_RECORD 5u

/* Pixel formats. Odd sizes of 4:2:0 formats have chroma planes of (w+1)/2 by (h+1)/2. */
#define SLUICE_PIXEL_I420 1u  /* Y, U, V planes */
#define SLUICE_PIXEL_NV12 2u  /* Y plane, interleaved UV plane */
#define SLUICE_PIXEL_GRAY8 3u
#define SLUICE_PIXEL_RGB 4u   /* packed, 3 bytes a pixel */
#define SLUICE_PIXEL_BGR 5u
#define SLUICE_PIXEL_RGBA 6u  /* packed, 4 bytes a pixel, alpha not premultiplied */

#define SLUICE_MEMORY_HOST 0u /* readable by the processor; the only kind in 1.0 */

#define SLUICE_FLAG_DISCONTINUITY 1u /* something is missing, or the clock jumped, before this item */
#define SLUICE_FLAG_KEY 2u           /* decodable without earlier items */
#define SLUICE_FLAG_CORRUPT 4u       /* damaged at the source or in decoding */
#define SLUICE_FLAG_GAP 8u           /* carries time but no content */

/* Colour, in the code points of ITU-T H.273. 0 is unknown, which means: matrix 601 below 720 lines and
 * 709 from there on, limited range. */
typedef struct sluice_colour_r1 {
    uint8_t matrix, primaries, transfer;
    uint8_t range;       /* 0 unknown, 1 limited, 2 full */
    uint8_t chroma_site; /* 0 unknown, else 1 + H.273 chroma_loc */
    uint8_t reserved[3];
} sluice_colour;

/* Where a frame comes from: the captured frame (stream, seq), the region it was cut from (0 for none)
 * and the map from its pixels to the captured frame's: X = a[0]x + a[1]y + a[2], Y = a[3]x + a[4]y + a[5].
 * The host composes it when a frame is made from another. */
typedef struct sluice_origin_r1 {
    uint64_t seq;
    uint64_t region;
    uint32_t stream;
    float affine[6];
    uint32_t reserved;
} sluice_origin;

/* One plane. Rows start at multiples of 64 bytes in host memory; at least 64 bytes after the last row
 * are readable. */
typedef struct sluice_plane_r1 {
    const uint8_t *data;
    uint64_t size_bytes;
    uint32_t row_stride_bytes;
    uint32_t width, height; /* in samples; a UV pair counts as one sample of two bytes */
    uint32_t reserved;
} sluice_plane;

/* A frame: views of host memory and the handle that counts its users. Read-only. Valid until process
 * returns; frame_ref (host.h) makes it stay. */
typedef struct sluice_frame_r1 {
    uint32_t struct_size;
    uint32_t pixel_format;
    uint64_t handle;
    uint32_t width, height;
    uint32_t plane_count;
    uint32_t memory_kind;
    sluice_plane planes[4];
    sluice_colour colour;
    uint32_t rotation_degrees;     /* clockwise turn that makes it upright: 0, 90, 180 or 270 */
    uint32_t sample_aspect_num, sample_aspect_den;
    uint32_t flags;                /* SLUICE_FLAG_... */
    sluice_origin origin;
} sluice_frame;

/* A coded packet. `data` is followed by at least 64 readable zero bytes. `config` holds the codec's
 * configuration (H.264: avcC or Annex B parameter sets) on the first packet and after a change. Packets travel in
 * decoding order: dts_ns does not fall within an epoch and is not above pts_ns. */
typedef struct sluice_packet_r1 {
    uint32_t struct_size;
    uint32_t codec;          /* interned id of "h264", "jpeg", "opus", "rtp", ... */
    const uint8_t *data;
    uint64_t bytes;
    const uint8_t *config;
    uint64_t config_bytes;
    int64_t dts_ns;
    uint32_t flags;          /* SLUICE_FLAG_KEY, ... */
    uint32_t reserved;
} sluice_packet;

#define SLUICE_TENSOR_U8 1u
#define SLUICE_TENSOR_I32 2u
#define SLUICE_TENSOR_I64 3u
#define SLUICE_TENSOR_F16 4u
#define SLUICE_TENSOR_F32 5u
#define SLUICE_TENSOR_BOOL 6u  /* 8 bits, 0 or 1 */
#define SLUICE_TENSOR_I8 7u
#define SLUICE_TENSOR_I16 8u
#define SLUICE_TENSOR_U16 9u
#define SLUICE_TENSOR_U32 10u
#define SLUICE_TENSOR_U64 11u
#define SLUICE_TENSOR_F64 12u
#define SLUICE_TENSOR_BF16 13u /* the upper half of a 32-bit float */

/* A dense array of up to 8 dimensions, outermost first. */
typedef struct sluice_tensor_r1 {
    uint32_t struct_size;
    uint32_t element_type;
    uint32_t rank;
    uint32_t name;           /* interned id */
    uint32_t memory_kind;
    uint32_t reserved;
    const uint8_t *data;
    uint64_t bytes;
    int64_t dimensions[8];
    int64_t byte_strides[8];
} sluice_tensor;

/* Interleaved 32-bit float samples. */
typedef struct sluice_audio_r1 {
    uint32_t struct_size;
    uint32_t sample_rate_hz;
    uint32_t channels;
    uint32_t sample_count;   /* per channel */
    const float *samples;
} sluice_audio;

/* A fact about the stream: a type and a JSON object of at most 64 KiB. */
typedef struct sluice_record_r1 {
    uint32_t struct_size;
    uint32_t type;           /* interned id such as "sluice.track-end" */
    const char *json;
    uint64_t bytes;
} sluice_record;

/* Bytes of a foreign type that travel with an item; stages that do not know the type pass them on. */
typedef struct sluice_attachment_r1 {
    uint32_t struct_size;
    uint32_t type;           /* interned id */
    const uint8_t *data;
    uint64_t bytes;
    const struct sluice_attachment_r1 *next;
} sluice_attachment;

/* One item. An item made from another keeps its stream, seq, epoch and clocks; `sub` numbers several
 * items made from one. */
typedef struct sluice_item_r1 {
    uint32_t struct_size;
    uint32_t kind;           /* SLUICE_ITEM_..., says which payload is set */
    uint32_t stream;
    uint32_t sub;
    uint64_t seq;            /* rises within a stream */
    int64_t pts_ns;          /* stream time from 0; falls within an epoch among packets alone, see dts_ns */
    int64_t duration_ns;     /* 0 when unknown */
    int64_t capture_ns;      /* the host's monotonic clock: the only one to compare across streams */
    int64_t wall_ns;         /* UTC since 1970, for people and other machines */
    uint32_t epoch;          /* raised when a source's clock starts anew */
    uint32_t flags;          /* SLUICE_FLAG_... */
    union {
        const void *any;
        const sluice_frame *frame;
        const sluice_audio *audio;
        const sluice_packet *packet;
        const sluice_tensor *tensor;
        const sluice_record *record;
    } payload;
    const sluice_region_block *regions;   /* NULL for none */
    const sluice_attachment *attachments; /* NULL for none */
    uint64_t reserved;
} sluice_item;

#endif
