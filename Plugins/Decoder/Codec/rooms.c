#include "rooms.h"

int rooms_offer(rooms *rooms, const video_room *room) {
    rooms->width = room->width;
    rooms->height = room->height;
    for (int plane = 0; plane < 3; plane++) rooms->row_stride_bytes[plane] = room->row_stride_bytes[plane];
    rooms->is_needed = 0;
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

static void point(AVFrame *frame, uint8_t *const planes[3], const uint32_t row_stride_bytes[3]) {
    for (int plane = 0; plane < 3; plane++) {
        frame->data[plane] = planes[plane];
        frame->linesize[plane] = (int)row_stride_bytes[plane];
    }
    frame->extended_data = frame->data;
}

/* Memory of libavcodec's own in the shape of a room. */
static int lend_other(const rooms *rooms, AVFrame *frame) {
    uint8_t *planes[3];
    size_t bytes = 0, offsets[3];
    for (int plane = 0; plane < 3; plane++) {
        offsets[plane] = bytes;
        const size_t whole = (size_t)rooms_rows((int)rooms->height);
        const size_t rows = plane == 0 ? whole : whole / 2;
        bytes += (rows + 1) * rooms->row_stride_bytes[plane];
    }
    frame->buf[0] = av_buffer_allocz(bytes + 64);
    if (!frame->buf[0]) return AVERROR(ENOMEM);
    uint8_t *start = (uint8_t *)(((uintptr_t)frame->buf[0]->data + 63) & ~(uintptr_t)63);
    for (int plane = 0; plane < 3; plane++) planes[plane] = start + offsets[plane];
    point(frame, planes, rooms->row_stride_bytes);
    return 0;
}

int rooms_lend(rooms *rooms, AVFrame *frame, uint32_t width, uint32_t height) {
    if (rooms->width != width || rooms->height != height) {
        rooms->is_needed = 1;
        return AVERROR(EAGAIN);
    }
    /* Columns beyond the picture go into the padding of the rows. */
    if ((uint32_t)frame->width > rooms->row_stride_bytes[0]) return AVERROR(EINVAL);
    for (int i = 0; i < ROOM_LIMIT; i++) {
        room_slot *slot = &rooms->slots[i];
        if (!fits(slot, width, height)) continue;
        const video_room *room = &slot->room;
        if (room->row_stride_bytes[0] != rooms->row_stride_bytes[0]
            || room->row_stride_bytes[1] != rooms->row_stride_bytes[1])
            continue;
        frame->buf[0] = av_buffer_create(
            room->planes[0], (size_t)room->row_stride_bytes[0] * (size_t)rooms_rows((int)height), come_back, slot, 0);
        if (!frame->buf[0]) return AVERROR(ENOMEM);
        slot->state = ROOM_USED;
        point(frame, room->planes, room->row_stride_bytes);
        return 0;
    }
    return lend_other(rooms, frame);
}

uint64_t rooms_find(const rooms *rooms, const AVFrame *frame) {
    for (int i = 0; i < ROOM_LIMIT; i++) {
        const room_slot *slot = &rooms->slots[i];
        if (slot->room.id && slot->state == ROOM_USED && slot->room.planes[0] == frame->data[0]) return slot->room.id;
    }
    return 0;
}
