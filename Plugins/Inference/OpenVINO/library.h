/* The library once it is open, and how its errors become text. */
#ifndef OPENVINO_LIBRARY_H
#define OPENVINO_LIBRARY_H

#include "capi.h"
#include "include/openvino_shim.h"

#define MEMBER(result, name, arguments) result(*name) arguments;

struct ovs_library {
    OPENVINO_FUNCTIONS(MEMBER)
    ov_core_t *core;
    char version[64];
};

/* Filled in once, by ovs_open; read-only from then on. */
extern struct ovs_library ovs;

/* Writes a text, cut to fit. */
void ovs_say(ovs_text to, const char *text);

/* The status, after the reason of the last call went to `why`. */
int32_t ovs_failed(int32_t status, ovs_text why);

/* As OpenVINO has them; -1 for what has no number here. */
void ovs_port_from(const ov_partial_shape_t *shape, int32_t element, ovs_port *port);

struct ovs_model {
    ov_model_t *model;
    ov_compiled_model_t *compiled;
};

#endif
