/* What of OpenVINO's C API is used, declared here so that building needs no OpenVINO. The declarations are of the
 * releases from 2025 on; scripts/check compares them with the headers of the pinned release where that is installed. */
#ifndef OPENVINO_CAPI_H
#define OPENVINO_CAPI_H

#include <stddef.h>
#include <stdint.h>

typedef struct ov_core ov_core_t;
typedef struct ov_model ov_model_t;
typedef struct ov_compiled_model ov_compiled_model_t;
typedef struct ov_infer_request ov_infer_request_t;
typedef struct ov_tensor ov_tensor_t;
typedef struct ov_output_const_port ov_output_const_port_t;

typedef struct {
    int64_t rank;
    int64_t *dims;
} ov_shape_t;

typedef struct ov_dimension {
    int64_t min, max;
} ov_dimension_t;

typedef struct ov_partial_shape {
    ov_dimension_t rank;
    ov_dimension_t *dims;
} ov_partial_shape_t;

typedef struct ov_version {
    const char *buildNumber;
    const char *description;
} ov_version_t;

/* F(result, name, arguments) for each function. */
#define OPENVINO_FUNCTIONS(F)                                                                                           \
    F(int, ov_get_openvino_version, (ov_version_t *))                                                                   \
    F(void, ov_version_free, (ov_version_t *))                                                                          \
    F(const char *, ov_get_last_err_msg, (void))                                                                        \
    F(void, ov_free, (const char *))                                                                                    \
    F(int, ov_core_create, (ov_core_t **))                                                                              \
    F(int, ov_core_read_model, (const ov_core_t *, const char *, const char *, ov_model_t **))                          \
    F(int, ov_core_compile_model,                                                                                       \
      (const ov_core_t *, const ov_model_t *, const char *, size_t, ov_compiled_model_t **, ...))                       \
    F(void, ov_model_free, (ov_model_t *))                                                                              \
    F(int, ov_model_inputs_size, (const ov_model_t *, size_t *))                                                        \
    F(int, ov_model_outputs_size, (const ov_model_t *, size_t *))                                                       \
    F(int, ov_model_const_input_by_index, (const ov_model_t *, size_t, ov_output_const_port_t **))                      \
    F(int, ov_model_const_output_by_index, (const ov_model_t *, size_t, ov_output_const_port_t **))                     \
    F(int, ov_model_reshape_by_port_indexes,                                                                            \
      (const ov_model_t *, const size_t *, const ov_partial_shape_t *, size_t))                                         \
    F(int, ov_port_get_any_name, (const ov_output_const_port_t *, char **))                                             \
    F(int, ov_port_get_partial_shape, (const ov_output_const_port_t *, ov_partial_shape_t *))                           \
    F(int, ov_port_get_element_type, (const ov_output_const_port_t *, int *))                                           \
    F(void, ov_output_const_port_free, (ov_output_const_port_t *))                                                      \
    F(void, ov_partial_shape_free, (ov_partial_shape_t *))                                                              \
    F(int, ov_shape_free, (ov_shape_t *))                                                                               \
    F(int, ov_compiled_model_create_infer_request, (const ov_compiled_model_t *, ov_infer_request_t **))                \
    F(int, ov_compiled_model_get_property, (const ov_compiled_model_t *, const char *, char **))                        \
    F(void, ov_compiled_model_free, (ov_compiled_model_t *))                                                            \
    F(int, ov_tensor_create_from_host_ptr, (int, ov_shape_t, void *, ov_tensor_t **))                                   \
    F(int, ov_tensor_get_shape, (const ov_tensor_t *, ov_shape_t *))                                                    \
    F(int, ov_tensor_get_element_type, (const ov_tensor_t *, int *))                                                    \
    F(int, ov_tensor_get_byte_size, (const ov_tensor_t *, size_t *))                                                    \
    F(int, ov_tensor_data, (const ov_tensor_t *, void **))                                                              \
    F(void, ov_tensor_free, (ov_tensor_t *))                                                                            \
    F(int, ov_infer_request_set_input_tensor_by_index, (ov_infer_request_t *, size_t, const ov_tensor_t *))             \
    F(int, ov_infer_request_set_output_tensor_by_index, (ov_infer_request_t *, size_t, const ov_tensor_t *))            \
    F(int, ov_infer_request_get_output_tensor_by_index, (const ov_infer_request_t *, size_t, ov_tensor_t **))           \
    F(int, ov_infer_request_infer, (ov_infer_request_t *))                                                              \
    F(int, ov_infer_request_start_async, (ov_infer_request_t *))                                                        \
    F(int, ov_infer_request_wait, (ov_infer_request_t *))                                                               \
    F(void, ov_infer_request_free, (ov_infer_request_t *))

#endif
