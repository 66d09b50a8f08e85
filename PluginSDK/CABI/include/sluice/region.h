/* Regions: what stages found in a frame. They travel beside the pixels in one block that holds no
 * pointer, only offsets from its start, so that it can be copied, queued or shared between processes as
 * it is. A block is read-only once it was emitted; to add to it, ask the host for a new one
 * (sluice_host.regions_new), write into that, and emit it. */
#ifndef SLUICE_REGION_H
#define SLUICE_REGION_H

#include "abi.h"

/* A named number about a region. Scores of one region are chained: `next` is 1 + the index of the next
 * score in the block's score array, 0 at the end. Names are ids from sluice_host.intern. */
typedef struct sluice_score_r1 {
    uint32_t name;
    float value;
    uint32_t next;
} sluice_score;

/* A key point in pixels of the frame that the region travels with. */
typedef struct sluice_point_r1 {
    float x, y;
} sluice_point;

/* One region. The box is half-open, in pixels of the frame it travels with, and may reach outside it.
 * id: stage ordinal << 48 | sub of the item << 24 | number within the item from 1; unique within
 * (stream, seq). parent: id of the region it belongs to, 0 for none. track: unique per tracker and
 * stream, never reused in a run, 0 for none. label: an interned id, 0 for none. */
typedef struct sluice_region_r1 {
    uint64_t id;
    uint64_t parent;
    uint64_t track;
    float x, y, width, height;
    float confidence;      /* 0 to 1 */
    uint32_t label;
    uint32_t first_point;  /* index into the block's points */
    uint32_t point_count;
    uint32_t first_score;  /* 1 + index into the block's scores, 0 for none */
    uint32_t flags;        /* SLUICE_REGION_... */
} sluice_region;
#define SLUICE_REGION_PREDICTED 1u /* not observed in this frame: a tracker's prediction */

/* Header of a block. Arrays start at the given byte offsets from the start of this header and have room
 * for `capacity` entries, of which `count` are in use. */
typedef struct sluice_region_block_r1 {
    uint32_t struct_size;
    uint32_t total_bytes;
    uint32_t region_count, region_capacity, regions_offset;
    uint32_t point_count, point_capacity, points_offset;
    uint32_t score_count, score_capacity, scores_offset;
    uint32_t reserved;
} sluice_region_block;

#endif
