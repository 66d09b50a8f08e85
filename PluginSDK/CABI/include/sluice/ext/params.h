/* sluice.params/1: keys that may change while the stage runs (marked x-sluice-live in its schema). */
#ifndef SLUICE_EXT_PARAMS_H
#define SLUICE_EXT_PARAMS_H

#include "../config.h"

#define SLUICE_EXT_PARAMS "sluice.params/1"

struct sluice_stage;

typedef struct sluice_params_r1 {
    uint32_t struct_size;
    uint32_t reserved;

    /* The whole configuration with new values of live keys; all or nothing. Comes between items, never
     * beside process. [work & started] */
    int32_t (*set)(struct sluice_stage *stage, const sluice_config *config);
} sluice_params;

#endif
