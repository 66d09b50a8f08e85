/* The library: its manifest, its tables, its entry. */
#define _GNU_SOURCE
#include "specimen.h"

#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PORT(name, rest) "{\"name\":\"" name "\"," rest ",\"description\":\"" name " of the specimen.\"}"
#define STAGE(name, rest)                                                                                              \
    "{\"id\":\"org.example.specimen." name "\",\"version\":\"1.0.0\",\"license\":\"Apache-2.0\",\"summary\":\"Specimen.\"," rest "}"
#define CLOSED "\"configuration\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{}}"

#if defined FAULT_no_description
#define THRESHOLD_WORDS ""
#else
#define THRESHOLD_WORDS "\"description\":\"Not used for much, 0 to 255.\","
#endif
#if defined FAULT_open_schema
#define OPENNESS "true"
#else
#define OPENNESS "false"
#endif
#if defined FAULT_odd_version
#define VERSION "one"
#else
#define VERSION "1.0.0"
#endif
#if defined FAULT_no_summary
#define SUMMARY ""
#else
#define SUMMARY "Marks frames with their brightness."
#endif
#if defined FAULT_costs_more
#define COST "\"cost_us\":1,"
#else
#define COST ""
#endif

#if defined FAULT_leaves_lock
#define LOCK "\"lock\":{\"description\":\"Tells others that an item is under way.\",\"type\":\"string\",\"default\":\"item.lock\",\"x-sluice-path\":\"write\"},"
#else
#define LOCK ""
#endif

static const char manifest[] =
    "{\"sluice\":\"1\",\"library\":{\"name\":\"org.example.specimen\",\"version\":\"" VERSION "\"},"
    "\"abi\":{\"major\":1,\"minor\":0,\"draft\":2},\"stages\":["
    "{\"id\":\"org.example.specimen.marker\",\"version\":\"1.0.0\",\"license\":\"Apache-2.0\",\"summary\":\"" SUMMARY "\"," COST
    "\"inputs\":[" PORT("in", "\"kind\":\"frame\",\"formats\":[\"i420\",\"gray8\",\"rgb\"]") ","
    PORT("notes", "\"kind\":\"record\",\"optional\":true") "],"
    "\"outputs\":[" PORT("out", "\"kind\":\"same\",\"as\":\"in\"") "],\"state\":\"none\",\"scores\":[\"mean\"],"
    "\"configuration\":{\"type\":\"object\",\"additionalProperties\":" OPENNESS ",\"properties\":{"
    "\"threshold\":{" THRESHOLD_WORDS "\"type\":\"number\",\"minimum\":0,\"maximum\":255,\"default\":64},"
    "\"mode\":{\"description\":\"How many pixels are looked at.\",\"type\":\"string\",\"enum\":[\"fast\",\"exact\"],\"default\":\"fast\"},"
    "\"gain\":{\"description\":\"What the mean is multiplied by.\",\"type\":\"number\",\"minimum\":0,\"maximum\":10,\"default\":1,\"x-sluice-live\":true},"
    LOCK "\"model\":{\"description\":\"A file that begins with SPEC.\",\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}],\"default\":null,\"x-sluice-path\":\"read\"},"
    "\"token\":{\"description\":\"Nobody may see it.\",\"type\":\"string\",\"default\":\"\",\"x-sluice-secret\":true}}}},"
    STAGE("invert", "\"inputs\":[" PORT("in", "\"kind\":\"frame\",\"formats\":[\"gray8\"]") "],\"outputs\":["
          PORT("out", "\"kind\":\"frame\",\"formats\":[\"gray8\"]") "],\"state\":\"none\"," CLOSED) ","
    STAGE("delay", "\"inputs\":[" PORT("in", "\"kind\":\"frame\",\"formats\":[\"i420\",\"gray8\"]") "],\"outputs\":["
          PORT("out", "\"kind\":\"same\",\"as\":\"in\"") "],\"state\":\"stream\",\"holds\":true,\"holds_frames\":2," CLOSED) ","
    STAGE("counter", "\"inputs\":[" PORT("in", "\"kind\":\"any\"") "],\"outputs\":[" PORT("out", "\"kind\":\"record\"")
          "],\"state\":\"stream\",\"records\":[\"specimen.count\"]," CLOSED) ","
    STAGE("source", "\"inputs\":[],\"outputs\":[" PORT("out", "\"kind\":\"frame\",\"formats\":[\"gray8\"]")
          "],\"state\":\"none\"," CLOSED) ","
    STAGE("reader", "\"inputs\":[" PORT("in", "\"kind\":\"packet\",\"codecs\":[\"demo\"]") "],\"outputs\":["
          PORT("out", "\"kind\":\"record\"") "],\"state\":\"none\",\"records\":[\"specimen.count\"]," CLOSED) "]}";

#ifdef FAULT_undefined_symbol
int function_that_is_nowhere(void);
#endif
#ifdef FAULT_needs_path
int function_of_the_missing_library(void);
#endif

static void *wait_for_ever(void *argument) {
    pthread_setname_np(pthread_self(), "specimen:scan");
    for (;;) pause();
    return argument;
}

static sluice_status describe(const sluice_text_sink *sink) {
    static int calls;
#ifdef FAULT_undefined_symbol
    function_that_is_nowhere();
#endif
#ifdef FAULT_needs_path
    function_of_the_missing_library();
#endif
    if (FAULT(slow_describe)) usleep(250000);
    if (FAULT(thread_in_describe)) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, wait_for_ever, NULL) == 0) pthread_detach(thread);
    }
    if (FAULT(file_in_describe)) (void)!open("/dev/null", O_RDONLY | O_CLOEXEC);
    sink->write(sink->context, manifest, sizeof manifest - 1);
    for (int spaces = calls++; FAULT(unstable_describe) && spaces > 0; --spaces) sink->write(sink->context, " ", 1);
    return SLUICE_OK;
}

static const sluice_stage_class *const stages[] = {
    &marker_class, &invert_class, &delay_class, &counter_class, &source_class, &reader_class,
};
static const sluice_library library = {
    .struct_size = sizeof library, .abi_draft = SLUICE_ABI_DRAFT, .required_minor = 0,
    .stage_count = sizeof stages / sizeof stages[0], .stages = stages, .describe = describe,
};

__attribute__((constructor)) static void loaded(void) {
    if (FAULT(takes_signal)) signal(SIGTERM, SIG_IGN);
}

#ifdef FAULT_extra_export
SLUICE_EXPORT int specimen_helper(void);
int specimen_helper(void) { return 1; }
#endif

#ifdef FAULT_entry_is_data
extern const uint64_t entry_data __asm__("sluice_plugin_entry_v1");
__attribute__((visibility("default"))) const uint64_t entry_data = 0x1122334455667788;
const void *unused(void) { return &library; }
#else
const sluice_library *sluice_plugin_entry_v1(uint32_t host_major, uint32_t host_minor, const sluice_text_sink *why_not) {
    char reason[96];
    if (FAULT(new_table_each_time)) {
        static sluice_library tables[16];
        static int next;
        tables[next % 16] = library;
        return &tables[next++ % 16];
    }
    if (host_major == SLUICE_ABI_MAJOR || FAULT(takes_any_host)) return &library;
    int bytes = snprintf(reason, sizeof reason, "specimen 1.0.0 needs contract 1.0, the host offers %u.%u",
                         (unsigned)host_major, (unsigned)host_minor);
    if (why_not && !FAULT(refuses_silently)) why_not->write(why_not->context, reason, (uint64_t)bytes);
    return NULL;
}
#endif
