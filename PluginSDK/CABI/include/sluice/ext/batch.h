/* sluice.batch/1: a stage that handles several items, of one or of many streams, in one call. */
#ifndef SLUICE_EXT_BATCH_H
#define SLUICE_EXT_BATCH_H

#include "../item.h"

#define SLUICE_EXT_BATCH "sluice.batch/1"

struct sluice_stage;

typedef struct sluice_batch_r1 {
    uint32_t struct_size;
    uint32_t max_items;    /* most items in one call, at least 1 */
    int64_t max_wait_ns;   /* longest time that the first item may wait for the others */

    /* As sluice_stage_class.process for each item in turn: items stand in the order of arrival, all came by one port,
     * and outputs are emitted in the order of the items they were made from. `failed` holds count entries: the status
     * of each item, with one report_error for each that is negative, in their order. A negative result fails all. A
     * host that gathers nothing calls sluice_stage_class.process instead. [work & started] */
    int32_t (*process)(struct sluice_stage *stage, uint32_t port, const sluice_item *const *items, uint32_t count,
                       int32_t *failed);
} sluice_batch;

#endif
