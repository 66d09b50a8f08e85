/* The smallest library with one stage that does nothing, and one fault of the author's choice: -D FAULT_... */
#include <fcntl.h>
#include <signal.h>
#include <sluice/sluice.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

_Static_assert(SLUICE_ABI_DRAFT == 2u, "the manifest below names the draft it is built for");

#define STRING_OF(x) #x
#define STRING(x) STRING_OF(x)
#ifndef DRAFT
#define DRAFT SLUICE_ABI_DRAFT
#endif
#ifndef ID
#define ID org.example.faulty
#endif

static const char manifest[] =
#if defined FAULT_JSON
    "{\"sluice\":\"1\",\"library\":";
#elif defined FAULT_FIELD
    "{\"sluice\":\"1\",\"library\":{\"name\":\"faulty\"},\"abi\":{\"major\":1,\"draft\":2},\"stages\":["
    "{\"id\":\"org.example.faulty\",\"version\":\"1.0.0\",\"inputs\":{},\"outputs\":[]}]}";
#else
    "{\"sluice\":\"1\",\"library\":{\"name\":\"faulty\"},\"abi\":{\"major\":1,\"draft\":2},\"stages\":["
#ifdef FAULT_ID
    "{\"id\":\"org.example.other\","
#else
    "{\"id\":\"" STRING(ID) "\","
#endif
    "\"version\":\"1.0.0\",\"inputs\":[],\"outputs\":[]}]}";
#endif

/* Says to the test that the fault is about to happen: by a lock, as a scan may write no file. */
static void mark(void) {
#ifdef MARKER
    flock(open(MARKER, O_RDONLY), LOCK_EX);
#endif
}

/* What no plugin may do when it is loaded or described. */
static void reach_out(void) {
#if defined FAULT_SOCKET
    close(socket(AF_INET, SOCK_STREAM, 0));
#elif defined FAULT_WRITE
    close(open(FAULT_WRITE, O_CREAT | O_WRONLY, 0600));
#elif defined FAULT_EXEC
    char *arguments[] = {"/bin/true", NULL}, *environment[] = {NULL};
    execve(arguments[0], arguments, environment);
#elif defined FAULT_FORK
    if (fork() == 0) _exit(0);
#elif defined FAULT_KILL
    kill(getppid(), SIGTERM);
#elif defined FAULT_LOOK
    close(open("/etc/shadow", O_RDONLY));
#endif
}

static void hang(void) {
    mark();
    for (;;) pause();
}

__attribute__((constructor)) static void loaded(void) {
#if defined FAULT_CRASH
    fprintf(stderr, "loaded and about to crash\n");
    *(volatile int *)8 = 1;
#elif defined FAULT_EXIT
    exit(0);
#elif defined FAULT_HANG_LOADING
    hang();
#elif defined FAULT_PRINT
    printf("phase describing\nresult ok 2\n{}");
    fflush(stdout);
#endif
#ifndef FAULT_LATE
    reach_out();
#endif
}

static sluice_status create(const sluice_stage_class *stage_class, const sluice_host *host, sluice_context *context,
                            const sluice_create_info *info, sluice_stage **stage) {
    (void)stage_class, (void)host, (void)context, (void)info, (void)stage;
    return SLUICE_E_UNSUPPORTED;
}
static void destroy(sluice_stage *stage) { (void)stage; }
static sluice_status configure(sluice_stage *stage, const sluice_config *config) {
    (void)stage, (void)config;
    return SLUICE_OK;
}
static sluice_status nothing(sluice_stage *stage) {
    (void)stage;
    return SLUICE_OK;
}
static sluice_status produce(sluice_stage *stage, int64_t deadline_ns) {
    (void)stage, (void)deadline_ns;
    return SLUICE_END;
}
static const void *get_extension(sluice_stage *stage, const char *id) {
    (void)stage, (void)id;
    return NULL;
}

#ifdef FAULT_SYMBOL
int function_that_is_nowhere(void);
#endif
#ifdef FAULT_NEEDED
int function_of_the_missing_library(void);
#endif

static sluice_status describe(const sluice_text_sink *sink) {
#if defined FAULT_ABORT
    abort();
#elif defined FAULT_HANG
    hang();
#elif defined FAULT_HANG_WITH_CHILD
    if (fork() == 0) {
        sleep(60);
        _exit(0);
    }
    hang();
#elif defined FAULT_LEAVE_CHILD
    if (fork() == 0) {
        sleep(60);
        _exit(0);
    }
#elif defined FAULT_DESCRIBE
    return SLUICE_E_IO;
#elif defined FAULT_FLOOD
    for (size_t bytes = 0; bytes < 64u << 20; bytes += sizeof manifest)
        sink->write(sink->context, manifest, sizeof manifest - 1);
#elif defined FAULT_CHANNEL
    for (int fd = 3; fd < 128; ++fd)
        if (fcntl(fd, F_GETFD) >= 0) (void)!write(fd, "result ok 999999999999999999999\nresult\n\n\xff", 40);
#elif defined FAULT_SYMBOL
    function_that_is_nowhere();
#elif defined FAULT_NEEDED
    function_of_the_missing_library();
#elif defined FAULT_PRINT
    printf("result ok 2\n{}");
    fflush(stdout);
#endif
#ifdef FAULT_LATE
    reach_out();
#endif
    sink->write(sink->context, manifest, sizeof manifest - 1);
    return SLUICE_OK;
}

static const sluice_stage_class stage = {
#ifdef FAULT_CLASS_SIZE
    .struct_size = 16,
#else
    .struct_size = sizeof stage,
#endif
    .id = STRING(ID), .create = create, .destroy = destroy, .configure = configure, .start = nothing,
    .stop = nothing, .get_extension = get_extension,
#ifndef FAULT_SLOT
    .produce = produce,
#endif
};
#ifdef FAULT_TWICE
static const sluice_stage_class *const stages[] = {&stage, &stage};
#else
static const sluice_stage_class *const stages[] = {&stage};
#endif
static const sluice_library library = {
#ifdef FAULT_SIZE
    .struct_size = 8,
#else
    .struct_size = sizeof library,
#endif
    .abi_draft = DRAFT,
#ifdef FAULT_MINOR
    .required_minor = 7,
#endif
    .stage_count = sizeof stages / sizeof stages[0], .stages = stages, .describe = describe,
};

#if defined FAULT_NO_ENTRY
const void *unrelated(void) { return &library; }
#elif defined FAULT_MAJOR_SYMBOL
SLUICE_EXPORT const sluice_library *sluice_plugin_entry_v2(void) { return &library; }
#else
const sluice_library *sluice_plugin_entry_v1(uint32_t host_major, uint32_t host_minor,
                                             const sluice_text_sink *why_not) {
#ifdef FAULT_REFUSE
    char reason[128];
    int bytes = snprintf(reason, sizeof reason, "faulty 1.0.0 needs contract 2.3, the host offers %u.%u",
                         (unsigned)host_major, (unsigned)host_minor);
    if (why_not) why_not->write(why_not->context, reason, (uint64_t)bytes);
    return NULL;
#else
    (void)host_major, (void)host_minor, (void)why_not;
    return &library;
#endif
}
#endif
