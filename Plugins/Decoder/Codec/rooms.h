/* Memory of the host that libavcodec decodes into: which pieces wait, which are in use, which came back. */
#ifndef ROOMS_H
#define ROOMS_H

#include <libavcodec/avcodec.h>

#include "video_decoder.h"

enum { ROOM_LIMIT = 64 };

typedef struct room_slot {
    video_room room;               /* id 0: the slot is empty */
    enum { ROOM_WAITS, ROOM_USED, ROOM_BACK } state;
} room_slot;

/* H.264 predicts across pictures by one distance of rows, so all pictures of a size must have the same, also those for
 * which no room was left. */
typedef struct rooms {
    room_slot slots[ROOM_LIMIT];
    uint32_t width, height, row_stride_bytes[3]; /* of the room that was offered last */
    int is_needed;                               /* a picture was refused for want of a first room of its size */
} rooms;

/* Rows of a picture that may be written: the host's planes have room for whole macroblocks of 16 lines, 8 of colour. */
static inline int rooms_rows(int height) { return (height + 15) & ~15; }

int rooms_offer(rooms *rooms, const video_room *room);
/* Rooms of the size that wait. */
int rooms_waiting(const rooms *rooms, uint32_t width, uint32_t height);
/* The id of a room that came back or no longer fits; its slot is empty then. 0 for none. */
uint64_t rooms_take_back(rooms *rooms, uint32_t width, uint32_t height);
/* Points a frame at a room, or at other memory of the same shape. 0, or an error; `is_needed` is set when no room of the
 * size has been offered yet. */
int rooms_lend(rooms *rooms, AVFrame *frame, uint32_t width, uint32_t height);
/* The id of the room in whose first byte a frame begins; 0 for none. */
uint64_t rooms_find(const rooms *rooms, const AVFrame *frame);

#endif
