/* sluice.metrics/1, a draft: counts its pictures. */
#define NAME "metrics"
#define PROPERTIES ""
#define MEMBERS ""
#define OFFSET_MARK ""
#define STATE _Atomic uint64_t pictures;
#include "corpus.h"

static int take_settings(sluice_stage *stage, const sluice_value *value) {
    (void)stage, (void)value;
    return 1;
}

static uint8_t offset_of(sluice_stage *stage, const sluice_item *item) {
    (void)item;
    ++stage->pictures;
    return (uint8_t)stage->offset;
}

static void forget(sluice_stage *stage, uint32_t stream) { (void)stage, (void)stream; }

static int32_t read_metric(struct sluice_stage *stage, uint32_t index, sluice_metric *metric) {
    if (index > 0) return SLUICE_E_ARGUMENT;
    metric->kind = SLUICE_METRIC_COUNTER;
    metric->name = "pictures_total";
    metric->help = "Pictures that came in.";
    metric->value = (double)stage->pictures;
    return SLUICE_OK;
}

static const sluice_metrics metrics = {.struct_size = sizeof metrics, .count = 1, .read = read_metric};

static const void *find_extension(const char *id) { return strcmp(id, SLUICE_EXT_METRICS) == 0 ? &metrics : NULL; }
