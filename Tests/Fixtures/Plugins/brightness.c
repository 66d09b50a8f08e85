/* A whole stage in C: passes on the frames that are bright enough.
 *   cc -shared -fPIC -fvisibility=hidden -Wl,-z,defs -I include -o brightness.so brightness.c */
#include <sluice/sluice.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(SLUICE_ABI_DRAFT == 2u, "the manifest below names the draft it is built for");

#define ID "org.example.brightness"

static const char manifest[] =
    "{\"sluice\":\"1\",\"library\":{\"name\":\"" ID "\",\"version\":\"1.2.0\"},"
    "\"abi\":{\"major\":1,\"minor\":0,\"draft\":2},\"stages\":[{"
    "\"id\":\"" ID "\",\"version\":\"1.2.0\",\"license\":\"Apache-2.0\","
    "\"summary\":\"Passes on the frames that are bright enough.\","
    "\"inputs\":[{\"name\":\"frames\",\"kind\":\"frame\",\"formats\":[\"gray8\"],\"description\":\"Pictures.\"}],"
    "\"outputs\":[{\"name\":\"bright\",\"kind\":\"same\",\"as\":\"frames\",\"description\":\"The bright ones.\"}],"
    "\"state\":\"none\",\"max_outputs\":1,\"configuration\":{\"type\":\"object\",\"additionalProperties\":false,"
    "\"properties\":{\"threshold\":{\"type\":\"number\",\"minimum\":0,\"maximum\":255,\"default\":64,"
    "\"description\":\"Mean grey level from which a frame counts as bright.\"}}}}]}";

struct sluice_stage {
    const sluice_host *host;
    sluice_context *context;
    double threshold;
    int configured, started;
};

static sluice_status refuse(const sluice_stage *stage, sluice_status code, const char *text) {
    stage->host->report_error(stage->context, code, text, strlen(text));
    return code;
}

static sluice_status create(const sluice_stage_class *stage_class, const sluice_host *host, sluice_context *context,
                            const sluice_create_info *info, sluice_stage **stage) {
    (void)stage_class, (void)info;
    sluice_stage *made = calloc(1, sizeof *made);
    if (!made) return SLUICE_E_MEMORY;
    *made = (sluice_stage){.host = host, .context = context, .threshold = 64};
    *stage = made;
    return SLUICE_OK;
}

static void destroy(sluice_stage *stage) { free(stage); }

static sluice_status configure(sluice_stage *stage, const sluice_config *config) {
    if (stage->started) return refuse(stage, SLUICE_E_STATE, "configure was called while started");
    const sluice_value *root = config->nodes, *child = root + 1;
    for (uint32_t index = 0; index < root->child_count; ++index, child += child->subtree_nodes)
        if (child->key_bytes == 9 && memcmp(child->key, "threshold", 9) == 0) stage->threshold = child->number;
    stage->configured = 1;
    return SLUICE_OK;
}

static sluice_status start(sluice_stage *stage) {
    if (!stage->configured || stage->started) return refuse(stage, SLUICE_E_STATE, "start was called too early");
    stage->started = 1;
    return SLUICE_OK;
}

static sluice_status stop(sluice_stage *stage) {
    if (!stage->started) return refuse(stage, SLUICE_E_STATE, "stop was called before start");
    stage->started = 0;
    return SLUICE_OK;
}

static double mean(const sluice_plane *plane) {
    uint64_t sum = 0;
    for (uint32_t y = 0; y < plane->height; ++y)
        for (uint32_t x = 0; x < plane->width; ++x) sum += plane->data[(uint64_t)y * plane->row_stride_bytes + x];
    return (double)sum / ((double)plane->width * plane->height);
}

static sluice_status process(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    (void)port;
    if (!stage->started) return refuse(stage, SLUICE_E_STATE, "process was called before start");
    if (item->kind != SLUICE_ITEM_FRAME || item->payload.frame->pixel_format != SLUICE_PIXEL_GRAY8)
        return refuse(stage, SLUICE_E_FORMAT, "a frame in gray8 is needed");
    if (mean(&item->payload.frame->planes[0]) < stage->threshold) return SLUICE_DROPPED;
    return stage->host->emit(stage->context, 0, item);
}

static const void *get_extension(sluice_stage *stage, const char *id) {
    (void)stage, (void)id;
    return NULL;
}

static sluice_status describe(const sluice_text_sink *sink) {
    sink->write(sink->context, manifest, sizeof manifest - 1);
    return SLUICE_OK;
}

static const sluice_stage_class brightness = {
    .struct_size = sizeof brightness, .id = ID, .create = create, .destroy = destroy, .configure = configure,
    .start = start, .stop = stop, .process = process, .get_extension = get_extension,
};
static const sluice_stage_class *const stages[] = {&brightness};
static const sluice_library library = {
    .struct_size = sizeof library, .abi_draft = SLUICE_ABI_DRAFT, .required_minor = 0, .stage_count = 1,
    .stages = stages, .describe = describe,
};

const sluice_library *sluice_plugin_entry_v1(uint32_t host_major, uint32_t host_minor,
                                             const sluice_text_sink *why_not) {
    (void)host_minor;
    if (host_major == SLUICE_ABI_MAJOR) return &library;
    static const char reason[] = ID " needs contract 1.0";
    if (why_not) why_not->write(why_not->context, reason, sizeof reason - 1);
    return NULL;
}
