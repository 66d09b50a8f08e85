/* A stage in C: stretches the brightness of each frame over the whole range, so that a picture taken in fog or at
 * dusk can be told apart. Builds with one header: see the Makefile beside it. */
#include <sluice/sluice.h>

#include <stdlib.h>
#include <string.h>

_Static_assert(SLUICE_ABI_DRAFT == 2u, "the manifest below names the draft it is built for");

#define ID "org.example.levels"

static const char manifest[] =
    "{\"sluice\":\"1\",\"library\":{\"name\":\"" ID "\",\"version\":\"1.0.0\"},"
    "\"abi\":{\"major\":1,\"minor\":0,\"draft\":2},\"stages\":[{"
    "\"id\":\"" ID "\",\"version\":\"1.0.0\",\"license\":\"Apache-2.0\","
    "\"summary\":\"Stretches the brightness of each frame over the whole range.\","
    "\"inputs\":[{\"name\":\"in\",\"kind\":\"frame\",\"formats\":[\"i420\",\"nv12\",\"gray8\"],"
    "\"description\":\"Pictures.\"}],"
    "\"outputs\":[{\"name\":\"out\",\"kind\":\"same\",\"as\":\"in\",\"description\":\"The stretched ones.\"}],"
    "\"state\":\"none\",\"max_outputs\":1,\"configuration\":{\"type\":\"object\",\"additionalProperties\":false,"
    "\"properties\":{"
    "\"cut\":{\"type\":\"number\",\"minimum\":0,\"maximum\":0.2,\"default\":0.01,\"x-sluice-live\":true,"
    "\"description\":\"Share of the pixels at each end that become black or white.\"},"
    "\"gain\":{\"type\":\"number\",\"minimum\":1,\"maximum\":16,\"default\":4,\"x-sluice-live\":true,"
    "\"description\":\"Most that contrast is raised; noise is raised with it.\"}}}}]}";

struct settings {
    double cut, gain;
};

struct sluice_stage {
    const sluice_host *host;
    sluice_context *context;
    struct settings settings;
    int configured, started;
};

static sluice_status refuse(const sluice_stage *stage, sluice_status code, const char *text) {
    stage->host->report_error(stage->context, code, text, strlen(text));
    return code;
}

static int is_key(const sluice_value *value, const char *key) {
    return value->key_bytes == strlen(key) && memcmp(value->key, key, value->key_bytes) == 0;
}

static struct settings read_settings(const sluice_config *config) {
    struct settings result = {.cut = 0.01, .gain = 4};
    const sluice_value *child = config->nodes + 1;
    for (uint32_t index = 0; index < config->nodes->child_count; ++index, child += child->subtree_nodes) {
        if (is_key(child, "cut")) result.cut = child->number;
        if (is_key(child, "gain")) result.gain = child->number;
    }
    return result;
}

/* Life cycle */

static sluice_status create(const sluice_stage_class *stage_class, const sluice_host *host, sluice_context *context,
                            const sluice_create_info *info, sluice_stage **stage) {
    (void)stage_class, (void)info;
    sluice_stage *made = calloc(1, sizeof *made);
    if (!made) return SLUICE_E_MEMORY;
    made->host = host;
    made->context = context;
    *stage = made;
    return SLUICE_OK;
}

static void destroy(sluice_stage *stage) { free(stage); }

static sluice_status configure(sluice_stage *stage, const sluice_config *config) {
    if (stage->started) return refuse(stage, SLUICE_E_STATE, "configure was called while started");
    stage->settings = read_settings(config);
    stage->configured = 1;
    return SLUICE_OK;
}

static sluice_status start(sluice_stage *stage) {
    if (!stage->configured) return refuse(stage, SLUICE_E_STATE, "start was called before configure");
    if (stage->started) return refuse(stage, SLUICE_E_STATE, "start was called twice");
    stage->started = 1;
    return SLUICE_OK;
}

static sluice_status stop(sluice_stage *stage) {
    if (!stage->started) return refuse(stage, SLUICE_E_STATE, "stop was called before start");
    stage->started = 0;
    return SLUICE_OK;
}

/* Pixels. Brightness is plane 0 in each of the formats that the manifest lists. */

static void count_levels(const sluice_plane *plane, uint64_t counts[256]) {
    memset(counts, 0, 256 * sizeof *counts);
    for (uint32_t y = 0; y < plane->height; ++y) {
        const uint8_t *row = plane->data + (uint64_t)y * plane->row_stride_bytes;
        for (uint32_t x = 0; x < plane->width; ++x) ++counts[row[x]];
    }
}

/* The level that `share` of the pixels lie below, from the dark end (step 1) or the bright end (step -1). */
static int level_at(const uint64_t counts[256], uint64_t pixels, double share, int step) {
    uint64_t left = (uint64_t)((double)pixels * share);
    int level = step > 0 ? 0 : 255;
    while (level + step >= 0 && level + step <= 255 && counts[level] <= left) {
        left -= counts[level];
        level += step;
    }
    return level;
}

static void make_curve(const sluice_frame *frame, const struct settings *settings, uint8_t curve[256]) {
    uint64_t counts[256];
    const sluice_plane *plane = &frame->planes[0];
    count_levels(plane, counts);
    uint64_t pixels = (uint64_t)plane->width * plane->height;
    double dark = level_at(counts, pixels, settings->cut, 1), bright = level_at(counts, pixels, settings->cut, -1);
    if (bright < dark) bright = dark;
    /* ITU-T H.273: limited range unless the frame says full; black is 16 and white 235. */
    double black = frame->colour.range == 2 ? 0 : 16, white = frame->colour.range == 2 ? 255 : 235;
    double gain = bright > dark ? (white - black) / (bright - dark) : 1;
    if (gain > settings->gain) gain = settings->gain;
    if (gain < 1) gain = 1;
    /* About the middle, moved so that neither end is lost where there is room for both. */
    double middle = (dark + bright) / 2, low = middle - (middle - dark) * gain, high = middle + (bright - middle) * gain;
    double shift = high > white ? white - high : 0;
    if (low + shift < black) shift = black - low;
    for (int level = 0; level < 256; ++level) {
        double value = middle + (level - middle) * gain + shift + 0.5;
        curve[level] = (uint8_t)(value < black ? black : value > white ? white : value);
    }
}

static void apply(const sluice_plane *from, const sluice_plane *to, uint8_t *pixels, const uint8_t curve[256]) {
    for (uint32_t y = 0; y < from->height; ++y) {
        const uint8_t *in = from->data + (uint64_t)y * from->row_stride_bytes;
        uint8_t *out = pixels + (uint64_t)y * to->row_stride_bytes;
        for (uint32_t x = 0; x < from->width; ++x) out[x] = curve[in[x]];
    }
}

static void copy_colour(const sluice_frame *from, const sluice_frame *to, uint8_t *const planes[4]) {
    uint32_t sample_bytes = from->pixel_format == SLUICE_PIXEL_NV12 ? 2 : 1;
    for (uint32_t index = 1; index < from->plane_count; ++index)
        for (uint32_t y = 0; y < from->planes[index].height; ++y)
            memcpy(planes[index] + (uint64_t)y * to->planes[index].row_stride_bytes,
                   from->planes[index].data + (uint64_t)y * from->planes[index].row_stride_bytes,
                   (size_t)from->planes[index].width * sample_bytes);
}

static sluice_status process(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    (void)port;
    if (!stage->started) return refuse(stage, SLUICE_E_STATE, "process was called before start");
    if (item->kind != SLUICE_ITEM_FRAME) return refuse(stage, SLUICE_E_FORMAT, "a frame is needed");
    const sluice_frame *from = item->payload.frame;
    if (from->pixel_format != SLUICE_PIXEL_I420 && from->pixel_format != SLUICE_PIXEL_NV12 &&
        from->pixel_format != SLUICE_PIXEL_GRAY8)
        return refuse(stage, SLUICE_E_FORMAT, "a frame in i420, nv12 or gray8 is needed");

    sluice_frame_spec spec = {.struct_size = sizeof spec, .pixel_format = from->pixel_format, .width = from->width,
                              .height = from->height, .like = from};
    sluice_frame made = {.struct_size = sizeof made};
    uint8_t *planes[4] = {0};
    sluice_status status = stage->host->frame_alloc(stage->context, &spec, &made, planes);
    if (status < 0) return refuse(stage, status, "the host has no memory for a frame");

    uint8_t curve[256];
    make_curve(from, &stage->settings, curve);
    apply(&from->planes[0], &made.planes[0], planes[0], curve);
    copy_colour(from, &made, planes);

    /* The item keeps its stream, number, clocks, regions and attachments; emit takes the frame, also when it fails. */
    sluice_item out;
    SLUICE_COPY(&out, item);
    out.payload.frame = &made;
    status = stage->host->emit(stage->context, 0, &out);
    return status < 0 ? refuse(stage, status, "the host refused the stretched frame") : SLUICE_OK;
}

/* Settings marked x-sluice-live: all or nothing, between two items. */

static int32_t set(sluice_stage *stage, const sluice_config *config) {
    if (!stage->started) return refuse(stage, SLUICE_E_STATE, "set was called before start");
    stage->settings = read_settings(config);
    return SLUICE_OK;
}

static const sluice_params params = {.struct_size = sizeof params, .set = set};

static const void *get_extension(sluice_stage *stage, const char *id) {
    (void)stage;
    return strcmp(id, SLUICE_EXT_PARAMS) == 0 ? &params : NULL;
}

/* The library */

static sluice_status describe(const sluice_text_sink *sink) {
    sink->write(sink->context, manifest, sizeof manifest - 1);
    return SLUICE_OK;
}

static const sluice_stage_class levels = {
    .struct_size = sizeof levels, .id = ID, .create = create, .destroy = destroy, .configure = configure,
    .start = start, .stop = stop, .process = process, .get_extension = get_extension,
};
static const sluice_stage_class *const stages[] = {&levels};
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
