/* Draft. sluice.batch/1: a stage that handles several items, of one or of many streams, in one call. */
#ifndef SLUICE_EXT_DRAFT_BATCH_H
#define SLUICE_EXT_DRAFT_BATCH_H

#include "../../item.h"

#define SLUICE_EXT_BATCH "sluice.batch/1"

struct sluice_stage;

typedef struct sluice_batch_r1 {
    uint32_t struct_size;
    uint32_t max_items;    /* most items in one call, at least 1 */
    int64_t max_wait_ns;   /* longest time that the first item may wait for the others */

    /* As sluice_stage_class.process for each item in turn; outputs of an item keep its stream and seq. `failed`
     * holds count entries: set the status of items that failed. [work & started] */
    int32_t (*process)(struct sluice_stage *stage, uint32_t port, const sluice_item *const *items, uint32_t count,
                       int32_t *failed);
} sluice_batch;

#endif
