/* An empty stage in C for frames of NV12. How many it has seen is its state.
 * Built with -DVARIANT=N it is the same stage in another file, as a plugin is after its author has built it anew. */
#include <sluice/sluice.h>
#include <stdlib.h>
#include <string.h>

#ifndef VARIANT
#define VARIANT 0
#endif
#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)

_Static_assert(SLUICE_ABI_DRAFT == 2u, "the manifest below names the draft it is built for");

static const char manifest[] =
    "{\"sluice\":\"1\",\"library\":{\"name\":\"nv12-pass\",\"version\":\"1.0." TEXT(VARIANT) "\"},"
    "\"abi\":{\"major\":1,\"draft\":2},\"stages\":[{\"id\":\"org.example.nv12-pass\","
    "\"version\":\"1.0." TEXT(VARIANT) "\",\"summary\":\"Passes frames on.\","
    "\"inputs\":[{\"name\":\"in\",\"kind\":\"frame\",\"formats\":[\"nv12\"]}],"
    "\"outputs\":[{\"name\":\"out\",\"kind\":\"same\",\"as\":\"in\"}],\"configuration\":{\"type\":\"object\","
    "\"additionalProperties\":false,\"properties\":{}}}]}";

struct sluice_stage {
    const sluice_host *host;
    sluice_context *context;
    uint64_t count;
};

static sluice_status create(const sluice_stage_class *stage_class, const sluice_host *host, sluice_context *context,
                            const sluice_create_info *info, sluice_stage **stage) {
    (void)stage_class, (void)info;
    *stage = calloc(1, sizeof **stage);
    if (!*stage) return SLUICE_E_MEMORY;
    (*stage)->host = host;
    (*stage)->context = context;
    return SLUICE_OK;
}

static void destroy(sluice_stage *stage) { free(stage); }

static sluice_status configure(sluice_stage *stage, const sluice_config *config) {
    (void)stage, (void)config;
    return SLUICE_OK;
}

static sluice_status nothing(sluice_stage *stage) {
    (void)stage;
    return SLUICE_OK;
}

static sluice_status process(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    (void)port;
    stage->count += 1;
    return stage->host->emit(stage->context, 0, item);
}

static int32_t save(sluice_stage *stage, const sluice_text_sink *sink) {
    sink->write(sink->context, (const char *)&stage->count, sizeof stage->count);
    return SLUICE_OK;
}

static int32_t restore(sluice_stage *stage, uint32_t version, const uint8_t *data, uint64_t bytes) {
    if (version != 1 || bytes != sizeof stage->count) return SLUICE_E_ARGUMENT;
    memcpy(&stage->count, data, sizeof stage->count);
    return SLUICE_OK;
}

static const sluice_state state = {.struct_size = sizeof state, .version = 1, .save = save, .restore = restore};

static const void *get_extension(sluice_stage *stage, const char *id) {
    (void)stage;
    return strcmp(id, SLUICE_EXT_STATE) == 0 ? &state : NULL;
}

static sluice_status describe(const sluice_text_sink *sink) {
    sink->write(sink->context, manifest, sizeof manifest - 1);
    return SLUICE_OK;
}

static const sluice_stage_class stage_class = {
    .struct_size = sizeof stage_class, .id = "org.example.nv12-pass", .create = create, .destroy = destroy,
    .configure = configure, .start = nothing, .stop = nothing, .process = process, .get_extension = get_extension};
static const sluice_stage_class *const stages[] = {&stage_class};
static const sluice_library library = {.struct_size = sizeof library, .abi_draft = SLUICE_ABI_DRAFT,
                                       .required_minor = 0, .stage_count = 1, .stages = stages, .describe = describe};

SLUICE_EXPORT const sluice_library *sluice_plugin_entry_v1(uint32_t major, uint32_t minor, const sluice_text_sink *why) {
    (void)major, (void)minor, (void)why;
    return &library;
}
