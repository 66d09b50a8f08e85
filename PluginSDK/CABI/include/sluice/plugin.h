/* The door: one exported function per shared object. */
#ifndef SLUICE_PLUGIN_H
#define SLUICE_PLUGIN_H

#include "stage.h"

/* A library and the stages in it. Constant, alive as long as the process. */
typedef struct sluice_library_r1 {
    uint32_t struct_size;
    uint32_t abi_draft;      /* SLUICE_ABI_DRAFT of the build; 0 once the contract is frozen */
    uint32_t required_minor; /* lowest SLUICE_ABI_MINOR of a host that will do */
    uint32_t stage_count;
    const sluice_stage_class *const *stages;

    /* Writes the library's manifest: one JSON object as docs/writing-a-stage.md describes. The same bytes
     * each time. No thread, file, socket or output. [control, before any create] */
    sluice_status (*describe)(const sluice_text_sink *sink);
} sluice_library;

/* The only exported symbol. NULL when the plugin cannot work with such a host; the reason, naming both
 * versions, then went to `why_not` (may be NULL). Does as little as it can. [control] */
SLUICE_EXPORT const sluice_library *sluice_plugin_entry_v1(uint32_t host_major, uint32_t host_minor,
                                                           const sluice_text_sink *why_not);
typedef const sluice_library *(*sluice_plugin_entry)(uint32_t, uint32_t, const sluice_text_sink *);
#define SLUICE_PLUGIN_ENTRY_SYMBOL "sluice_plugin_entry_v1"

#endif
