/* OpenVINO through its C API, opened at run time: building needs no OpenVINO, and a machine without it gets a reason.
 *
 * Functions return 0, or a negative status of OpenVINO; the reason is then in `why`, zero-terminated and cut to fit.
 * One thread at a time for each model and for each request; different requests of a model may run at once. */
#ifndef OPENVINO_SHIM_H
#define OPENVINO_SHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OVS_RANK 8

/* Element types, by OpenVINO's own numbers. */
enum {
    OVS_DYNAMIC = 0, OVS_BOOL = 1, OVS_BF16 = 2, OVS_F16 = 3, OVS_F32 = 4, OVS_F64 = 5, OVS_I8 = 7, OVS_I16 = 8,
    OVS_I32 = 9, OVS_I64 = 10, OVS_U8 = 16, OVS_U16 = 17, OVS_U32 = 18, OVS_U64 = 19
};

typedef struct ovs_text {
    char *start;
    size_t bytes;
} ovs_text;

/* Opens the library at `path` and makes the one core of the process; later calls, of any path, answer with what the
 * first one that succeeded made. */
int32_t ovs_open(const char *path, ovs_text why);

/* "2026.4.1-..." of what ovs_open opened; empty before. */
const char *ovs_version(void);

/* The file that holds this code: a plugin, or a program of the tests. Empty when the system does not say. */
void ovs_own_file(ovs_text path);

typedef struct ovs_model ovs_model;
typedef struct ovs_request ovs_request;

/* A port: -1 stands for a length that is not known. A rank of -1: not known, or above OVS_RANK. */
typedef struct ovs_port {
    int32_t element;
    int32_t rank;
    int64_t lengths[OVS_RANK];
} ovs_port;

/* Reads an ONNX file, or an OpenVINO IR (.xml, with the .bin of the same name beside it). */
int32_t ovs_model_read(const char *path, ovs_model **model, ovs_text why);
void ovs_model_free(ovs_model *model);
int32_t ovs_model_counts(const ovs_model *model, size_t *inputs, size_t *outputs, ovs_text why);
/* is_output: 0 for inputs. name: may come back empty, when the model gives none. */
int32_t ovs_model_port(const ovs_model *model, int32_t is_output, size_t index, ovs_port *port, ovs_text name,
                       ovs_text why);
/* Sets the shapes of the first `count` inputs; ports of rank -1 stay as they are. Before compiling. */
int32_t ovs_model_reshape(ovs_model *model, const ovs_port *ports, size_t count, ovs_text why);

/* From now on an input [N, C, H, W] is given as [N, H, W, C]: the model's ports say so, and where the runtime computes in
 * that order it has nothing to turn round. Before compiling, after reshaping. */
int32_t ovs_model_interleave(ovs_model *model, size_t index, ovs_text why);

#define OVS_PROPERTIES 8
/* keys and values: at most OVS_PROPERTIES, zero-terminated. */
int32_t ovs_model_compile(ovs_model *model, const char *device, const char *const *keys, const char *const *values,
                          size_t count, ovs_text why);
/* A property of the compiled model, as text. */
int32_t ovs_model_property(const ovs_model *model, const char *key, ovs_text value, ovs_text why);

int32_t ovs_request_make(const ovs_model *model, ovs_request **request, ovs_text why);
void ovs_request_free(ovs_request *request);
/* The request reads its input from the caller's memory, which stays until the request is freed or given other memory.
 * Outputs have the runtime's own: where a model passes an input on as it is, it writes to no other. */
int32_t ovs_request_set_input(ovs_request *request, size_t index, const ovs_port *port, void *memory, ovs_text why);
/* Where the output of the last run lies, until the next run, and its shape. */
int32_t ovs_request_output(ovs_request *request, size_t index, ovs_port *port, const void **memory, size_t *bytes,
                           ovs_text why);
/* The same without the shape. */
int32_t ovs_request_data(ovs_request *request, size_t index, const void **memory, ovs_text why);
int32_t ovs_request_run(ovs_request *request, ovs_text why);
int32_t ovs_request_start(ovs_request *request, ovs_text why);
int32_t ovs_request_wait(ovs_request *request, ovs_text why);

#ifdef __cplusplus
}
#endif
#endif
