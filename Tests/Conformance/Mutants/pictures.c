/* invert: a new frame from each. delay: each frame two items later. */
#include "specimen.h"

#include <stdlib.h>
#include <string.h>

static sluice_status invert(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    (void)port;
    sluice_status status = need_started(stage, "process");
    if (status < 0) return status;
    if (item->kind != SLUICE_ITEM_FRAME) return refuse(stage, SLUICE_E_FORMAT, "a frame is needed");
    const sluice_frame *from = item->payload.frame;
    sluice_frame_spec spec = {.struct_size = sizeof spec, .pixel_format = from->pixel_format, .width = from->width,
                              .height = from->height, .like = from};
    sluice_frame made = {.struct_size = sizeof made};
    uint8_t *planes[4] = {0};
    if (stage->host->frame_alloc(stage->context, &spec, &made, planes) < 0)
        return refuse(stage, SLUICE_E_MEMORY, "no memory for a frame");
    for (uint32_t index = 0; index < made.plane_count; ++index) {
        const sluice_plane *in = &from->planes[index], *out = &made.planes[index];
        uint32_t rows = in->height - (FAULT(leaves_row) && in->height > 1 ? 1 : 0);
        for (uint32_t y = 0; y < rows; ++y)
            for (uint32_t x = 0; x < in->width; ++x)
                planes[index][(uint64_t)y * out->row_stride_bytes + x] =
                    (uint8_t)(255 - in->data[(uint64_t)y * in->row_stride_bytes + x]);
    }
    if (FAULT(frees_host_memory)) free(planes[0]);
    if (FAULT(writes_past_new)) planes[0][made.planes[0].size_bytes + 64] = 1;
    sluice_item copy;
    SLUICE_COPY(&copy, item);
    copy.payload.frame = &made;
    if (stage->host->emit(stage->context, 0, &copy) < 0) return refuse(stage, SLUICE_E_FAILED, "the host refused a frame");
    return SLUICE_OK;
}

const sluice_stage_class invert_class = {
    .struct_size = sizeof(sluice_stage_class), .id = "org.example.specimen.invert", .create = create,
    .destroy = destroy, .configure = configure, .start = start, .stop = stop, .process = invert,
    .get_extension = no_extension,
};

static sluice_status emit_first(sluice_stage *stage) {
    struct held held = stage->held[0];
    --stage->held_count;
    memmove(stage->held, stage->held + 1, (size_t)stage->held_count * sizeof *stage->held);
    held.item.payload.frame = &held.frame;
    sluice_status status = stage->host->emit(stage->context, 0, &held.item);
    stage->host->progress(stage->context, held.item.stream, held.item.seq, held.item.pts_ns);
    if (!FAULT(keeps_frames)) stage->host->frame_unref(stage->context, held.frame.handle);
    if (FAULT(gives_twice)) stage->host->frame_unref(stage->context, held.frame.handle);
    return status < 0 ? refuse(stage, SLUICE_E_FAILED, "the host refused an item") : SLUICE_OK;
}

/* How many of the held items belong to a stream, or all. */
static int held_of(const sluice_stage *stage, uint32_t stream) {
    int count = 0;
    for (int index = 0; index < stage->held_count; ++index) count += stage->held[index].item.stream == stream;
    return count;
}

static void drop(sluice_stage *stage, uint32_t stream) {
    int kept = 0;
    for (int index = 0; index < stage->held_count; ++index) {
        struct held held = stage->held[index];
        if (stream == UINT32_MAX || held.item.stream == stream)
            stage->host->frame_unref(stage->context, held.frame.handle);
        else
            stage->held[kept++] = held;
    }
    stage->held_count = kept;
}

static sluice_status delay(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    (void)port;
    int most = FAULT(holds_too_many) ? 3 : 2;
    sluice_status status = need_started(stage, "process");
    if (status < 0) return status;
    if (item->kind != SLUICE_ITEM_FRAME) return refuse(stage, SLUICE_E_FORMAT, "a frame is needed");
    /* Oldest first, and never more than two of one stream. */
    while (stage->held_count == most_held || held_of(stage, item->stream) >= most)
        if ((status = emit_first(stage)) < 0) return status;
    status = stage->host->frame_ref(stage->context, item->payload.frame->handle);
    if (status < 0) return refuse(stage, SLUICE_E_LIMIT, "the frame cannot be kept");
    struct held *held = &stage->held[stage->held_count++];
    SLUICE_COPY(&held->item, item);
    SLUICE_COPY(&held->frame, item->payload.frame);
    held->item.regions = NULL;
    held->item.attachments = NULL;
    return SLUICE_OK;
}

static sluice_status delay_drain(sluice_stage *stage) {
    sluice_status status = need_started(stage, "drain");
    if (status < 0) return status;
    if (FAULT(drains_twice) && stage->held_count) {
        struct held held = stage->held[0];
        held.item.payload.frame = &held.frame;
        stage->host->emit(stage->context, 0, &held.item);
    }
    if (FAULT(keeps_over_stop)) return SLUICE_OK;
    while (stage->held_count > 0)
        if ((status = emit_first(stage)) < 0) return status;
    return SLUICE_OK;
}

static sluice_status delay_reset(sluice_stage *stage, uint32_t stream) {
    if (!FAULT(pending_after_reset)) drop(stage, stream);
    return SLUICE_OK;
}

const sluice_stage_class delay_class = {
    .struct_size = sizeof(sluice_stage_class), .id = "org.example.specimen.delay", .create = create, .destroy = destroy,
    .configure = configure, .start = start, .stop = stop, .process = delay, .drain = delay_drain, .reset = delay_reset,
    .get_extension = no_extension,
};
