/* NAL units of an Annex B byte stream (ITU-T H.264, annex B). */
#ifndef NAL_UNITS_H
#define NAL_UNITS_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that grow; start zeroed. */
typedef struct nal_bytes {
    uint8_t *start;
    size_t size, capacity;
} nal_bytes;

void nal_bytes_free(nal_bytes *bytes);

/* Copies a key picture to `data` without the text that libx264 puts into its first one (SEI user data, about 700 bytes,
 * more than a small face takes), and its parameter sets to `config`. 1 when those differ from what `config` held, 0 when
 * they are the same, -1 when there is no memory. */
int nal_split_key(const uint8_t *bytes, size_t size, nal_bytes *data, nal_bytes *config);

#endif
