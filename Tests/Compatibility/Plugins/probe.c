/* A sink that writes a line of text for each item: what the compatibility corpus compares. Its text is the corpus's own, so
 * that no other plugin's format is tested along with it. */
#include <inttypes.h>
#include <sluice/sluice.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUOTED(value) #value
#define TEXT(value) QUOTED(value)
#define ID "org.example.corpus-c-probe"
_Static_assert(SLUICE_ABI_DRAFT == DRAFT, "the draft that scripts/corpus found in the header");

static const char manifest[] =
    "{\"sluice\":\"1\",\"library\":{\"name\":\"" ID "\",\"version\":\"1.0.0\"},"
    "\"abi\":{\"major\":1,\"minor\":0,\"draft\":" TEXT(DRAFT) "},\"stages\":[{\"id\":\"" ID "\",\"version\":\"1.0.0\","
    "\"license\":\"Apache-2.0\",\"summary\":\"Writes a line for each picture; for the compatibility corpus.\","
    "\"inputs\":[{\"name\":\"in\",\"kind\":\"frame\",\"formats\":[\"gray8\"],\"description\":\"Brightness.\"}],"
    "\"outputs\":[],\"state\":\"graph\",\"blocking\":true,\"configuration\":{\"type\":\"object\","
    "\"additionalProperties\":false,\"required\":[\"path\"],\"properties\":{\"path\":{\"type\":\"string\",\"minLength\":1,"
    "\"maxLength\":4000,\"x-sluice-path\":\"write\",\"description\":\"The file; an older one is replaced.\"}}}}]}";

struct sluice_stage {
    const sluice_host *host;
    sluice_context *context;
    int is_configured;
    FILE *file;
    char path[4096];
};

static sluice_status refuse(const sluice_stage *stage, sluice_status code, const char *text) {
    stage->host->report_error(stage->context, code, text, strlen(text));
    return code;
}

static sluice_status refuse_key(const sluice_stage *stage, const sluice_value *value) {
    char text[160];
    snprintf(text, sizeof text, "%.*s: there is no such key; path is the only one",
             value->key_bytes < 80 ? (int)value->key_bytes : 80, value->key);
    return refuse(stage, SLUICE_E_CONFIG, text);
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

static void destroy(sluice_stage *stage) {
    if (stage->file) fclose(stage->file);
    free(stage);
}

static sluice_status configure(sluice_stage *stage, const sluice_config *config) {
    if (stage->file) return refuse(stage, SLUICE_E_STATE, "configure was called while started");
    stage->is_configured = 0;
    const sluice_value *child = config->nodes + 1;
    for (uint32_t index = 0; index < config->nodes->child_count; ++index, child += child->subtree_nodes) {
        if (child->key_bytes != 4 || memcmp(child->key, "path", 4) != 0) return refuse_key(stage, child);
        if (child->text_bytes == 0 || child->text_bytes >= sizeof stage->path) break;
        memcpy(stage->path, child->text, child->text_bytes);
        stage->path[child->text_bytes] = 0;
        stage->is_configured = 1;
    }
    return stage->is_configured ? SLUICE_OK : refuse(stage, SLUICE_E_CONFIG, "path: the name of a file is needed");
}

static sluice_status start(sluice_stage *stage) {
    if (!stage->is_configured || stage->file) return refuse(stage, SLUICE_E_STATE, "start was called too early");
    stage->file = fopen(stage->path, "we");
    return stage->file ? SLUICE_OK : refuse(stage, SLUICE_E_IO, "path: the file cannot be written");
}

static sluice_status stop(sluice_stage *stage) {
    if (!stage->file) return refuse(stage, SLUICE_E_STATE, "stop was called before start");
    int closed = fclose(stage->file);
    stage->file = NULL;
    return closed == 0 ? SLUICE_OK : refuse(stage, SLUICE_E_IO, "path: the last lines could not be written");
}

/* FNV-1a of the visible pixels. */
static uint64_t hash_of(const sluice_plane *plane) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (uint32_t y = 0; y < plane->height; ++y)
        for (uint32_t x = 0; x < plane->width; ++x)
            hash = (hash ^ plane->data[(uint64_t)y * plane->row_stride_bytes + x]) * 0x100000001b3u;
    return hash;
}

static void write_regions(sluice_stage *stage, const sluice_region_block *block) {
    const sluice_region *region = (const sluice_region *)((const char *)block + block->regions_offset);
    for (uint32_t index = 0; index < block->region_count; ++index, ++region) {
        uint64_t bytes = 0;
        const char *label = stage->host->text_of(stage->context, region->label, &bytes);
        fprintf(stage->file, " %.*s %g %g %g %g", (int)bytes, label ? label : "", region->x, region->y, region->width,
                region->height);
    }
}

static sluice_status process(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    (void)port;
    if (!stage->file) return refuse(stage, SLUICE_E_STATE, "process was called before start");
    if (item->kind != SLUICE_ITEM_FRAME || item->payload.frame->pixel_format != SLUICE_PIXEL_GRAY8)
        return refuse(stage, SLUICE_E_FORMAT, "a frame in gray8 is needed");
    const sluice_frame *frame = item->payload.frame;
    fprintf(stage->file, "%" PRIu64 " %" PRId64 " %" PRIu32 "x%" PRIu32 " %016" PRIx64, item->seq, item->pts_ns,
            frame->width, frame->height, hash_of(&frame->planes[0]));
    if (item->regions) write_regions(stage, item->regions);
    fputc('\n', stage->file);
    return ferror(stage->file) ? refuse(stage, SLUICE_E_IO, "path: the file cannot be written") : SLUICE_OK;
}

static const void *get_extension(sluice_stage *stage, const char *id) {
    (void)stage, (void)id;
    return NULL;
}

static sluice_status describe(const sluice_text_sink *sink) {
    sink->write(sink->context, manifest, sizeof manifest - 1);
    return SLUICE_OK;
}

static const sluice_stage_class stage_class = {
    .struct_size = sizeof stage_class, .id = ID, .create = create, .destroy = destroy, .configure = configure,
    .start = start, .stop = stop, .process = process, .get_extension = get_extension,
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
