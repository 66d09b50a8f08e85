#include "sluice_gst_memory.h"

#include <string.h>

/* Bytes readable behind the last row, as the contract promises to stages. */
#define TAIL_BYTES 64

struct SluiceGstAllocator {
    GstAllocator parent;
    sluice_gst_slots slots;
    int alias;
    uint64_t copied;
};

typedef struct {
    GstAllocatorClass parent;
} SluiceGstAllocatorClass;

typedef struct {
    GstMemory memory;
    uint8_t *data;
    uint64_t slot;
} SluiceGstMemory;

G_DEFINE_TYPE(SluiceGstAllocator, sluice_gst_allocator, GST_TYPE_ALLOCATOR)

/* g_slice keeps its own magazines, so that a frame costs no malloc here. */
static GstMemory *view_new(
    SluiceGstAllocator *self, GstMemory *parent, GstMemoryFlags flags, uint8_t *data, uint64_t slot, gsize maximum,
    gsize align, gsize offset, gsize size) {
    SluiceGstMemory *made = g_slice_new(SluiceGstMemory);
    gst_memory_init(&made->memory, flags, GST_ALLOCATOR(self), parent, maximum, align, offset, size);
    made->data = data;
    made->slot = slot;
    return &made->memory;
}

static GstMemory *alloc(GstAllocator *allocator, gsize size, GstAllocationParams *params) {
    SluiceGstAllocator *self = (SluiceGstAllocator *)allocator;
    gsize align = params->align;
    gsize slack = align > 63 ? align : 0;
    gsize maximum = params->prefix + size + params->padding;
    uint8_t *data = NULL;
    uint64_t slot = 0;
    if (self->slots.take(self->slots.context, maximum + slack + TAIL_BYTES, &data, &slot) != 0) return NULL;
    gsize skip = slack ? (align + 1 - ((gsize)(uintptr_t)data & align)) & align : 0;
    if (params->prefix && (params->flags & GST_MEMORY_FLAG_ZERO_PREFIXED)) memset(data + skip, 0, params->prefix);
    if (params->padding && (params->flags & GST_MEMORY_FLAG_ZERO_PADDED))
        memset(data + skip + params->prefix + size, 0, params->padding);
    return view_new(self, NULL, params->flags, data + skip, slot, maximum, align, params->prefix, size);
}

static void free_memory(GstAllocator *allocator, GstMemory *memory) {
    SluiceGstAllocator *self = (SluiceGstAllocator *)allocator;
    SluiceGstMemory *own = (SluiceGstMemory *)memory;
    self->slots.release(self->slots.context, own->slot);
    g_slice_free(SluiceGstMemory, own);
}

static gpointer map(GstMemory *memory, gsize maximum, GstMapFlags flags) {
    (void)maximum;
    (void)flags;
    return ((SluiceGstMemory *)memory)->data;
}

static void unmap(GstMemory *memory) { (void)memory; }

static GstMemory *alias_of(GstMemory *memory, GstMemory *parent, GstMemoryFlags flags, gssize offset, gssize size) {
    SluiceGstAllocator *self = (SluiceGstAllocator *)memory->allocator;
    SluiceGstMemory *own = (SluiceGstMemory *)memory;
    if (size == -1) size = (gssize)memory->size - offset;
    self->slots.retain(self->slots.context, own->slot);
    return view_new(
        self, parent, flags, own->data, own->slot, memory->maxsize, memory->align, (gsize)((gssize)memory->offset + offset),
        (gsize)size);
}

static GstMemory *share(GstMemory *memory, gssize offset, gssize size) {
    GstMemory *parent = memory->parent ? memory->parent : memory;
    GstMemoryFlags flags = (GstMemoryFlags)(GST_MINI_OBJECT_FLAGS(parent) | GST_MINI_OBJECT_FLAG_LOCK_READONLY);
    return alias_of(memory, parent, flags, offset, size);
}

/* A decoder keeps its reference frames mapped for writing; GStreamer then copies the memory for the
 * buffer that goes on. Nobody writes to either, so one slot serves both. */
static GstMemory *copy(GstMemory *memory, gssize offset, gssize size) {
    SluiceGstAllocator *self = (SluiceGstAllocator *)memory->allocator;
    if (__atomic_load_n(&self->alias, __ATOMIC_RELAXED)) return alias_of(memory, NULL, 0, offset, size);
    if (size == -1) size = (gssize)memory->size - offset;
    GstAllocationParams params = {.align = memory->align};
    GstMemory *made = alloc(GST_ALLOCATOR(self), (gsize)size, &params);
    if (!made) return NULL;
    const uint8_t *from = ((SluiceGstMemory *)memory)->data + memory->offset;
    memcpy(((SluiceGstMemory *)made)->data + made->offset, from + offset, (size_t)size);
    __atomic_fetch_add(&self->copied, (uint64_t)size, __ATOMIC_RELAXED);
    return made;
}

static void finalize(GObject *object) {
    SluiceGstAllocator *self = (SluiceGstAllocator *)object;
    if (self->slots.drop) self->slots.drop(self->slots.context);
    G_OBJECT_CLASS(sluice_gst_allocator_parent_class)->finalize(object);
}

static void sluice_gst_allocator_class_init(SluiceGstAllocatorClass *class) {
    class->parent.alloc = alloc;
    class->parent.free = free_memory;
    G_OBJECT_CLASS(class)->finalize = finalize;
}

static void sluice_gst_allocator_init(SluiceGstAllocator *self) {
    GstAllocator *base = GST_ALLOCATOR(self);
    base->mem_type = "SluiceSlot";
    base->mem_map = map;
    base->mem_unmap = unmap;
    base->mem_share = share;
    base->mem_copy = copy;
    GST_OBJECT_FLAG_SET(self, GST_ALLOCATOR_FLAG_CUSTOM_ALLOC);
}

SluiceGstAllocator *sluice_gst_allocator_new(const sluice_gst_slots *slots) {
    SluiceGstAllocator *self = g_object_new(sluice_gst_allocator_get_type(), NULL);
    gst_object_ref_sink(self);
    self->slots = *slots;
    return self;
}

void sluice_gst_allocator_set_alias(SluiceGstAllocator *allocator, gboolean alias) {
    __atomic_store_n(&allocator->alias, alias ? 1 : 0, __ATOMIC_RELAXED);
}

gboolean sluice_gst_memory_slot(SluiceGstAllocator *allocator, GstMemory *memory, uint64_t *slot, uint8_t **data) {
    if (memory->allocator != GST_ALLOCATOR(allocator)) return FALSE;
    SluiceGstMemory *own = (SluiceGstMemory *)memory;
    *slot = own->slot;
    *data = own->data + memory->offset;
    return TRUE;
}

uint64_t sluice_gst_allocator_copied(SluiceGstAllocator *allocator) {
    return __atomic_load_n(&allocator->copied, __ATOMIC_RELAXED);
}

const sluice_gst_slots *sluice_gst_allocator_slots(SluiceGstAllocator *allocator) { return &allocator->slots; }
