/* marker: adds a region with the mean brightness of each frame, and passes the frame on. */
#define _GNU_SOURCE
#include "specimen.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

pthread_mutex_t *emit_lock(void);

/* Faults that are about the moment of a call, or about what is no pixel. */
static sluice_status odd_calls(sluice_stage *stage, const sluice_item *item) {
    if (FAULT(thread_bound) && (unsigned long)pthread_self() != stage->creator)
        return refuse(stage, SLUICE_E_FAILED, "another thread");
    if (FAULT(careless_extension) && stage->busy) {
        stage->busy = 0;
        return refuse(stage, SLUICE_E_FAILED, "somebody asked while I was busy");
    }
    stage->busy = 0;
    if (FAULT(sleeps)) usleep(300);
    if (FAULT(costs_more)) usleep(2000);
    if (FAULT(slow_first) && stage->items == 1) usleep(40000);
    if (FAULT(prints)) printf("item %llu\n", (unsigned long long)item->seq), fflush(stdout);
    if (FAULT(dies_backwards) && item->pts_ns < stage->last_pts_ns) abort();
    if (FAULT(rare_sequence) && stage->was_reset && stage->items % 3 == 0) abort();
    stage->last_pts_ns = item->pts_ns;
    if (FAULT(late_model) && stage->model[0] && access(stage->model, R_OK) != 0)
        return refuse(stage, SLUICE_E_MISSING, "model: the file is not there");
    if (FAULT(late_model) && stage->model[0]) return refuse(stage, SLUICE_E_FAILED, "model: the file is no model");
    return SLUICE_OK;
}

static void odd_touches(sluice_stage *stage, const sluice_frame *frame) {
    const sluice_plane *plane = &frame->planes[0];
    volatile uint8_t *pixels = (volatile uint8_t *)(uintptr_t)plane->data;
    if (FAULT(writes_input)) pixels[3] = 7;
    if (FAULT(reads_past_plane)) (void)pixels[plane->size_bytes + 64];
    if (FAULT(reads_before_plane)) (void)pixels[-1];
    if (FAULT(reads_old_frame)) {
        if (stage->old_pixels) (void)*(volatile const uint8_t *)stage->old_pixels;
        stage->old_pixels = plane->data;
    }
    if (FAULT(leaks_item) && !malloc(48)) abort();
    if (FAULT(dies_of_size_change)) {
        if (stage->first_width && stage->first_width != frame->width) abort();
        stage->first_width = frame->width;
    }
    if (FAULT(divides_by_half) && (volatile uint32_t){100} / (frame->width / 2) > 1000) abort();
    if (FAULT(slow_on_black) && pixels[0] == 16) usleep(4000);
}

static double mean(sluice_stage *stage, const sluice_frame *frame) {
    const sluice_plane *plane = &frame->planes[0];
    uint64_t sum = 0, count = 0;
    uint32_t bytes = frame->pixel_format == SLUICE_PIXEL_RGB ? plane->width * 3 : plane->width;
    uint32_t row_bytes = FAULT(sums_padding) ? plane->row_stride_bytes : bytes;
    uint64_t stride = FAULT(assumes_stride) ? (bytes + 63u) / 64 * 64 : plane->row_stride_bytes;
    for (uint32_t y = 0; y < plane->height; ++y)
        for (uint32_t x = 0; x < row_bytes; x += stage->exact ? 1 : 2, ++count) sum += plane->data[y * stride + x];
    if (FAULT(nan_on_black) && sum == 0) return 0.0 / (double)sum;
    return (double)sum / (double)count;
}

static int shared_count;

/* Faults that make the result depend on what it must not. */
static double odd_value(sluice_stage *stage, double value) {
    if (FAULT(uses_address)) value += (double)((uintptr_t)stage >> 4 & 0xFFFFF);
    if (FAULT(uses_time_zone)) value += getenv("TZ") ? 1 : 0;
    if (FAULT(shares_count)) {
        int before = shared_count++;
        usleep(50);
        value += shared_count - before - 1;
        shared_count = before;
    }
    if (FAULT(counts_items)) value += (double)stage->items;
    return value;
}

static sluice_region_block *block_of(sluice_stage *stage, const sluice_item *item, double value) {
    sluice_region_block *block = stage->host->regions_new(stage->context, item->regions, 1, 0, 1);
    if (!block && !FAULT(trusts_allocation)) return NULL;
    char *raw = (char *)block;
    sluice_region *regions = (sluice_region *)(raw + block->regions_offset);
    sluice_score *scores = (sluice_score *)(raw + block->scores_offset);
    sluice_region *made = &regions[block->region_count];
    *made = (sluice_region){
        .id = (uint64_t)3 << 48 | 1, .width = (float)item->payload.frame->width, .height = (float)item->payload.frame->height,
        .confidence = 1, .label = FAULT(unknown_label) ? 77 : stage->label, .first_score = block->score_count + 1};
    scores[block->score_count] = (sluice_score){stage->mean_name, (float)(value * stage->gain), 0};
    ++block->score_count;
    ++block->region_count;
    return block;
}

static void *emit_elsewhere(void *argument) {
    void **both = argument;
    sluice_stage *stage = both[0];
    pthread_setname_np(pthread_self(), "specimen:emit");
    stage->host->emit(stage->context, 0, both[1]);
    return NULL;
}

static sluice_status send(sluice_stage *stage, sluice_item *item) {
    if (FAULT(emits_elsewhere)) {
        pthread_t thread;
        void *both[2] = {stage, item};
        if (pthread_create(&thread, NULL, emit_elsewhere, both) == 0) pthread_join(thread, NULL);
        return SLUICE_OK;
    }
    if (FAULT(drops_attachments)) item->attachments = NULL;
    if (FAULT(sets_reserved)) item->reserved = 7;
    if (FAULT(future_pts)) item->pts_ns += 10000000000;
    if (FAULT(lock_over_emit)) pthread_mutex_lock(emit_lock());
    sluice_status status = stage->host->emit(stage->context, FAULT(wrong_port) ? 7 : 0, item);
    if (FAULT(lock_over_emit)) pthread_mutex_unlock(emit_lock());
    if (FAULT(dies_of_refusal) && status < 0) abort();
    for (int tries = 0; FAULT(ignores_cancel) && status == SLUICE_CANCELLED && tries < 1500; ++tries) {
        usleep(1000);
        status = stage->host->emit(stage->context, 0, item);
    }
    return status < 0 ? refuse(stage, SLUICE_E_FAILED, "the host refused an item") : SLUICE_OK;
}

/* A box as a place in a picture, clamped as it must be. */
static void look_at_regions(const sluice_item *item) {
    static volatile uint8_t map[256];
    if (!item->regions) return;
    const sluice_region *regions = (const sluice_region *)((const char *)item->regions + item->regions->regions_offset);
    for (uint32_t index = 0; index < item->regions->region_count; ++index) {
        float x = regions[index].x;
        if (!FAULT(trusts_boxes) && !(x >= 0 && x < 256)) continue;
        if (FAULT(trusts_boxes) && !(x > -1e9f)) abort();
        (void)++map[(int32_t)x & 255];
    }
}

static sluice_status process(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    sluice_status status = need_started(stage, "process");
    if (status < 0) return status;
    if (port == 1) return SLUICE_OK;
    if (item->kind != SLUICE_ITEM_FRAME) return refuse(stage, SLUICE_E_FORMAT, "a frame is needed");
    ++stage->items;
    if ((status = odd_calls(stage, item)) < 0) return status;
    odd_touches(stage, item->payload.frame);
    look_at_regions(item);
    double value = odd_value(stage, mean(stage, item->payload.frame)) + not_for_workers(stage);
    sluice_region_block *block = block_of(stage, item, value);
    if (!block) return refuse(stage, SLUICE_E_MEMORY, "no room for a region");
    sluice_item copy;
    SLUICE_COPY(&copy, item);
    copy.regions = block;
    return send(stage, &copy);
}

static sluice_status begin(sluice_stage *stage, uint32_t port, const sluice_stream *stream) {
    (void)port, (void)stream;
    if (FAULT(allocates_in_begin)) {
        sluice_item item = {.struct_size = sizeof item, .kind = SLUICE_ITEM_RECORD};
        stage->host->emit(stage->context, 0, &item);
    }
    return SLUICE_OK;
}

static sluice_status drain(sluice_stage *stage) {
    if (FAULT(needs_items) && !stage->items) abort();
    return need_started(stage, "drain");
}

static sluice_status reset(sluice_stage *stage, uint32_t stream) {
    (void)stream;
    stage->was_reset = 1;
    return SLUICE_OK;
}

static sluice_status negotiate(sluice_stage *stage, uint32_t direction, uint32_t port, const sluice_format *format) {
    if (direction != SLUICE_INPUT || FAULT(takes_all_formats)) return SLUICE_OK;
    int fits = port == 1 ? format->kind == SLUICE_ITEM_RECORD : format->kind == SLUICE_ITEM_FRAME;
    if (port == 0 && fits) {
        fits = format->pixel_format == SLUICE_PIXEL_I420 || format->pixel_format == SLUICE_PIXEL_GRAY8 ||
               (format->pixel_format == SLUICE_PIXEL_RGB && !FAULT(refuses_declared));
    }
    return fits ? SLUICE_OK : refuse(stage, SLUICE_E_FORMAT, "frames in i420, gray8 or rgb are needed");
}

const sluice_stage_class marker_class = {
    .struct_size = FAULT(short_class) ? 16 : sizeof(sluice_stage_class), .id = "org.example.specimen.marker",
    .create = create, .destroy = destroy, .configure = configure, .negotiate = negotiate, .start = start,
    .stop = FAULT(no_stop) ? NULL : stop, .begin = begin, .process = process, .drain = drain, .reset = reset,
    .get_extension = marker_extension,
};
