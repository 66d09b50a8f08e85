/* sluice.state/1: each picture of a stream is brighter than the one before, and a new instance goes on where the old one was. */
#define NAME "state"
#define PROPERTIES ""
#define MEMBERS ",\"state\":\"stream\""
#define OFFSET_MARK ""
#define STATE uint64_t counts[256];
#include "corpus.h"

static int take_settings(sluice_stage *stage, const sluice_value *value) {
    (void)stage, (void)value;
    return 1;
}

static uint8_t offset_of(sluice_stage *stage, const sluice_item *item) {
    return (uint8_t)(stage->offset + stage->counts[item->stream % 256]++);
}

static void forget(sluice_stage *stage, uint32_t stream) {
    if (stream == UINT32_MAX)
        memset(stage->counts, 0, sizeof stage->counts);
    else
        stage->counts[stream % 256] = 0;
}

static const uint32_t version = 1;

static int32_t save(struct sluice_stage *stage, const sluice_text_sink *sink) {
    if (!stage->is_started) return refuse(stage, SLUICE_E_STATE, "save was called before start");
    sink->write(sink->context, "corpus 1", 8);
    sink->write(sink->context, (const char *)stage->counts, sizeof stage->counts);
    return SLUICE_OK;
}

static int32_t restore(struct sluice_stage *stage, uint32_t saved_version, const uint8_t *data, uint64_t bytes) {
    if (!stage->is_started) return refuse(stage, SLUICE_E_STATE, "restore was called before start");
    if (saved_version != version || bytes != 8 + sizeof stage->counts || memcmp(data, "corpus 1", 8) != 0)
        return refuse(stage, SLUICE_E_ARGUMENT, "that is no state of this stage");
    memcpy(stage->counts, data + 8, sizeof stage->counts);
    return SLUICE_OK;
}

static const sluice_state state = {.struct_size = sizeof state, .version = 1, .save = save, .restore = restore};

static const void *find_extension(const char *id) { return strcmp(id, SLUICE_EXT_STATE) == 0 ? &state : NULL; }
