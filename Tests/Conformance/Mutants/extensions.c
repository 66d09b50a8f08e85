/* Settings, and what stages offer beyond the contract's core. */
#define _GNU_SOURCE
#include "specimen.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_key(const sluice_value *value, const char *key) {
    return value->key_bytes == strlen(key) && memcmp(value->key, key, value->key_bytes) == 0;
}

static void copy_text(char *target, size_t room, const sluice_value *value) {
    size_t bytes = value->text_bytes < room - 1 ? value->text_bytes : room - 1;
    memcpy(target, value->text, bytes);
    target[bytes] = 0;
}

static void complain(sluice_stage *stage, const sluice_value *value) {
    char text[160];
    int bytes = snprintf(text, sizeof text, "%.*s: that cannot be", (int)(value->key_bytes < 100 ? value->key_bytes : 100),
                         value->key);
    if (FAULT(hides_key)) bytes = snprintf(text, sizeof text, "something is wrong");
    if (!stage->broken) stage->host->report_error(stage->context, SLUICE_E_CONFIG, text, (uint64_t)bytes);
    stage->broken = 1;
}

void read_settings(sluice_stage *stage, const sluice_config *config) {
    const sluice_value *root = config->nodes, *child = root + 1;
    for (uint32_t index = 0; index < root->child_count; ++index, child += child->subtree_nodes) {
        int is_number = child->type == SLUICE_VALUE_NUMBER || child->type == SLUICE_VALUE_INTEGER;
        if (is_key(child, "threshold") && is_number) stage->threshold = child->number;
        else if (is_key(child, "gain") && is_number) stage->gain = child->number;
        else if (is_key(child, "mode") && child->type == SLUICE_VALUE_TEXT)
            stage->exact = child->text_bytes == 5 && memcmp(child->text, "exact", 5) == 0;
        else if (is_key(child, "model") && child->type == SLUICE_VALUE_TEXT)
            copy_text(stage->model, sizeof stage->model, child);
        else if (is_key(child, "model") && child->type == SLUICE_VALUE_NULL) stage->model[0] = 0;
        else if (is_key(child, "token") && child->type == SLUICE_VALUE_TEXT)
            copy_text(stage->token, sizeof stage->token, child);
        else if (is_key(child, "lock") && child->type == SLUICE_VALUE_TEXT)
            copy_text(stage->lock, sizeof stage->lock, child);
        else if (FAULT(dies_of_unknown_key)) abort();
        else complain(stage, child);
    }
}

static int32_t set(struct sluice_stage *stage, const sluice_config *config) {
    if (!FAULT(ignores_live)) read_settings(stage, config);
    return SLUICE_OK;
}

static const sluice_params params = {.struct_size = sizeof params, .set = set};

static int32_t read_metric(struct sluice_stage *stage, uint32_t index, sluice_metric *metric) {
    if (index > 0) return SLUICE_E_ARGUMENT;
    metric->kind = SLUICE_METRIC_COUNTER;
    metric->name = FAULT(odd_metric) ? "Items Total" : "items_total";
    metric->help = "Items that came in.";
    metric->value = (double)stage->items;
    return SLUICE_OK;
}

static const sluice_metrics metrics = {.struct_size = sizeof metrics, .count = 1, .read = read_metric};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

pthread_mutex_t *emit_lock(void) { return &lock; }

const void *marker_extension(sluice_stage *stage, const char *id) {
    if (FAULT(answers_all)) return &metrics;
    if (FAULT(lock_over_emit)) {
        pthread_mutex_lock(&lock);
        pthread_mutex_unlock(&lock);
    }
    if (FAULT(careless_extension)) stage->busy = 1;
    if (strcmp(id, SLUICE_EXT_PARAMS) == 0 && !FAULT(live_without_params)) return &params;
    if (strcmp(id, SLUICE_EXT_METRICS) == 0) return &metrics;
    return NULL;
}

/* The state of a counter: a magic number and its counts. */
struct saved {
    uint32_t magic, version;
    uint64_t counts[most_streams];
};

static int32_t save(struct sluice_stage *stage, const sluice_text_sink *sink) {
    struct saved saved = {.magic = 0x43455053, .version = 1};
    static uint32_t saves;
    memcpy(saved.counts, stage->counts, sizeof saved.counts);
    if (FAULT(loses_state)) memset(saved.counts, 0, sizeof saved.counts);
    if (FAULT(unstable_save)) saved.version = ++saves;
    if (FAULT(state_of_process)) saved.version = (uint32_t)getpid();
    if (FAULT(slow_save)) usleep(150000);
    sink->write(sink->context, (const char *)&saved, sizeof saved / 2);
    sink->write(sink->context, (const char *)&saved + sizeof saved / 2, sizeof saved - sizeof saved / 2);
    return SLUICE_OK;
}

static int32_t restore(struct sluice_stage *stage, uint32_t version, const uint8_t *data, uint64_t bytes) {
    struct saved saved;
    if (FAULT(takes_junk) && bytes >= sizeof saved / 2) {
        memcpy(stage->counts, data, 8);
        return SLUICE_OK;
    }
    if (version != 1 || bytes != sizeof saved) return refuse(stage, SLUICE_E_ARGUMENT, "that is no state of a counter");
    memcpy(&saved, data, sizeof saved);
    if (saved.magic != 0x43455053) return refuse(stage, SLUICE_E_ARGUMENT, "that is no state of a counter");
    if (FAULT(state_of_process) && saved.version != (uint32_t)getpid())
        return refuse(stage, SLUICE_E_ARGUMENT, "that state is of another process");
    memcpy(stage->counts, saved.counts, sizeof stage->counts);
    return SLUICE_OK;
}

static const sluice_state state = {.struct_size = sizeof state, .version = 1, .save = save, .restore = restore};

const void *counter_extension(sluice_stage *stage, const char *id) {
    (void)stage;
    return strcmp(id, SLUICE_EXT_STATE) == 0 ? &state : NULL;
}

const void *no_extension(sluice_stage *stage, const char *id) {
    (void)stage, (void)id;
    return NULL;
}
