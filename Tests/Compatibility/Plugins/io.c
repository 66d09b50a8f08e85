/* sluice.io/1, a draft: has something to do between items, where the host offers that; goes without elsewhere. */
#define NAME "io"
#define PROPERTIES ""
#define MEMBERS ""
#define OFFSET_MARK ""
#define STATE uint64_t calls;
#include "corpus.h"

static int take_settings(sluice_stage *stage, const sluice_value *value) {
    (void)stage, (void)value;
    return 1;
}

static uint8_t offset_of(sluice_stage *stage, const sluice_item *item) {
    (void)item;
    return (uint8_t)stage->offset;
}

static void forget(sluice_stage *stage, uint32_t stream) {
    const sluice_io_host *io = stage->host->get_extension(stage->context, SLUICE_EXT_IO);
    if (stream == UINT32_MAX && io && SLUICE_HAS(io, wake_at))
        io->wake_at(stage->context, stage->host->now_ns(stage->context) + 1000000);
}

static int32_t ready(struct sluice_stage *stage, int32_t descriptor, uint32_t events) {
    (void)stage, (void)descriptor, (void)events;
    return SLUICE_OK;
}

static int32_t due(struct sluice_stage *stage, int64_t now_ns) {
    (void)now_ns;
    ++stage->calls;
    return SLUICE_OK;
}

static const sluice_io io = {.struct_size = sizeof io, .ready = ready, .due = due};

static const void *find_extension(const char *id) { return strcmp(id, SLUICE_EXT_IO) == 0 ? &io : NULL; }
