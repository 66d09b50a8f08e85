/* A stage that counts items, remembers the count as its state, and goes wrong at a chosen item in a chosen way. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sluice/sluice.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

_Static_assert(SLUICE_ABI_DRAFT == 2u, "the manifest below names the draft it is built for");

static const char manifest[] =
    "{\"sluice\":\"1\",\"library\":{\"name\":\"misbehaving\"},\"abi\":{\"major\":1,\"draft\":2},\"stages\":["
    "{\"id\":\"org.example.misbehaving\",\"version\":\"1.0.0\",\"summary\":\"Goes wrong.\","
    "\"inputs\":[{\"name\":\"in\",\"kind\":\"any\"}],\"outputs\":[{\"name\":\"out\",\"kind\":\"same\",\"as\":\"in\"}],"
    "\"records\":[\"test.count\"],\"configuration\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
    "\"fault\":{\"type\":\"string\",\"default\":\"none\",\"description\":\"What goes wrong.\"},"
    "\"every\":{\"type\":\"integer\",\"default\":0,\"description\":\"At each so many items; 0 for never.\"}}}}]}";

#ifdef TRACE
__attribute__((constructor)) static void loaded(void) {
    int made = open(TRACE, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (made >= 0) close(made);
}
#endif

struct sluice_stage {
    const sluice_host *host;
    sluice_context *context;
    char fault[32];
    int64_t every;
    uint64_t count;
    uint64_t calls;
    uint32_t type;
};

static sluice_status create(const sluice_stage_class *stage_class, const sluice_host *host, sluice_context *context,
                            const sluice_create_info *info, sluice_stage **stage) {
    (void)stage_class, (void)info;
    *stage = calloc(1, sizeof **stage);
    if (!*stage) return SLUICE_E_MEMORY;
    (*stage)->host = host;
    (*stage)->context = context;
    (*stage)->type = host->intern(context, "test.count", 10);
    return SLUICE_OK;
}
static void destroy(sluice_stage *stage) { free(stage); }

static sluice_status configure(sluice_stage *stage, const sluice_config *config) {
    for (uint32_t at = 1; at < config->node_count; at += config->nodes[at].subtree_nodes) {
        const sluice_value *value = &config->nodes[at];
        if (value->key_bytes == 5 && memcmp(value->key, "fault", 5) == 0)
            snprintf(stage->fault, sizeof stage->fault, "%.*s", (int)value->text_bytes, value->text);
        if (value->key_bytes == 5 && memcmp(value->key, "every", 5) == 0) stage->every = value->integer;
    }
    return SLUICE_OK;
}
static sluice_status nothing(sluice_stage *stage) {
    (void)stage;
    return SLUICE_OK;
}

static void go_wrong(const sluice_stage *stage) {
    const char *fault = stage->fault;
    if (strcmp(fault, "segv") == 0) *(volatile int *)8 = 1;
    if (strcmp(fault, "abort") == 0) abort();
    if (strcmp(fault, "exit") == 0) exit(7);
    if (strcmp(fault, "quiet-exit") == 0) _exit(0);
    if (strcmp(fault, "kill") == 0) kill(getpid(), SIGKILL);
    if (strcmp(fault, "hang") == 0)
        for (;;) pause();
    if (strcmp(fault, "leak") == 0)
        for (;;) {
            char *memory = malloc(4 << 20);
            if (memory) memset(memory, 1, 4 << 20);
            usleep(1000);
        }
    if (strcmp(fault, "print") == 0) {
        printf("result ok 2\n{}\nand a line without an end");
        fflush(stdout);
        for (int fd = 3; fd < 32; ++fd) (void)!write(fd, "nonsense", 8);
    }
}

/* Tries what a sandbox refuses; the status of the item. */
static sluice_status reach_out(const sluice_stage *stage) {
    int made = 0;
    if (strcmp(stage->fault, "socket") == 0) made = socket(AF_INET, SOCK_STREAM, 0);
    if (strcmp(stage->fault, "write") == 0) made = open("/var/tmp/misbehaving", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (strcmp(stage->fault, "silent") == 0) return socket(AF_INET, SOCK_STREAM, 0) < 0 ? SLUICE_E_IO : SLUICE_OK;
    if (made < 0) {
        stage->host->report_error(stage->context, SLUICE_E_IO, "cannot reach out", 16);
        return SLUICE_E_IO;
    }
    if (made > 0) close(made);
    return SLUICE_OK;
}

/* Passes the item on, and gives a record with how many items it has seen. */
static sluice_status process(sluice_stage *stage, uint32_t port, const sluice_item *item) {
    (void)port;
    stage->count += 1;
    stage->calls += 1;
    if (stage->every > 0 && item->seq % (uint64_t)stage->every == 0) {
        go_wrong(stage);
        sluice_status status = reach_out(stage);
        if (status < 0) return status;
    }
    char json[64];
    sluice_record record = {.struct_size = sizeof record, .type = stage->type, .json = json};
    record.bytes = (uint64_t)snprintf(json, sizeof json, "{\"count\":%llu}", (unsigned long long)stage->count);
    sluice_item copy;
    SLUICE_COPY(&copy, item);
    copy.kind = SLUICE_ITEM_RECORD;
    copy.payload.record = &record;
    copy.regions = NULL;
    copy.attachments = NULL;
    sluice_status status = stage->host->emit(stage->context, 0, &copy);
    if (status < 0) return status;
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

static int32_t read_metric(sluice_stage *stage, uint32_t index, sluice_metric *metric) {
    if (index > 1) return SLUICE_E_ARGUMENT;
    metric->kind = index == 0 ? SLUICE_METRIC_COUNTER : SLUICE_METRIC_GAUGE;
    metric->name = index == 0 ? "calls_total" : "count_items";
    metric->help = index == 0 ? "Items handed to this instance." : "The count that it remembers.";
    metric->value = index == 0 ? (double)stage->calls : (double)stage->count;
    return SLUICE_OK;
}
static const sluice_metrics metrics = {.struct_size = sizeof metrics, .count = 2, .read = read_metric};

static const void *get_extension(sluice_stage *stage, const char *id) {
    (void)stage;
    if (strcmp(id, SLUICE_EXT_METRICS) == 0) return &metrics;
    return strcmp(id, SLUICE_EXT_STATE) == 0 ? &state : NULL;
}

static sluice_status describe(const sluice_text_sink *sink) {
    sink->write(sink->context, manifest, sizeof manifest - 1);
    return SLUICE_OK;
}
static const sluice_stage_class stage_class = {
    .struct_size = sizeof stage_class, .id = "org.example.misbehaving", .create = create, .destroy = destroy,
    .configure = configure, .start = nothing, .stop = nothing, .process = process, .get_extension = get_extension};
static const sluice_stage_class *const stages[] = {&stage_class};
static const sluice_library library = {.struct_size = sizeof library, .abi_draft = SLUICE_ABI_DRAFT,
                                       .required_minor = 0, .stage_count = 1, .stages = stages, .describe = describe};
SLUICE_EXPORT const sluice_library *sluice_plugin_entry_v1(uint32_t major, uint32_t minor, const sluice_text_sink *why) {
    (void)major, (void)minor, (void)why;
    return &library;
}
