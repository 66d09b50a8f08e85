/* The life cycle that all stages share. */
#define _GNU_SOURCE
#include "specimen.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

sluice_status refuse(const sluice_stage *stage, sluice_status code, const char *text) {
    if (!FAULT(silent_error)) stage->host->report_error(stage->context, code, text, strlen(text));
    return code;
}

sluice_status need_started(const sluice_stage *stage, const char *call) {
    char text[64];
    if (stage->started) return SLUICE_OK;
    snprintf(text, sizeof text, "%s was called before start", call);
    return refuse(stage, SLUICE_E_STATE, text);
}

sluice_status create(const sluice_stage_class *stage_class, const sluice_host *host, sluice_context *context,
                     const sluice_create_info *info, sluice_stage **stage) {
    (void)stage_class, (void)info;
    if (FAULT(reads_past_host) && ((void *const *)(host + 1))[0] == (void *)1) return SLUICE_E_FAILED;
    if (FAULT(refuses_longer_host) && host->struct_size != sizeof *host) {
        static const char text[] = "the host's table has another size than mine";
        host->report_error(context, SLUICE_E_UNSUPPORTED, text, sizeof text - 1);
        return SLUICE_E_FAILED;
    }
    if (FAULT(leaks_descriptor)) (void)!open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (FAULT(leaks_life) && !malloc(1000)) abort();
    if (FAULT(sets_umask)) umask(0);
    sluice_stage *made = calloc(1, sizeof *made);
    if (!made) return SLUICE_E_MEMORY;
    made->host = host;
    made->context = context;
    made->threshold = 64;
    made->gain = 1;
    made->creator = (unsigned long)pthread_self();
    made->label = host->intern(context, "bright", 6);
    made->mean_name = host->intern(context, "mean", 4);
    made->count_type = host->intern(context, "specimen.count", 14);
    *stage = made;
    return SLUICE_OK;
}

static void *call_later(void *argument) {
    sluice_stage *stage = argument;
    pthread_setname_np(pthread_self(), "specimen:late");
    usleep(50000);
    stage->host->now_ns(stage->context);
    return NULL;
}

static void late_call(sluice_stage *stage) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, call_later, stage) == 0) pthread_detach(thread);
}

void destroy(sluice_stage *stage) {
    if (FAULT(destroy_crashes) && stage->started) abort();
    for (int index = 0; index < stage->held_count && !FAULT(keeps_frames); ++index)
        stage->host->frame_unref(stage->context, stage->held[index].frame.handle);
    if (FAULT(calls_after_destroy)) {
        late_call(stage);
        return;
    }
    if (!FAULT(leaves_thread) && !FAULT(spins)) free(stage);
}

sluice_status configure(sluice_stage *stage, const sluice_config *config) {
    if (stage->started && !FAULT(configures_while_started))
        return refuse(stage, SLUICE_E_STATE, "configure was called while started");
    stage->threshold = 64;
    stage->gain = 1;
    stage->exact = 0;
    stage->model[0] = stage->token[0] = stage->lock[0] = 0;
    stage->broken = 0;
    double old_gain = stage->gain_of_before;
    read_settings(stage, config);
    if (FAULT(keeps_old_settings) && old_gain > stage->gain) stage->gain = old_gain;
    stage->gain_of_before = stage->gain;
    if (stage->broken) return SLUICE_E_CONFIG;
    if (FAULT(refuses_maximum) && stage->threshold == 255)
        return refuse(stage, SLUICE_E_FAILED, "that is too much");
    if (stage->model[0] && !FAULT(late_model)) {
        char magic[4] = {0};
        int file = open(stage->model, O_RDONLY | O_CLOEXEC);
        ssize_t got = file < 0 ? -1 : read(file, magic, sizeof magic);
        if (file >= 0) close(file);
        if (got != 4 || memcmp(magic, "SPEC", 4) != 0)
            return refuse(stage, SLUICE_E_MISSING, "model: the file is not there or is no model");
    }
    if (FAULT(logs_secret)) stage->host->log(stage->context, SLUICE_LOG_INFO, stage->token, strlen(stage->token));
    stage->configured = 1;
    return SLUICE_OK;
}

static void *wait_for_ever(void *argument) {
    (void)argument;
    if (!FAULT(unnamed_thread)) pthread_setname_np(pthread_self(), "specimen:idle");
    for (;;) {
        if (!FAULT(spins)) usleep(FAULT(unnamed_thread) ? 1000 : 100000);
    }
    return NULL;
}

static void start_threads(sluice_stage *stage) {
    pthread_t thread;
    (void)stage;
    if (pthread_create(&thread, NULL, wait_for_ever, NULL) == 0) pthread_detach(thread);
}

static void hang(void) {
#ifdef MARKER
    close(open(MARKER, O_CREAT | O_WRONLY, 0600));
#endif
    for (;;) pause();
}

sluice_status start(sluice_stage *stage) {
    if (stage->started && FAULT(starts_twice)) return SLUICE_OK;
    if (!stage->configured || stage->started) return refuse(stage, SLUICE_E_STATE, "start was called in the wrong state");
    if (FAULT(start_fails)) return refuse(stage, SLUICE_E_FAILED, "it does not start");
    if (FAULT(hangs_in_start)) hang();
    if (FAULT(leaves_lock) && stage->lock[0] && owner_of(stage->lock) != getpid() && owner_of(stage->lock) != 0)
        return refuse(stage, SLUICE_E_FAILED, "the run before did not end well: there is a lock");
    if (stage->label == 0 || stage->mean_name == 0) {
        if (FAULT(half_started)) stage->started = 1;
        /* A name that is not there is asked for again at the next try. */
        stage->label = stage->host->intern(stage->context, "bright", 6);
        stage->mean_name = stage->host->intern(stage->context, "mean", 4);
        stage->count_type = stage->host->intern(stage->context, "specimen.count", 14);
        if (stage->label == 0) return refuse(stage, SLUICE_E_MEMORY, "the host knows no more names");
    }
    if (FAULT(leaves_thread) || FAULT(spins) || FAULT(unnamed_thread)) start_threads(stage);
    stage->started = 1;
    stage->produced = 0;
    return SLUICE_OK;
}

sluice_status stop(sluice_stage *stage) {
    sluice_status status = need_started(stage, "stop");
    if (status < 0) return status;
    stage->started = 0;
    if (FAULT(keeps_over_stop)) return SLUICE_OK;
    for (int index = 0; index < stage->held_count && !FAULT(keeps_frames); ++index)
        stage->host->frame_unref(stage->context, stage->held[index].frame.handle);
    stage->held_count = 0;
    memset(stage->counts, 0, sizeof stage->counts);
    return SLUICE_OK;
}
