#include "library.h"

#include <stdlib.h>

int32_t ovs_model_read(const char *path, ovs_model **model, ovs_text why) {
    ovs_model *made = calloc(1, sizeof *made);
    if (!made) {
        ovs_say(why, "no memory");
        return -1;
    }
    int status = ovs.ov_core_read_model(ovs.core, path, NULL, &made->model);
    if (status != 0) {
        free(made);
        return ovs_failed(status, why);
    }
    *model = made;
    return 0;
}

void ovs_model_free(ovs_model *model) {
    if (!model) return;
    if (model->compiled) ovs.ov_compiled_model_free(model->compiled);
    if (model->model) ovs.ov_model_free(model->model);
    free(model);
}

int32_t ovs_model_counts(const ovs_model *model, size_t *inputs, size_t *outputs, ovs_text why) {
    int status = ovs.ov_model_inputs_size(model->model, inputs);
    if (status == 0) status = ovs.ov_model_outputs_size(model->model, outputs);
    return status == 0 ? 0 : ovs_failed(status, why);
}

static int describe(const ov_output_const_port_t *port, ovs_port *facts, ovs_text name) {
    ov_partial_shape_t shape;
    ov_element_type_e element = OVS_DYNAMIC;
    int status = ovs.ov_port_get_element_type(port, &element);
    if (status == 0) status = ovs.ov_port_get_partial_shape(port, &shape);
    if (status != 0) return status;
    ovs_port_from(&shape, (int32_t)element, facts);
    ovs.ov_partial_shape_free(&shape);
    char *text = NULL;
    ovs_say(name, "");
    if (ovs.ov_port_get_any_name(port, &text) == 0 && text) {
        ovs_say(name, text);
        ovs.ov_free(text);
    }
    return 0;
}

int32_t ovs_model_port(const ovs_model *model, int32_t is_output, size_t index, ovs_port *port, ovs_text name,
                       ovs_text why) {
    ov_output_const_port_t *found = NULL;
    int status = is_output ? ovs.ov_model_const_output_by_index(model->model, index, &found)
                           : ovs.ov_model_const_input_by_index(model->model, index, &found);
    if (status != 0) return ovs_failed(status, why);
    status = describe(found, port, name);
    ovs.ov_output_const_port_free(found);
    return status == 0 ? 0 : ovs_failed(status, why);
}

#define INPUTS 64

int32_t ovs_model_reshape(ovs_model *model, const ovs_port *ports, size_t count, ovs_text why) {
    size_t indexes[INPUTS];
    ov_partial_shape_t shapes[INPUTS];
    ov_dimension_t lengths[INPUTS][OVS_RANK];
    size_t used = 0;
    if (count > INPUTS) {
        ovs_say(why, "more inputs than can be given shapes");
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (ports[i].rank < 0 || ports[i].rank > OVS_RANK) continue;
        for (int32_t axis = 0; axis < ports[i].rank; axis++) {
            int64_t length = ports[i].lengths[axis];
            lengths[used][axis] = length < 0 ? (ov_dimension_t){0, -1} : (ov_dimension_t){length, length};
        }
        indexes[used] = i;
        shapes[used].rank = (ov_dimension_t){ports[i].rank, ports[i].rank};
        shapes[used].dims = lengths[used];
        used++;
    }
    if (used == 0) return 0;
    int status = ovs.ov_model_reshape_by_port_indexes(model->model, indexes, shapes, used);
    return status == 0 ? 0 : ovs_failed(status, why);
}

int32_t ovs_model_compile(ovs_model *model, const char *device, const char *const *keys, const char *const *values,
                          size_t count, ovs_text why) {
    const char *text[OVS_PROPERTIES * 2] = {0};
    if (count > OVS_PROPERTIES) {
        ovs_say(why, "too many properties");
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        text[2 * i] = keys[i];
        text[2 * i + 1] = values[i];
    }
    /* Reads as many of the texts as the count says. */
    int status = ovs.ov_core_compile_model(ovs.core, model->model, device, count * 2, &model->compiled, text[0],
                                           text[1], text[2], text[3], text[4], text[5], text[6], text[7], text[8],
                                           text[9], text[10], text[11], text[12], text[13], text[14], text[15]);
    return status == 0 ? 0 : ovs_failed(status, why);
}

int32_t ovs_model_property(const ovs_model *model, const char *key, ovs_text value, ovs_text why) {
    char *text = NULL;
    int status = ovs.ov_compiled_model_get_property(model->compiled, key, &text);
    if (status != 0) return ovs_failed(status, why);
    ovs_say(value, text);
    ovs.ov_free(text);
    return 0;
}
