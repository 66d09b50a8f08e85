/* An allocator whose memory is slots of the host. */
#ifndef SLUICE_GST_MEMORY_H
#define SLUICE_GST_MEMORY_H

#include <gst/gst.h>

#include "sluice_gst_slots.h"

typedef struct SluiceGstAllocator SluiceGstAllocator;

/* Takes over the context of `slots`. */
SluiceGstAllocator *sluice_gst_allocator_new(const sluice_gst_slots *slots);

/* With `alias`, a copy of a memory is a second view of its slot: right only where nothing between the
 * decoder and the sink writes into frames. Off at first. */
void sluice_gst_allocator_set_alias(SluiceGstAllocator *allocator, gboolean alias);

/* Whether the memory is a slot of this allocator; then its slot and the start of the slot's bytes. */
gboolean sluice_gst_memory_slot(SluiceGstAllocator *allocator, GstMemory *memory, uint64_t *slot, uint8_t **data);

/* Bytes that were copied from slot to slot because an element asked for a copy of its own. */
uint64_t sluice_gst_allocator_copied(SluiceGstAllocator *allocator);

const sluice_gst_slots *sluice_gst_allocator_slots(SluiceGstAllocator *allocator);

#endif
