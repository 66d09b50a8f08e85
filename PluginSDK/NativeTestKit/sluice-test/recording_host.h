/* A host for tests of one stage in C or C++, linked into the test beside the stage: it pushes synthetic frames, records
 * what is emitted, has a clock that the test moves, and counts what breaks the contract. One thread, one file, no library.
 *
 *     test_host *host = test_open(0);            // stage 0 of the library
 *     test_set_number(host, "gain", 2);
 *     assert(test_start(host) == SLUICE_OK);
 *     assert(test_push(host, SLUICE_PIXEL_GRAY8, 64, 48, paint) == SLUICE_OK);
 *     assert(host->count == 1 && host->items[0].regions == 1);
 *     assert(test_close(host) == 0);             // 0 breaches of the contract
 *
 * Keys that a test does not set are not in the configuration: the host fills in defaults, and the stage's own must agree. */
#ifndef SLUICE_TEST_RECORDING_HOST_H
#define SLUICE_TEST_RECORDING_HOST_H

#include <sluice/sluice.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEST_ITEMS = 1024, TEST_FRAMES = 64, TEST_NAMES = 64, TEST_KEYS = 32, TEST_REGIONS = 64, TEST_FENCE = 64 };

/* What was emitted. Pixels are a copy of plane 0, rows without padding; NULL for items that are no frames. */
typedef struct test_item {
    sluice_item item;
    uint32_t port, pixel_format, width, height;
    uint8_t *pixels;
    uint32_t regions;
    sluice_region region[TEST_REGIONS];
} test_item;

typedef struct test_frame {
    sluice_frame frame;
    uint8_t *memory;
    uint8_t *copy; /* of an input, to see whether it was written */
    size_t bytes;
    int uses;
} test_frame;

typedef struct test_host {
    test_item *items;
    uint32_t count;
    int64_t clock_ns;      /* moved by pushes and by the test */
    int64_t interval_ns;   /* stream time from one pushed frame to the next */
    int32_t is_cancelled;
    uint32_t breaches;
    char error[256];       /* what the stage reported last */
    /* The test kit's own. */
    const sluice_stage_class *stage_class;
    sluice_stage *stage;
    sluice_host table;
    test_frame frames[TEST_FRAMES];
    char *names[TEST_NAMES];
    uint32_t name_count;
    sluice_value keys[TEST_KEYS];
    uint32_t key_count;
    sluice_region_block *blocks[TEST_FRAMES];
    uint32_t block_count;
    uint64_t seq;
    int is_started, has_stream;
} test_host;

static inline test_host *test_of(sluice_context *context) { return (test_host *)(void *)context; }

static inline void test_breach(test_host *host, const char *text) {
    fprintf(stderr, "breach of the contract: %s\n", text);
    ++host->breaches;
}

static inline uint32_t test_planes(uint32_t format, uint32_t width, uint32_t height, sluice_plane planes[4]) {
    uint32_t half_width = (width + 1) / 2, half_height = (height + 1) / 2, count = 1;
    uint32_t sample_bytes = format == SLUICE_PIXEL_RGB || format == SLUICE_PIXEL_BGR ? 3 : format == SLUICE_PIXEL_RGBA ? 4 : 1;
    memset(planes, 0, 4 * sizeof *planes);
    planes[0].width = width, planes[0].height = height;
    if (format == SLUICE_PIXEL_I420 || format == SLUICE_PIXEL_NV12) count = format == SLUICE_PIXEL_I420 ? 3 : 2;
    for (uint32_t i = 1; i < count; ++i) planes[i].width = half_width, planes[i].height = half_height;
    for (uint32_t i = 0; i < count; ++i) {
        uint32_t row_bytes = planes[i].width * (i == 1 && format == SLUICE_PIXEL_NV12 ? 2 : sample_bytes);
        planes[i].row_stride_bytes = (row_bytes + 63) / 64 * 64;
        planes[i].size_bytes = (uint64_t)planes[i].row_stride_bytes * planes[i].height;
    }
    return count;
}

/* Bytes that a plane may be written in: planes of 4:2:0 formats in whole macroblocks of 16 lines. */
static inline size_t test_room_bytes(const sluice_frame *frame, uint32_t plane) {
    const int is_whole = frame->pixel_format == SLUICE_PIXEL_I420 || frame->pixel_format == SLUICE_PIXEL_NV12;
    const uint32_t lines = !is_whole ? 1 : plane == 0 ? 16 : 8;
    const uint32_t rows = (frame->planes[plane].height + lines - 1) / lines * lines;
    return (size_t)frame->planes[plane].row_stride_bytes * rows;
}

/* A frame with a fence of 64 bytes round each plane. */
static inline test_frame *test_frame_new(test_host *host, uint32_t format, uint32_t width, uint32_t height) {
    test_frame *made = NULL;
    for (int i = 0; i < TEST_FRAMES && !made; ++i)
        if (!host->frames[i].memory) made = &host->frames[i];
    if (!made) return NULL;
    memset(made, 0, sizeof *made);
    sluice_frame *frame = &made->frame;
    frame->struct_size = sizeof *frame, frame->pixel_format = format, frame->width = width, frame->height = height;
    frame->handle = (uint64_t)(made - host->frames) + 1;
    frame->plane_count = test_planes(format, width, height, frame->planes);
    frame->sample_aspect_num = frame->sample_aspect_den = 1;
    frame->origin.affine[0] = frame->origin.affine[4] = 1;
    made->bytes = TEST_FENCE;
    for (uint32_t i = 0; i < frame->plane_count; ++i) made->bytes += test_room_bytes(frame, i) + TEST_FENCE;
    made->memory = (uint8_t *)aligned_alloc(64, made->bytes);
    if (!made->memory) return NULL;
    memset(made->memory, 0xA5, made->bytes);
    size_t at = TEST_FENCE;
    for (uint32_t i = 0; i < frame->plane_count; ++i) {
        frame->planes[i].data = made->memory + at;
        at += test_room_bytes(frame, i) + TEST_FENCE;
    }
    made->uses = 1;
    return made;
}

static inline void test_frame_check(test_host *host, test_frame *frame) {
    if (frame->copy && memcmp(frame->copy, frame->memory, frame->bytes) != 0)
        test_breach(host, "an input frame was written");
    const uint8_t *fence = frame->memory;
    for (uint32_t plane = 0; plane <= frame->frame.plane_count; ++plane) {
        for (int i = 0; i < TEST_FENCE; ++i)
            if (fence[i] != 0xA5) {
                test_breach(host, "memory outside a plane was written");
                return;
            }
        if (plane < frame->frame.plane_count) fence += TEST_FENCE + test_room_bytes(&frame->frame, plane);
    }
}

static inline test_frame *test_frame_of(test_host *host, uint64_t handle) {
    if (handle == 0 || handle > TEST_FRAMES || !host->frames[handle - 1].memory) return NULL;
    return &host->frames[handle - 1];
}

static inline void test_release(test_host *host, test_frame *frame) {
    if (--frame->uses > 0) return;
    test_frame_check(host, frame);
    free(frame->memory);
    free(frame->copy);
    memset(frame, 0, sizeof *frame);
}

static inline void test_log(sluice_context *context, uint32_t level, const char *text, uint64_t bytes) {
    (void)context;
    fprintf(stderr, "log %u: %.*s\n", level, (int)bytes, text);
}
static inline void test_report(sluice_context *context, sluice_status code, const char *text, uint64_t bytes) {
    (void)code;
    snprintf(test_of(context)->error, sizeof test_of(context)->error, "%.*s", (int)bytes, text);
}
static inline int64_t test_now(sluice_context *context) { return test_of(context)->clock_ns; }
static inline int32_t test_cancelled(sluice_context *context) { return test_of(context)->is_cancelled; }
static inline const void *test_no_extension(sluice_context *context, const char *id) {
    (void)context, (void)id;
    return NULL;
}
static inline sluice_status test_progress(sluice_context *context, uint32_t stream, uint64_t seq, int64_t pts_ns) {
    (void)context, (void)stream, (void)seq, (void)pts_ns;
    return SLUICE_OK;
}

static inline uint32_t test_intern(sluice_context *context, const char *text, uint64_t bytes) {
    test_host *host = test_of(context);
    if (bytes == 0) return 0;
    for (uint32_t i = 0; i < host->name_count; ++i)
        if (strlen(host->names[i]) == bytes && memcmp(host->names[i], text, bytes) == 0) return i + 1;
    char *copy = host->name_count < TEST_NAMES ? (char *)calloc(1, bytes + 1) : NULL;
    if (!copy) return 0;
    memcpy(copy, text, bytes);
    host->names[host->name_count++] = copy;
    return host->name_count;
}
static inline const char *test_text_of(sluice_context *context, uint32_t id, uint64_t *bytes) {
    test_host *host = test_of(context);
    const char *text = id > 0 && id <= host->name_count ? host->names[id - 1] : NULL;
    *bytes = text ? strlen(text) : 0;
    return text;
}

static inline sluice_status test_frame_alloc(sluice_context *context, const sluice_frame_spec *spec, sluice_frame *frame,
                                             uint8_t *planes[4]) {
    test_host *host = test_of(context);
    test_frame *made = test_frame_new(host, spec->pixel_format, spec->width, spec->height);
    if (!made) return SLUICE_E_MEMORY;
    if (spec->like) made->frame.colour = spec->like->colour, made->frame.origin = spec->like->origin;
    if (spec->colour) made->frame.colour = *spec->colour;
    *frame = made->frame;
    for (uint32_t i = 0; i < 4; ++i) planes[i] = i < frame->plane_count ? (uint8_t *)(uintptr_t)frame->planes[i].data : NULL;
    return SLUICE_OK;
}
static inline sluice_status test_frame_ref(sluice_context *context, uint64_t handle) {
    test_frame *frame = test_frame_of(test_of(context), handle);
    if (!frame) return SLUICE_E_ARGUMENT;
    ++frame->uses;
    return SLUICE_OK;
}
static inline void test_frame_unref(sluice_context *context, uint64_t handle) {
    test_frame *frame = test_frame_of(test_of(context), handle);
    if (frame) test_release(test_of(context), frame);
    else test_breach(test_of(context), "a frame was given back that the stage does not have");
}
static inline sluice_status test_frame_keep(sluice_context *context, uint64_t handle, const sluice_rect *rect,
                                            sluice_frame *frame) {
    (void)rect;
    test_frame *from = test_frame_of(test_of(context), handle);
    if (!from || rect) return from ? SLUICE_E_UNSUPPORTED : SLUICE_E_ARGUMENT;
    test_frame *made = test_frame_new(test_of(context), from->frame.pixel_format, from->frame.width, from->frame.height);
    if (!made) return SLUICE_E_LIMIT;
    memcpy(made->memory, from->memory, from->bytes);
    *frame = made->frame;
    return SLUICE_OK;
}

static inline sluice_region_block *test_regions_new(sluice_context *context, const sluice_region_block *base,
                                                    uint32_t regions, uint32_t points, uint32_t scores) {
    test_host *host = test_of(context);
    uint32_t old[3] = {base ? base->region_count : 0, base ? base->point_count : 0, base ? base->score_count : 0};
    uint32_t room[3] = {old[0] + regions, old[1] + points, old[2] + scores};
    uint32_t offset = sizeof(sluice_region_block);
    size_t bytes = offset + room[0] * sizeof(sluice_region) + room[1] * sizeof(sluice_point) + room[2] * sizeof(sluice_score);
    sluice_region_block *block = host->block_count < TEST_FRAMES ? (sluice_region_block *)calloc(1, bytes) : NULL;
    if (!block) return NULL;
    host->blocks[host->block_count++] = block;
    block->struct_size = sizeof *block, block->total_bytes = (uint32_t)bytes;
    block->region_count = old[0], block->region_capacity = room[0], block->regions_offset = offset;
    block->points_offset = offset += room[0] * (uint32_t)sizeof(sluice_region);
    block->point_count = old[1], block->point_capacity = room[1];
    block->scores_offset = offset + room[1] * (uint32_t)sizeof(sluice_point);
    block->score_count = old[2], block->score_capacity = room[2];
    if (base) {
        char *to = (char *)block;
        const char *from = (const char *)base;
        memcpy(to + block->regions_offset, from + base->regions_offset, old[0] * sizeof(sluice_region));
        memcpy(to + block->points_offset, from + base->points_offset, old[1] * sizeof(sluice_point));
        memcpy(to + block->scores_offset, from + base->scores_offset, old[2] * sizeof(sluice_score));
    }
    return block;
}

static inline void test_record_frame(test_item *made, const sluice_frame *frame) {
    uint32_t row_bytes = frame->width;
    if (frame->pixel_format == SLUICE_PIXEL_RGB || frame->pixel_format == SLUICE_PIXEL_BGR) row_bytes *= 3;
    if (frame->pixel_format == SLUICE_PIXEL_RGBA) row_bytes *= 4;
    made->pixel_format = frame->pixel_format, made->width = frame->width, made->height = frame->height;
    made->pixels = (uint8_t *)malloc((size_t)row_bytes * frame->height);
    for (uint32_t y = 0; made->pixels && y < frame->height; ++y)
        memcpy(made->pixels + (size_t)y * row_bytes, frame->planes[0].data + (size_t)y * frame->planes[0].row_stride_bytes,
               row_bytes);
}

static inline sluice_status test_emit(sluice_context *context, uint32_t port, const sluice_item *item) {
    test_host *host = test_of(context);
    int is_frame = item->kind == SLUICE_ITEM_FRAME;
    test_frame *frame = is_frame ? test_frame_of(host, item->payload.frame->handle) : NULL;
    if (is_frame && !frame) return SLUICE_E_ARGUMENT;
    if (host->count < TEST_ITEMS) {
        test_item *made = &host->items[host->count++];
        made->item = *item, made->port = port;
        made->item.payload.any = NULL, made->item.regions = NULL, made->item.attachments = NULL;
        if (frame) test_record_frame(made, item->payload.frame);
        const sluice_region_block *block = item->regions;
        made->regions = !block ? 0 : block->region_count < TEST_REGIONS ? block->region_count : (uint32_t)TEST_REGIONS;
        if (block) memcpy(made->region, (const char *)block + block->regions_offset, made->regions * sizeof(sluice_region));
    }
    if (frame && !frame->copy) test_release(host, frame); /* the stage's own: taken */
    return host->is_cancelled ? SLUICE_CANCELLED : SLUICE_OK;
}

/* What one call of the stage borrowed goes back. */
static inline sluice_status test_after(test_host *host, sluice_status status) {
    while (host->block_count) free(host->blocks[--host->block_count]);
    return status;
}

/* Makes stage `index` of the library that is linked in; NULL, with a line on stderr, when it cannot be made. */
static inline test_host *test_open(uint32_t index) {
    const sluice_library *library = sluice_plugin_entry_v1(SLUICE_ABI_MAJOR, SLUICE_ABI_MINOR, NULL);
    test_host *host = (test_host *)calloc(1, sizeof *host);
    if (!host || !library || index >= library->stage_count) {
        fprintf(stderr, "the library has no stage %u for this contract\n", index);
        free(host);
        return NULL;
    }
    host->items = (test_item *)calloc(TEST_ITEMS, sizeof *host->items);
    host->clock_ns = 1000000000, host->interval_ns = 40000000;
    sluice_host *t = &host->table;
    t->struct_size = sizeof *t, t->abi_minor = SLUICE_ABI_MINOR, t->log = test_log, t->report_error = test_report;
    t->now_ns = test_now, t->emit = test_emit, t->regions_new = test_regions_new, t->frame_alloc = test_frame_alloc;
    t->frame_ref = test_frame_ref, t->frame_unref = test_frame_unref, t->frame_keep = test_frame_keep;
    t->intern = test_intern, t->text_of = test_text_of, t->cancelled = test_cancelled, t->progress = test_progress;
    t->get_extension = test_no_extension;
    sluice_create_info info;
    memset(&info, 0, sizeof info);
    info.struct_size = sizeof info, info.stage_ordinal = 1, info.instance_count = 1, info.seed = 1;
    info.name = "test", info.name_bytes = 4;
    host->stage_class = library->stages[index];
    host->keys[0].type = SLUICE_VALUE_OBJECT;
    if (host->stage_class->create(host->stage_class, t, (sluice_context *)(void *)host, &info, &host->stage) < 0)
        test_breach(host, "create failed");
    return host;
}

static inline sluice_value *test_key(test_host *host, const char *key, uint32_t type) {
    if (host->key_count + 1 >= TEST_KEYS) abort();
    sluice_value *value = &host->keys[++host->key_count];
    value->type = type, value->subtree_nodes = 1, value->key = key, value->key_bytes = (uint32_t)strlen(key);
    return value;
}
static inline void test_set_number(test_host *host, const char *key, double number) {
    sluice_value *value = test_key(host, key, number == (double)(int64_t)number ? SLUICE_VALUE_INTEGER : SLUICE_VALUE_NUMBER);
    value->number = number, value->integer = (int64_t)number;
}
static inline void test_set_text(test_host *host, const char *key, const char *text) {
    sluice_value *value = test_key(host, key, SLUICE_VALUE_TEXT);
    value->text = text, value->text_bytes = strlen(text);
}

/* Configures with the keys that were set, and starts. */
static inline sluice_status test_start(test_host *host) {
    sluice_config config;
    memset(&config, 0, sizeof config);
    host->keys[0].child_count = host->key_count, host->keys[0].subtree_nodes = host->key_count + 1;
    config.struct_size = sizeof config, config.node_count = host->key_count + 1, config.nodes = host->keys;
    config.json = "{}", config.json_bytes = 2;
    sluice_status status = host->stage_class->configure(host->stage, &config);
    if (status >= 0) status = host->stage_class->start(host->stage);
    host->is_started = status >= 0;
    return status;
}

static inline void test_begin(test_host *host) {
    if (host->has_stream++) return;
    sluice_stream stream;
    memset(&stream, 0, sizeof stream);
    stream.struct_size = sizeof stream, stream.name = "test", stream.name_bytes = 4, stream.camera = "";
    if (host->stage_class->begin) test_after(host, host->stage_class->begin(host->stage, 0, &stream));
}

/* Pushes a frame; `paint` gives the byte at (x, y) of a plane, x in bytes. */
static inline sluice_status test_push(test_host *host, uint32_t format, uint32_t width, uint32_t height,
                                      uint8_t (*paint)(uint32_t plane, uint32_t x, uint32_t y, uint64_t seq)) {
    test_begin(host);
    test_frame *frame = test_frame_new(host, format, width, height);
    if (!frame) return SLUICE_E_MEMORY;
    ++host->seq;
    for (uint32_t p = 0; p < frame->frame.plane_count; ++p)
        for (uint32_t y = 0; y < frame->frame.planes[p].height; ++y)
            for (uint32_t x = 0; x < frame->frame.planes[p].row_stride_bytes; ++x)
                ((uint8_t *)(uintptr_t)frame->frame.planes[p].data)[(size_t)y * frame->frame.planes[p].row_stride_bytes + x] =
                    paint(p, x, y, host->seq);
    frame->copy = (uint8_t *)malloc(frame->bytes);
    if (!frame->copy) abort();
    memcpy(frame->copy, frame->memory, frame->bytes);
    frame->frame.origin.seq = host->seq;
    sluice_item item;
    memset(&item, 0, sizeof item);
    item.struct_size = sizeof item, item.kind = SLUICE_ITEM_FRAME, item.seq = host->seq;
    item.pts_ns = (int64_t)(host->seq - 1) * host->interval_ns, item.duration_ns = host->interval_ns;
    host->clock_ns += host->interval_ns;
    item.capture_ns = host->clock_ns, item.wall_ns = 1700000000000000000 + item.pts_ns;
    item.payload.frame = &frame->frame;
    sluice_status status = test_after(host, host->stage_class->process(host->stage, 0, &item));
    test_release(host, frame);
    return status;
}

/* Asks a source for items. */
static inline sluice_status test_produce(test_host *host) {
    return test_after(host, host->stage_class->produce(host->stage, host->clock_ns + 1000000000));
}

/* Ends the stream, drains and stops. */
static inline sluice_status test_finish(test_host *host) {
    sluice_status status = SLUICE_OK;
    if (host->has_stream && host->stage_class->end) status = test_after(host, host->stage_class->end(host->stage, 0, 0));
    if (status >= 0 && host->stage_class->drain) status = test_after(host, host->stage_class->drain(host->stage));
    host->is_started = 0;
    sluice_status stopped = host->stage_class->stop(host->stage);
    return status < 0 ? status : stopped;
}

/* Frees all. Returns how many times the contract was broken, frames that were not given back included. */
static inline uint32_t test_close(test_host *host) {
    if (host->is_started) test_finish(host);
    if (host->stage) host->stage_class->destroy(host->stage);
    for (int i = 0; i < TEST_FRAMES; ++i)
        if (host->frames[i].memory) {
            test_breach(host, "a frame was not given back");
            host->frames[i].uses = 1;
            test_release(host, &host->frames[i]);
        }
    for (uint32_t i = 0; i < host->count; ++i) free(host->items[i].pixels);
    for (uint32_t i = 0; i < host->name_count; ++i) free(host->names[i]);
    uint32_t breaches = host->breaches;
    free(host->items);
    free(host);
    return breaches;
}

#endif
