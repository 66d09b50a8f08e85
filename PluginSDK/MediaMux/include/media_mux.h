/* Writes coded video into MP4 and Matroska files by libavformat, so that what is on disk plays at every moment: whole
 * fragments (MP4) or clusters (Matroska) go out in one write, behind a header that needs no end. One thread at a time. */
#ifndef MEDIA_MUX_H
#define MEDIA_MUX_H

#include <stdint.h>

enum { MEDIA_MP4 = 0, MEDIA_MATROSKA = 1 };

typedef struct media_mux_settings {
    uint32_t container;     /* MEDIA_... */
    uint32_t reserved;
    const char *codec;      /* "h264", "h265" or "jpeg" */
    const uint8_t *config;  /* parameter sets, avcC or Annex B; may be empty when the first packet has them */
    uint64_t config_bytes;
    const uint8_t *first;   /* the first packet, a key picture: its size is read from it */
    uint64_t first_bytes;
    int64_t start_ns;       /* the time that becomes 0 in the file */
    int64_t wall_ns;        /* UTC of that moment, 0 when unknown: the file's creation time */
} media_mux_settings;

typedef struct media_packet {
    const uint8_t *data;    /* followed by 64 readable bytes */
    uint64_t bytes;
    int64_t pts_ns, dts_ns, duration_ns;
    int32_t is_key;
    int32_t reserved;
} media_packet;

typedef struct media_mux media_mux;

/* Writes the header to a file that is empty and open for writing. NULL, and why in `error`. The descriptor stays the
 * caller's. */
media_mux *media_mux_open(int descriptor, const media_mux_settings *settings, char error[200]);

/* Takes a packet; it reaches the disk with the next flush. 0, or -1 with the reason. */
int media_mux_write(media_mux *mux, const media_packet *packet, char error[200]);

/* Writes a whole fragment; next_dts_ns is when the next packet is decoded, INT64_MIN where there is none. When the disk refuses, the file is cut back to the end of the last whole fragment, so that it
 * plays; no more can be written then. 0, or -1 with the reason. */
int media_mux_flush(media_mux *mux, int64_t next_dts_ns, char error[200]);

/* Bytes on disk and in the fragment under way. */
int64_t media_mux_bytes(const media_mux *mux);

/* Writes what is left and the end, and frees the muxer in every case. 0, or -1 with the reason. */
int media_mux_close(media_mux *mux, char error[200]);

#endif
