/* sluice.batch/1: takes up to `items` pictures in one call. */
#define NAME "batch"
#define PROPERTIES ",\"items\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":64,\"default\":4,\"description\":\"Most pictures in one call.\"}"
#define MEMBERS ",\"batch_key\":\"items\""
#define OFFSET_MARK ""
#define STATE
#include "corpus.h"

static int take_settings(sluice_stage *stage, const sluice_value *value) {
    (void)stage, (void)value;
    return 1;
}

static uint8_t offset_of(sluice_stage *stage, const sluice_item *item) {
    (void)item;
    return (uint8_t)stage->offset;
}

static void forget(sluice_stage *stage, uint32_t stream) { (void)stage, (void)stream; }

static int32_t process_all(struct sluice_stage *stage, uint32_t port, const sluice_item *const *items, uint32_t count,
                           int32_t *failed) {
    if (!stage->is_started) return refuse(stage, SLUICE_E_STATE, "process was called before start");
    for (uint32_t index = 0; index < count; ++index) failed[index] = process(stage, port, items[index]);
    return SLUICE_OK;
}

static const sluice_batch batch = {
    .struct_size = sizeof batch, .max_items = 64, .max_wait_ns = 5000000, .process = process_all};

static const void *find_extension(const char *id) { return strcmp(id, SLUICE_EXT_BATCH) == 0 ? &batch : NULL; }
