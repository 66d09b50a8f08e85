/* The functions of OpenVINO's C API that are used. The types are those of capi.h, or of OpenVINO's own headers where
 * scripts/check compares the two. */
#ifndef OPENVINO_FUNCTIONS_H
#define OPENVINO_FUNCTIONS_H

/* F(result, name, arguments) for each function. */
#define OPENVINO_FUNCTIONS(F)                                                                                          \
    F(ov_status_e, ov_get_openvino_version, (ov_version_t *))                                                          \
    F(void, ov_version_free, (ov_version_t *))                                                                         \
    F(const char *, ov_get_last_err_msg, (void))                                                                       \
    F(void, ov_free, (const char *))                                                                                   \
    F(ov_status_e, ov_core_create, (ov_core_t **))                                                                     \
    F(ov_status_e, ov_core_read_model, (const ov_core_t *, const char *, const char *, ov_model_t **))                 \
    F(ov_status_e, ov_core_compile_model,                                                                              \
      (const ov_core_t *, const ov_model_t *, const char *, size_t, ov_compiled_model_t **, ...))                      \
    F(void, ov_model_free, (ov_model_t *))                                                                             \
    F(ov_status_e, ov_model_inputs_size, (const ov_model_t *, size_t *))                                               \
    F(ov_status_e, ov_model_outputs_size, (const ov_model_t *, size_t *))                                              \
    F(ov_status_e, ov_model_const_input_by_index, (const ov_model_t *, size_t, ov_output_const_port_t **))             \
    F(ov_status_e, ov_model_const_output_by_index, (const ov_model_t *, size_t, ov_output_const_port_t **))            \
    F(ov_status_e, ov_model_reshape_by_port_indexes,                                                                   \
      (const ov_model_t *, const size_t *, const ov_partial_shape_t *, size_t))                                        \
    F(ov_status_e, ov_layout_create, (const char *, ov_layout_t **))                                                   \
    F(void, ov_layout_free, (ov_layout_t *))                                                                           \
    F(ov_status_e, ov_preprocess_prepostprocessor_create,                                                              \
      (const ov_model_t *, ov_preprocess_prepostprocessor_t **))                                                       \
    F(void, ov_preprocess_prepostprocessor_free, (ov_preprocess_prepostprocessor_t *))                                 \
    F(ov_status_e, ov_preprocess_prepostprocessor_get_input_info_by_index,                                             \
      (const ov_preprocess_prepostprocessor_t *, const size_t, ov_preprocess_input_info_t **))                         \
    F(void, ov_preprocess_input_info_free, (ov_preprocess_input_info_t *))                                             \
    F(ov_status_e, ov_preprocess_input_info_get_tensor_info,                                                           \
      (const ov_preprocess_input_info_t *, ov_preprocess_input_tensor_info_t **))                                      \
    F(void, ov_preprocess_input_tensor_info_free, (ov_preprocess_input_tensor_info_t *))                               \
    F(ov_status_e, ov_preprocess_input_tensor_info_set_layout,                                                         \
      (ov_preprocess_input_tensor_info_t *, ov_layout_t *))                                                            \
    F(ov_status_e, ov_preprocess_input_info_get_model_info,                                                            \
      (const ov_preprocess_input_info_t *, ov_preprocess_input_model_info_t **))                                       \
    F(void, ov_preprocess_input_model_info_free, (ov_preprocess_input_model_info_t *))                                 \
    F(ov_status_e, ov_preprocess_input_model_info_set_layout,                                                          \
      (ov_preprocess_input_model_info_t *, ov_layout_t *))                                                             \
    F(ov_status_e, ov_preprocess_prepostprocessor_build,                                                               \
      (const ov_preprocess_prepostprocessor_t *, ov_model_t **))                                                       \
    F(ov_status_e, ov_port_get_any_name, (const ov_output_const_port_t *, char **))                                    \
    F(ov_status_e, ov_port_get_partial_shape, (const ov_output_const_port_t *, ov_partial_shape_t *))                  \
    F(ov_status_e, ov_port_get_element_type, (const ov_output_const_port_t *, ov_element_type_e *))                    \
    F(void, ov_output_const_port_free, (ov_output_const_port_t *))                                                     \
    F(void, ov_partial_shape_free, (ov_partial_shape_t *))                                                             \
    F(ov_status_e, ov_shape_free, (ov_shape_t *))                                                                      \
    F(ov_status_e, ov_compiled_model_create_infer_request, (const ov_compiled_model_t *, ov_infer_request_t **))       \
    F(ov_status_e, ov_compiled_model_get_property, (const ov_compiled_model_t *, const char *, char **))               \
    F(void, ov_compiled_model_free, (ov_compiled_model_t *))                                                           \
    F(ov_status_e, ov_tensor_create_from_host_ptr, (ov_element_type_e, ov_shape_t, void *, ov_tensor_t **))            \
    F(ov_status_e, ov_tensor_get_shape, (const ov_tensor_t *, ov_shape_t *))                                           \
    F(ov_status_e, ov_tensor_get_element_type, (const ov_tensor_t *, ov_element_type_e *))                             \
    F(ov_status_e, ov_tensor_get_byte_size, (const ov_tensor_t *, size_t *))                                           \
    F(ov_status_e, ov_tensor_data, (const ov_tensor_t *, void **))                                                     \
    F(void, ov_tensor_free, (ov_tensor_t *))                                                                           \
    F(ov_status_e, ov_infer_request_set_input_tensor_by_index, (ov_infer_request_t *, size_t, const ov_tensor_t *))    \
    F(ov_status_e, ov_infer_request_get_output_tensor_by_index, (const ov_infer_request_t *, size_t, ov_tensor_t **))  \
    F(ov_status_e, ov_infer_request_infer, (ov_infer_request_t *))                                                     \
    F(ov_status_e, ov_infer_request_start_async, (ov_infer_request_t *))                                               \
    F(ov_status_e, ov_infer_request_wait, (ov_infer_request_t *))                                                      \
    F(void, ov_infer_request_free, (ov_infer_request_t *))

#endif
