#define _GNU_SOURCE /* dladdr */
#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ovs_library ovs;

static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

void ovs_say(ovs_text to, const char *text) {
    if (to.start && to.bytes) snprintf(to.start, to.bytes, "%s", text ? text : "");
}

int32_t ovs_failed(int32_t status, ovs_text why) {
    const char *text = ovs.ov_get_last_err_msg ? ovs.ov_get_last_err_msg() : NULL;
    ovs_say(why, text && *text ? text : "OpenVINO gives no reason");
    if (text) ovs.ov_free(text);
    return status < 0 ? status : -1;
}

static int32_t find_functions(struct ovs_library *made, void *handle, ovs_text why) {
#define FIND(result, name, arguments)                                                                                   \
    *(void **)&made->name = dlsym(handle, #name);                                                                       \
    if (!made->name) {                                                                                                  \
        ovs_say(why, "the function " #name " is not in it");                                                            \
        return -1;                                                                                                      \
    }
    OPENVINO_FUNCTIONS(FIND)
    return 0;
}

/* The numbers of element types changed with 2025.0. */
static int32_t check_version(struct ovs_library *made, ovs_text why) {
    ov_version_t version = {0};
    if (made->ov_get_openvino_version(&version) != 0) {
        ovs_say(why, "it does not tell its version");
        return -1;
    }
    snprintf(made->version, sizeof made->version, "%s", version.buildNumber ? version.buildNumber : "");
    made->ov_version_free(&version);
    int year = 0;
    if (sscanf(made->version, "%d", &year) != 1 || year < 2025) {
        char text[128];
        snprintf(text, sizeof text, "its version is %s; 2025.0 or later is needed", made->version);
        ovs_say(why, text);
        return -1;
    }
    return 0;
}

static int32_t open_locked(const char *path, ovs_text why) {
    struct ovs_library made = {0};
    if (ovs.core) return 0;
    /* Never closed: its threads and the processor plugin that it loads itself outlive any one model. */
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!handle) {
        ovs_say(why, dlerror());
        return -1;
    }
    if (find_functions(&made, handle, why) || check_version(&made, why)) return -1;
    if (made.ov_core_create(&made.core) != 0) {
        ovs_say(why, made.ov_get_last_err_msg());
        return -1;
    }
    ovs = made;
    return 0;
}

int32_t ovs_open(const char *path, ovs_text why) {
    pthread_mutex_lock(&opening);
    int32_t status = open_locked(path, why);
    pthread_mutex_unlock(&opening);
    return status;
}

const char *ovs_version(void) { return ovs.version; }

void ovs_port_from(const ov_partial_shape_t *shape, int32_t element, ovs_port *port) {
    memset(port, 0, sizeof *port);
    port->element = element;
    port->rank = -1;
    if (shape->rank.min != shape->rank.max || shape->rank.max < 0 || shape->rank.max > OVS_RANK) return;
    port->rank = (int32_t)shape->rank.max;
    for (int32_t axis = 0; axis < port->rank; axis++) {
        ov_dimension_t length = shape->dims[axis];
        port->lengths[axis] = length.min == length.max ? length.min : -1;
    }
}

void ovs_own_file(ovs_text path) {
    Dl_info facts;
    int32_t is_known = dladdr((const void *)&opening, &facts) && facts.dli_fname;
    /* A host that loads by descriptor gives /proc/self/fd/N, behind which the file is. */
    char *real = is_known ? realpath(facts.dli_fname, NULL) : NULL;
    ovs_say(path, real ? real : is_known ? facts.dli_fname : "");
    free(real);
}
