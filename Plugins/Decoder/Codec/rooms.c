#include "rooms.h"

int rooms_offer(rooms *rooms, const video_room *room) {
    for (int i = 0; i < ROOM_LIMIT; i++) {
        if (rooms->slots[i].room.id) continue;
        rooms->slots[i].room = *room;
        rooms->slots[i].state = ROOM_WAITS;
        return 1;
    }
    return 0;
}

static int fits(const room_slot *slot, uint32_t width, uint32_t height) {
    return slot->room.id && slot->state == ROOM_WAITS && slot->room.width == width && slot->room.height == height;
}

int rooms_waiting(const rooms *rooms, uint32_t width, uint32_t height) {
    int count = 0;
    for (int i = 0; i < ROOM_LIMIT; i++) count += fits(&rooms->slots[i], width, height);
    return count;
}

uint64_t rooms_take_back(rooms *rooms, uint32_t width, uint32_t height) {
    for (int i = 0; i < ROOM_LIMIT; i++) {
        room_slot *slot = &rooms->slots[i];
        if (!slot->room.id || slot->state == ROOM_USED || fits(slot, width, height)) continue;
        const uint64_t id = slot->room.id;
        slot->room.id = 0;
        return id;
    }
    return 0;
}

/* libavcodec has let go of the last reference. */
static void come_back(void *opaque, uint8_t *data) {
    (void)data;
    ((room_slot *)opaque)->state = ROOM_BACK;
}

int rooms_lend(rooms *rooms, AVFrame *frame, uint32_t width, uint32_t height) {
    for (int i = 0; i < ROOM_LIMIT; i++) {
        room_slot *slot = &rooms->slots[i];
        if (!fits(slot, width, height)) continue;
        /* Columns beyond the picture go into the padding of the rows; rows beyond it would go into the next plane. */
        const video_room *room = &slot->room;
        if ((uint32_t)frame->width > room->row_stride_bytes[0] || (uint32_t)frame->height != height
            || (uint32_t)(frame->width + 1) / 2 > room->row_stride_bytes[1])
            return 0;
        frame->buf[0] = av_buffer_create(
            room->planes[0], (size_t)room->row_stride_bytes[0] * height, come_back, slot, 0);
        if (!frame->buf[0]) return 0;
        slot->state = ROOM_USED;
        for (int plane = 0; plane < 3; plane++) {
            frame->data[plane] = room->planes[plane];
            frame->linesize[plane] = (int)room->row_stride_bytes[plane];
        }
        frame->extended_data = frame->data;
        return 1;
    }
    return 0;
}

uint64_t rooms_find(const rooms *rooms, const AVFrame *frame) {
    for (int i = 0; i < ROOM_LIMIT; i++) {
        const room_slot *slot = &rooms->slots[i];
        if (slot->room.id && slot->state == ROOM_USED && slot->room.planes[0] == frame->data[0]) return slot->room.id;
    }
    return 0;
}
