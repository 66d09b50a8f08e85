/* Starting GStreamer, and asking what it has. */
#ifndef SLUICE_GST_INIT_H
#define SLUICE_GST_INIT_H

#include <stdint.h>

/* Starts GStreamer once per process and registers the host's sink. Returns 0, or -1 with the reason, cut
 * to `capacity` bytes, in `reason`. [any thread] */
int32_t sluice_gst_init(char *reason, uint64_t capacity);

/* Whether an element of the given factory name can be made. Needs sluice_gst_init. [any thread] */
int32_t sluice_gst_has_element(const char *factory);

#endif
