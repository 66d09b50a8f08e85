#include "library.h"

typedef struct description {
    ov_preprocess_prepostprocessor_t *whole;
    ov_preprocess_input_info_t *input;
    ov_preprocess_input_tensor_info_t *given;
    ov_preprocess_input_model_info_t *taken;
    ov_layout_t *interleaved, *planar;
} description;

static int describe(description *d, const ov_model_t *model, size_t index, ov_model_t **made) {
    int status = ovs.ov_layout_create("NHWC", &d->interleaved);
    if (status == 0) status = ovs.ov_layout_create("NCHW", &d->planar);
    if (status == 0) status = ovs.ov_preprocess_prepostprocessor_create(model, &d->whole);
    if (status == 0) {
        status = ovs.ov_preprocess_prepostprocessor_get_input_info_by_index(d->whole, index, &d->input);
    }
    if (status == 0) status = ovs.ov_preprocess_input_info_get_tensor_info(d->input, &d->given);
    if (status == 0) status = ovs.ov_preprocess_input_tensor_info_set_layout(d->given, d->interleaved);
    if (status == 0) status = ovs.ov_preprocess_input_info_get_model_info(d->input, &d->taken);
    if (status == 0) status = ovs.ov_preprocess_input_model_info_set_layout(d->taken, d->planar);
    if (status == 0) status = ovs.ov_preprocess_prepostprocessor_build(d->whole, made);
    return status;
}

static void release(description *d) {
    if (d->taken) ovs.ov_preprocess_input_model_info_free(d->taken);
    if (d->given) ovs.ov_preprocess_input_tensor_info_free(d->given);
    if (d->input) ovs.ov_preprocess_input_info_free(d->input);
    if (d->whole) ovs.ov_preprocess_prepostprocessor_free(d->whole);
    if (d->planar) ovs.ov_layout_free(d->planar);
    if (d->interleaved) ovs.ov_layout_free(d->interleaved);
}

int32_t ovs_model_interleave(ovs_model *model, size_t index, ovs_text why) {
    description d = {0};
    ov_model_t *made = NULL;
    const int32_t status = describe(&d, model->model, index, &made);
    const int32_t result = status == 0 ? 0 : ovs_failed(status, why);
    release(&d);
    if (result != 0) return result;
    /* What is built shares its operations with the model that it was built from. */
    ovs.ov_model_free(model->model);
    model->model = made;
    return 0;
}
