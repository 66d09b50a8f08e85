/* sluice.params/1: `offset` may change while the stage runs. */
#define NAME "params"
#define PROPERTIES ""
#define MEMBERS ""
#define OFFSET_MARK ",\"x-sluice-live\":true"
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

static int32_t set(struct sluice_stage *stage, const sluice_config *config) {
    if (!stage->is_started) return refuse(stage, SLUICE_E_STATE, "set was called before start");
    return read_settings(stage, config);
}

static const sluice_params params = {.struct_size = sizeof params, .set = set};

static const void *find_extension(const char *id) { return strcmp(id, SLUICE_EXT_PARAMS) == 0 ? &params : NULL; }
