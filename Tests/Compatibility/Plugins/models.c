/* sluice.models/1: the offset is read from a file that the host finds. */
#define NAME "models"
#define PROPERTIES ",\"model\":{\"type\":\"string\",\"maxLength\":4000,\"default\":\"\",\"x-sluice-path\":\"model\",\"description\":\"A file with a number that is added to offset; empty for none.\"}"
#define MEMBERS ""
#define OFFSET_MARK ""
#define STATE uint32_t more; char path[4096];
#include "corpus.h"
#include <stdio.h>

static void keep_path(void *context, const char *text, uint64_t bytes) {
    sluice_stage *stage = context;
    size_t known = strlen(stage->path), room = sizeof stage->path - 1 - known;
    memcpy(stage->path + known, text, bytes < room ? bytes : room);
}

/* Where the file of a model is; 0 when the host has said why there is none. */
static int find_model(sluice_stage *stage, const sluice_value *name) {
    const sluice_models *models = stage->host->get_extension(stage->context, SLUICE_EXT_MODELS);
    memset(stage->path, 0, sizeof stage->path);
    if (!models) {
        refuse(stage, SLUICE_E_UNSUPPORTED, "model: this host finds no models");
        return 0;
    }
    sluice_text_sink sink = {.struct_size = sizeof sink, .context = stage, .write = keep_path};
    return models->path(stage->context, name->text, name->text_bytes, &sink) >= 0;
}

static int take_settings(sluice_stage *stage, const sluice_value *value) {
    stage->more = 0;
    if (!is_key(value, "model") || value->text_bytes == 0) return 1;
    if (!find_model(stage, value)) return 0;
    FILE *file = fopen(stage->path, "re");
    int is_number = file && fscanf(file, "%u", &stage->more) == 1;
    if (file) fclose(file);
    if (!is_number) refuse(stage, SLUICE_E_CONFIG, "model: the file holds no number");
    return is_number;
}

static uint8_t offset_of(sluice_stage *stage, const sluice_item *item) {
    (void)item;
    return (uint8_t)(stage->offset + stage->more);
}

static void forget(sluice_stage *stage, uint32_t stream) { (void)stage, (void)stream; }

static const void *find_extension(const char *id) {
    (void)id;
    return NULL;
}
