/* A stage that allocates what it is told to, and goes wrong at a chosen item: what 'sluice bench' measures and 'sluice pack'
 * packs. -D VERSION="1.2.3" is its version, -D SOURCE makes it a source of records. */
#include <pthread.h>
#include <semaphore.h>
#include <sluice/sluice.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(SLUICE_ABI_DRAFT == 2u, "the manifest below names the draft it is built for");

#ifndef VERSION
#define VERSION "1.2.3"
#endif
#ifdef SOURCE
#define PORTS "\"inputs\":[],\"outputs\":[{\"name\":\"out\",\"kind\":\"record\",\"description\":\"Notes.\"}],"
#else
#define PORTS                                                                                                          \
    "\"inputs\":[{\"name\":\"in\",\"kind\":\"frame\",\"formats\":[\"i420\",\"gray8\"],\"description\":\"Frames.\"}],"  \
    "\"outputs\":[],"
#endif

static const char manifest[] =
    "{\"sluice\":\"1\",\"library\":{\"name\":\"metered\",\"version\":\"" VERSION "\"},\"abi\":{\"major\":1,\"draft\":2},\"stages\":[{\"id\":\"org.example.metered\",\"version\":\"" VERSION
    "\",\"summary\":\"Allocates.\",\"license\":\"MIT\"," PORTS
    "\"configuration\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
    "\"allocate\":{\"type\":\"integer\",\"default\":0,\"minimum\":0,\"maximum\":1000,\"description\":\"Allocations an item.\"},"
    "\"leak_bytes\":{\"type\":\"integer\",\"default\":0,\"minimum\":0,\"description\":\"Bytes never given back, an item.\"},"
    "\"on_thread\":{\"type\":\"boolean\",\"default\":false,\"description\":\"Allocates on a thread of its own.\"},"
    "\"fault\":{\"type\":\"string\",\"default\":\"none\",\"description\":\"What goes wrong.\"},"
    "\"at\":{\"type\":\"integer\",\"default\":40,\"minimum\":1,\"description\":\"At this item.\"}}}}]}";

#ifdef BUILD
/* Another file with the same stage. */
__attribute__((used)) static const volatile int build = BUILD;
#endif

struct sluice_stage {
    const sluice_host *host;
    sluice_context *context;
    char fault[32];
    int64_t allocate, leak_bytes, at, on_thread;
    pthread_t thread;
    sem_t wanted, done;
    int is_over;
    uint64_t count;
    uint32_t type;
};

static sluice_status create(const sluice_stage_class *stage_class, const sluice_host *host, sluice_context *context,
                            const sluice_create_info *info, sluice_stage **stage) {
    (void)stage_class, (void)info;
    *stage = calloc(1, sizeof **stage);
    if (!*stage) return SLUICE_E_MEMORY;
    (*stage)->host = host;
    (*stage)->context = context;
    (*stage)->type = host->intern(context, "test.note", 9);
    return SLUICE_OK;
}
static void destroy(sluice_stage *stage) { free(stage); }

static int is(const sluice_value *value, const char *key) {
    return value->key_bytes == strlen(key) && memcmp(value->key, key, value->key_bytes) == 0;
}

static sluice_status configure(sluice_stage *stage, const sluice_config *config) {
    for (uint32_t at = 1; at < config->node_count; at += config->nodes[at].subtree_nodes) {
        const sluice_value *value = &config->nodes[at];
        if (is(value, "fault")) snprintf(stage->fault, sizeof stage->fault, "%.*s", (int)value->text_bytes, value->text);
        if (is(value, "allocate")) stage->allocate = value->integer;
        if (is(value, "leak_bytes")) stage->leak_bytes = value->integer;
        if (is(value, "at")) stage->at = value->integer;
        if (is(value, "on_thread")) stage->on_thread = value->integer;
    }
    return SLUICE_OK;
}

static void allocate(const sluice_stage *stage) {
    for (int64_t number = 0; number < stage->allocate; ++number) {
        void *volatile block = malloc(100);
        free(block);
    }
}

static void *helper(void *opaque) {
    sluice_stage *stage = opaque;
    for (;;) {
        sem_wait(&stage->wanted);
        if (stage->is_over) return NULL;
        allocate(stage);
        sem_post(&stage->done);
    }
}

static sluice_status stop(sluice_stage *stage) {
    if (!stage->on_thread) return SLUICE_OK;
    stage->is_over = 1;
    sem_post(&stage->wanted);
    pthread_join(stage->thread, NULL);
    return SLUICE_OK;
}

static sluice_status start(sluice_stage *stage) {
    if (stage->on_thread) {
        sem_init(&stage->wanted, 0, 0);
        sem_init(&stage->done, 0, 0);
        if (pthread_create(&stage->thread, NULL, helper, stage) != 0) return SLUICE_E_MEMORY;
    }
    if (strcmp(stage->fault, "start") != 0) return SLUICE_OK;
    stage->host->report_error(stage->context, SLUICE_E_MISSING, "there is no camera", 18);
    return SLUICE_E_MISSING;
}

static sluice_status work(sluice_stage *stage) {
    stage->count += 1;
    if (stage->on_thread) {
        sem_post(&stage->wanted);
        sem_wait(&stage->done);
    } else {
        allocate(stage);
    }
    if (stage->leak_bytes > 0) {
        char *volatile block = malloc((size_t)stage->leak_bytes);
        if (block) memset(block, 1, (size_t)stage->leak_bytes);
    }
    if (stage->count != (uint64_t)stage->at) return SLUICE_OK;
    if (strcmp(stage->fault, "crash") == 0) *(volatile int *)8 = 1;
    if (strcmp(stage->fault, "exit") == 0) exit(7);
    if (strcmp(stage->fault, "hang") == 0)
        for (;;) pause();
    if (strcmp(stage->fault, "fail") == 0) {
        stage->host->report_error(stage->context, SLUICE_E_IO, "no luck", 7);
        return SLUICE_E_IO;
    }
    return SLUICE_OK;
}

#ifdef SOURCE
static sluice_status produce(sluice_stage *stage, int64_t deadline_ns) {
    (void)deadline_ns;
    sluice_status status = work(stage);
    if (status < 0) return status;
    static const char json[] = "{}";
    sluice_record record = {.struct_size = sizeof record, .type = stage->type, .json = json, .bytes = 2};
    sluice_item item = {.struct_size = sizeof item, .kind = SLUICE_ITEM_RECORD, .seq = stage->count};
    item.pts_ns = (int64_t)stage->count * 1000000;
    item.payload.record = &record;
    return stage->host->emit(stage->context, 0, &item);
}
#else
static sluice_status process(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    (void)port, (void)item;
    /* What the host allocates for a stage is not the stage's. */
    char line[40];
    int bytes = snprintf(line, sizeof line, "item %llu", (unsigned long long)stage->count);
    stage->host->log(stage->context, 0, line, (uint64_t)bytes);
    return work(stage);
}
#endif

static const void *get_extension(sluice_stage *stage, const char *id) {
    (void)stage, (void)id;
    return NULL;
}
static sluice_status describe(const sluice_text_sink *sink) {
    sink->write(sink->context, manifest, sizeof manifest - 1);
    return SLUICE_OK;
}
static const sluice_stage_class stage_class = {
    .struct_size = sizeof stage_class, .id = "org.example.metered", .create = create, .destroy = destroy,
    .configure = configure, .start = start, .stop = stop,
#ifdef SOURCE
    .produce = produce,
#else
    .process = process,
#endif
    .get_extension = get_extension};
static const sluice_stage_class *const stages[] = {&stage_class};
static const sluice_library library = {.struct_size = sizeof library, .abi_draft = SLUICE_ABI_DRAFT,
                                       .required_minor = 0, .stage_count = 1, .stages = stages, .describe = describe};
SLUICE_EXPORT const sluice_library *sluice_plugin_entry_v1(uint32_t major, uint32_t minor, const sluice_text_sink *why) {
    (void)major, (void)minor, (void)why;
    return &library;
}
