/* counter: a record for each item. source: eight frames. reader: a record for each packet. */
#include "specimen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sluice_status emit_record(sluice_stage *stage, const sluice_item *like, const char *json, int bytes) {
    sluice_record record = {.struct_size = sizeof record, .type = stage->count_type, .json = json, .bytes = (uint64_t)bytes};
    sluice_item item = *like;
    item.kind = SLUICE_ITEM_RECORD;
    item.payload.record = &record;
    item.regions = NULL;
    item.attachments = NULL;
    if (stage->host->emit(stage->context, 0, &item) < 0) return refuse(stage, SLUICE_E_FAILED, "the host refused a record");
    return SLUICE_OK;
}

static sluice_status count(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    char text[64];
    (void)port;
    sluice_status status = need_started(stage, "process");
    if (status < 0) return status;
    if (FAULT(one_stream) && stage->first_stream && stage->first_stream != item->stream + 1)
        return refuse(stage, SLUICE_E_FAILED, "there is another stream already");
    stage->first_stream = item->stream + 1;
    uint64_t *slot = &stage->counts[FAULT(mixes_streams) ? 0 : item->stream % most_streams];
    if (FAULT(delays_undeclared)) {
        sluice_item earlier;
        SLUICE_COPY(&earlier, item);
        earlier.seq -= item->seq > 1 ? 1 : 0;
        return emit_record(stage, &earlier, text, snprintf(text, sizeof text, "{\"count\":1}"));
    }
    int bytes = snprintf(text, sizeof text, FAULT(broken_record) ? "{\"count\":%llu" : "{\"count\":%llu}",
                         (unsigned long long)++*slot);
    if (FAULT(mixes_streams) && *slot % 2 == 0) return SLUICE_DROPPED;
    return emit_record(stage, item, text, bytes);
}

static sluice_status count_reset(sluice_stage *stage, uint32_t stream) {
    if (FAULT(ignores_reset)) return SLUICE_OK;
    if (stream == UINT32_MAX) memset(stage->counts, 0, sizeof stage->counts);
    else stage->counts[stream % most_streams] = 0;
    return SLUICE_OK;
}

static sluice_status count_end(sluice_stage *stage, uint32_t port, uint32_t stream) {
    (void)port;
    return count_reset(stage, stream);
}

const sluice_stage_class counter_class = {
    .struct_size = sizeof(sluice_stage_class), .id = "org.example.specimen.counter", .create = create,
    .destroy = destroy, .configure = configure, .start = start, .stop = stop, .process = count, .end = count_end,
    .reset = count_reset, .get_extension = counter_extension,
};

static sluice_status produce(sluice_stage *stage, int64_t deadline_ns) {
    (void)deadline_ns;
    sluice_status status = need_started(stage, "produce");
    if (status < 0) return status;
    if (stage->produced == 8 && !FAULT(source_goes_on)) return SLUICE_END;
    sluice_frame_spec spec = {.struct_size = sizeof spec, .pixel_format = SLUICE_PIXEL_GRAY8, .width = 32, .height = 16};
    sluice_frame made = {.struct_size = sizeof made};
    uint8_t *planes[4] = {0};
    if (stage->host->frame_alloc(stage->context, &spec, &made, planes) < 0)
        return refuse(stage, SLUICE_E_MEMORY, "no memory for a frame");
    memset(planes[0], 10 * stage->produced, (size_t)made.planes[0].size_bytes);
    sluice_item item = {.struct_size = sizeof item, .kind = SLUICE_ITEM_FRAME, .seq = (uint64_t)++stage->produced,
                        .pts_ns = stage->produced * 40000000LL, .payload.frame = &made};
    item.capture_ns = item.wall_ns = item.pts_ns;
    if (stage->host->emit(stage->context, 0, &item) < 0) return refuse(stage, SLUICE_E_FAILED, "the host refused a frame");
    return FAULT(source_goes_on) && stage->produced >= 8 ? SLUICE_END : SLUICE_OK;
}

const sluice_stage_class source_class = {
    .struct_size = sizeof(sluice_stage_class), .id = "org.example.specimen.source", .create = create,
    .destroy = destroy, .configure = configure, .start = start, .stop = stop, .produce = produce,
    .get_extension = no_extension,
};

/* A packet: four bytes of start code, a type, then payload. */
static sluice_status read_packet(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    char text[64];
    (void)port;
    sluice_status status = need_started(stage, "process");
    if (status < 0) return status;
    if (item->kind != SLUICE_ITEM_PACKET) return refuse(stage, SLUICE_E_FORMAT, "a packet is needed");
    const sluice_packet *packet = item->payload.packet;
    if (FAULT(trusts_packet) && packet->bytes > 4 && packet->data[4] != 0x65) abort();
    if (packet->bytes < 5 || packet->data[4] != 0x65) return refuse(stage, SLUICE_E_FAILED, "that is no packet of mine");
    return emit_record(stage, item, text,
                       snprintf(text, sizeof text, "{\"bytes\":%llu}", (unsigned long long)packet->bytes));
}

const sluice_stage_class reader_class = {
    .struct_size = sizeof(sluice_stage_class), .id = "org.example.specimen.reader", .create = create,
    .destroy = destroy, .configure = configure, .start = start, .stop = stop, .process = read_packet,
    .get_extension = no_extension,
};
