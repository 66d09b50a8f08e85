/* sluice.state/1: a stage whose state can be saved and handed to another instance. */
#ifndef SLUICE_EXT_STATE_H
#define SLUICE_EXT_STATE_H

#include "../abi.h"

#define SLUICE_EXT_STATE "sluice.state/1"

struct sluice_stage;

typedef struct sluice_state_r1 {
    uint32_t struct_size;
    uint32_t version; /* of the format; restore refuses versions it does not know */

    /* Writes the state. The same state gives the same bytes. [work & started] */
    int32_t (*save)(struct sluice_stage *stage, const sluice_text_sink *sink);

    /* Takes a state that save wrote, all or nothing: on error the old state stays. SLUICE_E_UNSUPPORTED for one that is
     * sound and of no use here, such as one of another version: the stage then begins anew. Comes before or after
     * `begin` of the streams. [work & started] */
    int32_t (*restore)(struct sluice_stage *stage, uint32_t version, const uint8_t *data, uint64_t bytes);
} sluice_state;

#endif
