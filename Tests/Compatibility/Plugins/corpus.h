/* What the small plugins of the compatibility corpus have in common: a stage that takes brightness and gives a picture in
 * which `offset` has been added to each pixel, and that can do one thing more. Included by one file a plugin, which sets
 *   NAME        last part of its id, and its file name
 *   PROPERTIES  members of its JSON Schema, after `offset`
 *   MEMBERS     members of its manifest beside the usual ones, with a comma before each
 *   STATE       fields of its own
 *   OFFSET_MARK members of the schema of `offset`, with a comma before each
 * and writes take_settings, offset_of, forget and find_extension. Built with -DDRAFT=n, the contract's draft. */
#ifndef CORPUS_H
#define CORPUS_H

#include <sluice/sluice.h>
#include <stdlib.h>
#include <string.h>

#define QUOTED(value) #value
#define TEXT(value) QUOTED(value)
#define ID "org.example.corpus-c-" NAME
_Static_assert(SLUICE_ABI_DRAFT == DRAFT, "the draft that scripts/corpus found in the header");

struct sluice_stage {
    const sluice_host *host;
    sluice_context *context;
    int is_configured, is_started;
    uint32_t offset;
    STATE
};

static int take_settings(sluice_stage *stage, const sluice_value *value);
static uint8_t offset_of(sluice_stage *stage, const sluice_item *item);
static void forget(sluice_stage *stage, uint32_t stream);
static const void *find_extension(const char *id);

static const char manifest[] =
    "{\"sluice\":\"1\",\"library\":{\"name\":\"" ID "\",\"version\":\"1.0.0\"},"
    "\"abi\":{\"major\":1,\"minor\":0,\"draft\":" TEXT(DRAFT) "},\"stages\":[{\"id\":\"" ID "\",\"version\":\"1.0.0\","
    "\"license\":\"Apache-2.0\",\"summary\":\"Brightens each picture; for the compatibility corpus.\","
    "\"inputs\":[{\"name\":\"in\",\"kind\":\"frame\",\"formats\":[\"gray8\"],\"description\":\"Brightness.\"}],"
    "\"outputs\":[{\"name\":\"out\",\"kind\":\"same\",\"as\":\"in\",\"description\":\"The brighter pictures.\"}],"
    "\"max_outputs\":64" MEMBERS ",\"configuration\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
    "\"offset\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":255,\"default\":1" OFFSET_MARK ","
    "\"description\":\"What is added to each pixel, beyond white from black on.\"}" PROPERTIES "}}}]}";

static sluice_status refuse(const sluice_stage *stage, sluice_status code, const char *text) {
    stage->host->report_error(stage->context, code, text, strlen(text));
    return code;
}

static int is_key(const sluice_value *value, const char *key) {
    return value->key_bytes == strlen(key) && memcmp(value->key, key, value->key_bytes) == 0;
}

static sluice_status read_settings(sluice_stage *stage, const sluice_config *config) {
    const sluice_value *child = config->nodes + 1;
    for (uint32_t index = 0; index < config->nodes->child_count; ++index, child += child->subtree_nodes)
        if (is_key(child, "offset"))
            stage->offset = (uint32_t)child->integer;
        else if (!take_settings(stage, child))
            return SLUICE_E_CONFIG;
    return SLUICE_OK;
}

static sluice_status create(const sluice_stage_class *stage_class, const sluice_host *host, sluice_context *context,
                            const sluice_create_info *info, sluice_stage **stage) {
    (void)stage_class, (void)info;
    sluice_stage *made = calloc(1, sizeof *made);
    if (!made) return SLUICE_E_MEMORY;
    made->host = host, made->context = context;
    *stage = made;
    return SLUICE_OK;
}

static void destroy(sluice_stage *stage) { free(stage); }

static sluice_status configure(sluice_stage *stage, const sluice_config *config) {
    if (stage->is_started) return refuse(stage, SLUICE_E_STATE, "configure was called while started");
    sluice_status status = read_settings(stage, config);
    if (status >= 0) stage->is_configured = 1;
    return status;
}

static sluice_status start(sluice_stage *stage) {
    if (!stage->is_configured || stage->is_started) return refuse(stage, SLUICE_E_STATE, "start was called too early");
    stage->is_started = 1;
    forget(stage, UINT32_MAX);
    return SLUICE_OK;
}

static sluice_status stop(sluice_stage *stage) {
    if (!stage->is_started) return refuse(stage, SLUICE_E_STATE, "stop was called before start");
    stage->is_started = 0;
    return SLUICE_OK;
}

static sluice_status process(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    (void)port;
    if (!stage->is_started) return refuse(stage, SLUICE_E_STATE, "process was called before start");
    if (item->kind != SLUICE_ITEM_FRAME || item->payload.frame->pixel_format != SLUICE_PIXEL_GRAY8)
        return refuse(stage, SLUICE_E_FORMAT, "a frame in gray8 is needed");
    const sluice_frame *frame = item->payload.frame;
    sluice_frame_spec spec = {.struct_size = sizeof spec, .pixel_format = frame->pixel_format, .width = frame->width,
                              .height = frame->height, .like = frame};
    sluice_frame made = {.struct_size = sizeof made};
    uint8_t *planes[4] = {0};
    sluice_status status = stage->host->frame_alloc(stage->context, &spec, &made, planes);
    if (status < 0) return refuse(stage, status, "the host has no memory for a frame");
    uint8_t offset = offset_of(stage, item);
    for (uint32_t y = 0; y < frame->height; ++y)
        for (uint32_t x = 0; x < frame->width; ++x)
            planes[0][(uint64_t)y * made.planes[0].row_stride_bytes + x] =
                (uint8_t)(frame->planes[0].data[(uint64_t)y * frame->planes[0].row_stride_bytes + x] + offset);
    sluice_item out;
    SLUICE_COPY(&out, item);
    out.payload.frame = &made;
    status = stage->host->emit(stage->context, 0, &out);
    return status < 0 ? refuse(stage, status, "the host refused a picture") : SLUICE_OK;
}

static sluice_status reset(sluice_stage *stage, uint32_t stream) {
    if (!stage->is_started) return refuse(stage, SLUICE_E_STATE, "reset was called before start");
    forget(stage, stream);
    return SLUICE_OK;
}

static const void *get_extension(sluice_stage *stage, const char *id) {
    (void)stage;
    return find_extension(id);
}

static sluice_status describe(const sluice_text_sink *sink) {
    sink->write(sink->context, manifest, sizeof manifest - 1);
    return SLUICE_OK;
}

static const sluice_stage_class stage_class = {
    .struct_size = sizeof stage_class, .id = ID, .create = create, .destroy = destroy, .configure = configure,
    .start = start, .stop = stop, .process = process, .reset = reset, .get_extension = get_extension,
};
static const sluice_stage_class *const stages[] = {&stage_class};
static const sluice_library library = {
    .struct_size = sizeof library, .abi_draft = SLUICE_ABI_DRAFT, .required_minor = 0, .stage_count = 1,
    .stages = stages, .describe = describe,
};

const sluice_library *sluice_plugin_entry_v1(uint32_t host_major, uint32_t host_minor,
                                             const sluice_text_sink *why_not) {
    if (host_major == SLUICE_ABI_MAJOR && host_minor >= library.required_minor) return &library;
    static const char reason[] = ID " needs contract 1.0";
    if (why_not) why_not->write(why_not->context, reason, sizeof reason - 1);
    return NULL;
}

#endif
