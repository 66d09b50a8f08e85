/* sluice.models/1: models by catalogue name. From sluice_host.get_extension. */
#ifndef SLUICE_EXT_MODELS_H
#define SLUICE_EXT_MODELS_H

#include "../host.h"

#define SLUICE_EXT_MODELS "sluice.models/1"

typedef struct sluice_models_r1 {
    uint32_t struct_size;
    uint32_t reserved;
    /* Writes the path of the verified file of a model that the catalogue names, or that a path names. The host has
     * reported the reason when it is not SLUICE_OK: SLUICE_E_MISSING when it is not there, SLUICE_E_IO when it cannot
     * be read or its hash differs. [control] */
    sluice_status (*path)(sluice_context *context, const char *name, uint64_t bytes, const sluice_text_sink *sink);
} sluice_models;

#endif
