/* The name that a video device gives itself. */
#ifndef SLUICE_GST_CARD_H
#define SLUICE_GST_CARD_H

#include <stdint.h>

/* Writes the card name of a v4l2 device such as /dev/video0 into `name`, cut to `capacity` bytes. Returns 0,
 * or -errno: -ENOTTY when the file is no video device. [any thread] */
int32_t sluice_gst_card_name(const char *device, char *name, uint64_t capacity);

#endif
