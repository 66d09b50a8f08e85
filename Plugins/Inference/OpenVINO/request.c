#include "library.h"

#include <stdlib.h>
#include <string.h>

struct ovs_request {
    ov_infer_request_t *request;
};

int32_t ovs_request_make(const ovs_model *model, ovs_request **request, ovs_text why) {
    ovs_request *made = calloc(1, sizeof *made);
    if (!made) {
        ovs_say(why, "no memory");
        return -1;
    }
    int status = ovs.ov_compiled_model_create_infer_request(model->compiled, &made->request);
    if (status != 0) {
        free(made);
        return ovs_failed(status, why);
    }
    *request = made;
    return 0;
}

void ovs_request_free(ovs_request *request) {
    if (!request) return;
    ovs.ov_infer_request_free(request->request);
    free(request);
}

int32_t ovs_request_set_input(ovs_request *request, size_t index, const ovs_port *port, void *memory, ovs_text why) {
    int64_t lengths[OVS_RANK];
    ov_tensor_t *tensor = NULL;
    memcpy(lengths, port->lengths, sizeof lengths);
    ov_shape_t shape = {port->rank, lengths};
    int status = ovs.ov_tensor_create_from_host_ptr((ov_element_type_e)port->element, shape, memory, &tensor);
    if (status != 0) return ovs_failed(status, why);
    status = ovs.ov_infer_request_set_input_tensor_by_index(request->request, index, tensor);
    /* The request keeps a count of its own. */
    ovs.ov_tensor_free(tensor);
    return status == 0 ? 0 : ovs_failed(status, why);
}

static int facts_of(const ov_tensor_t *tensor, ovs_port *port, const void **memory, size_t *bytes) {
    ov_shape_t shape = {0, NULL};
    ov_element_type_e element = OVS_DYNAMIC;
    void *start = NULL;
    int status = ovs.ov_tensor_get_element_type(tensor, &element);
    if (status == 0) status = ovs.ov_tensor_get_byte_size(tensor, bytes);
    if (status == 0) status = ovs.ov_tensor_data(tensor, &start);
    if (status == 0) status = ovs.ov_tensor_get_shape(tensor, &shape);
    if (status != 0) return status;
    *memory = start;
    memset(port, 0, sizeof *port);
    port->element = (int32_t)element;
    port->rank = shape.rank > OVS_RANK ? -1 : (int32_t)shape.rank;
    for (int32_t axis = 0; axis < port->rank; axis++) port->lengths[axis] = shape.dims[axis];
    ovs.ov_shape_free(&shape);
    return 0;
}

int32_t ovs_request_output(ovs_request *request, size_t index, ovs_port *port, const void **memory, size_t *bytes,
                           ovs_text why) {
    ov_tensor_t *tensor = NULL;
    int status = ovs.ov_infer_request_get_output_tensor_by_index(request->request, index, &tensor);
    if (status != 0) return ovs_failed(status, why);
    status = facts_of(tensor, port, memory, bytes);
    ovs.ov_tensor_free(tensor);
    return status == 0 ? 0 : ovs_failed(status, why);
}

int32_t ovs_request_data(ovs_request *request, size_t index, const void **memory, ovs_text why) {
    ov_tensor_t *tensor = NULL;
    void *start = NULL;
    int status = ovs.ov_infer_request_get_output_tensor_by_index(request->request, index, &tensor);
    if (status != 0) return ovs_failed(status, why);
    status = ovs.ov_tensor_data(tensor, &start);
    ovs.ov_tensor_free(tensor);
    *memory = start;
    return status == 0 ? 0 : ovs_failed(status, why);
}

int32_t ovs_request_run(ovs_request *request, ovs_text why) {
    int status = ovs.ov_infer_request_infer(request->request);
    return status == 0 ? 0 : ovs_failed(status, why);
}

int32_t ovs_request_start(ovs_request *request, ovs_text why) {
    int status = ovs.ov_infer_request_start_async(request->request);
    return status == 0 ? 0 : ovs_failed(status, why);
}

int32_t ovs_request_wait(ovs_request *request, ovs_text why) {
    int status = ovs.ov_infer_request_wait(request->request);
    return status == 0 ? 0 : ovs_failed(status, why);
}
