/* What of OpenVINO's C API is used, declared here so that building needs no OpenVINO. The declarations are of the
 * releases from 2025 on; scripts/check compares them with the headers of the pinned release where that is installed. */
#ifndef OPENVINO_CAPI_H
#define OPENVINO_CAPI_H

#include <stddef.h>
#include <stdint.h>

typedef int32_t ov_status_e;
typedef uint32_t ov_element_type_e;
typedef struct ov_core ov_core_t;
typedef struct ov_model ov_model_t;
typedef struct ov_compiled_model ov_compiled_model_t;
typedef struct ov_infer_request ov_infer_request_t;
typedef struct ov_tensor ov_tensor_t;
typedef struct ov_output_const_port ov_output_const_port_t;
typedef struct ov_layout ov_layout_t;
typedef struct ov_preprocess_prepostprocessor ov_preprocess_prepostprocessor_t;
typedef struct ov_preprocess_input_info ov_preprocess_input_info_t;
typedef struct ov_preprocess_input_tensor_info ov_preprocess_input_tensor_info_t;
typedef struct ov_preprocess_input_model_info ov_preprocess_input_model_info_t;

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

#include "functions.h"

#endif
