/* Draft. sluice.metrics/1: numbers of a stage's own, shown beside the host's. */
#ifndef SLUICE_EXT_DRAFT_METRICS_H
#define SLUICE_EXT_DRAFT_METRICS_H

#include "../../abi.h"

#define SLUICE_EXT_METRICS "sluice.metrics/1"

#define SLUICE_METRIC_COUNTER 1u /* only rises */
#define SLUICE_METRIC_GAUGE 2u

struct sluice_stage;

typedef struct sluice_metric_r1 {
    uint32_t struct_size;
    uint32_t kind;
    const char *name; /* zero-terminated, lower_snake_case, with its unit: "queue_bytes" */
    const char *help; /* zero-terminated, one sentence */
    double value;
} sluice_metric;

typedef struct sluice_metrics_r1 {
    uint32_t struct_size;
    uint32_t count; /* the same for the life of the instance */
    /* Fills in metric `index`; texts live as long as the instance. [any & created] */
    int32_t (*read)(struct sluice_stage *stage, uint32_t index, sluice_metric *metric);
} sluice_metrics;

#endif
