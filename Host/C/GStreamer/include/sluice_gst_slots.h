/* Where pixels are put: memory of the host, handed to GStreamer's decoders as if it were their own. */
#ifndef SLUICE_GST_SLOTS_H
#define SLUICE_GST_SLOTS_H

#include <stdint.h>

/* The host's memory, as the shim sees it. A slot is counted: take gives it with a count of one. All
 * functions are called on threads of GStreamer, several at once. */
typedef struct sluice_gst_slots {
    void *context;
    /* Gives at least `bytes` of writable memory, starting at a multiple of 64. Returns 0, or -1 when there
     * is no memory left at all. */
    int32_t (*take)(void *context, uint64_t bytes, uint8_t **pointer, uint64_t *slot);
    void (*retain)(void *context, uint64_t slot);
    void (*release)(void *context, uint64_t slot);
    /* The context is not used any more; called once, after the last release. */
    void (*drop)(void *context);
} sluice_gst_slots;

#endif
