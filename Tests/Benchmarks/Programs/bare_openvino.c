/* bare_openvino LIBRARY MODEL RUNS THREADS: what a model costs in the runtime alone.
 *
 * One request, its input in memory that it keeps, run again and again on this thread, and asked where its outputs lie;
 * the runtime as the plugins set it up; the input in the model's own order, planes. */
#include <stdlib.h>
#include <string.h>

#include "openvino_shim.h"
#include "timing.h"

static char reason[512];
static const ovs_text why = {reason, sizeof reason};

static void check(int32_t status, const char *what) {
    if (status == 0) return;
    fprintf(stderr, "%s: %s\n", what, reason);
    exit(1);
}

static void give_memory(ovs_model *model, ovs_request *request, size_t index) {
    ovs_port port;
    char name[256];
    check(ovs_model_port(model, 0, index, &port, (ovs_text){name, sizeof name}, why), "port");
    size_t count = 1;
    for (int32_t axis = 0; axis < port.rank; ++axis) count *= (size_t)port.lengths[axis];
    float *memory = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
    for (size_t i = 0; i < count; ++i) memory[i] = (float)(i * 2654435761u >> 8 & 255) / 128 - 1;
    check(ovs_request_set_input(request, index, &port, memory, why), name);
}

static void run(ovs_request *request, size_t outputs) {
    check(ovs_request_run(request, why), "run");
    for (size_t i = 0; i < outputs; ++i) {
        const void *memory = NULL;
        check(ovs_request_data(request, i, &memory, why), "output");
    }
}

int main(int count, char **arguments) {
    if (count < 5) {
        fprintf(stderr, "usage: bare_openvino LIBRARY MODEL RUNS THREADS\n");
        return 2;
    }
    const long runs = atol(arguments[3]);
    const char *keys[] = {"NUM_STREAMS", "ENABLE_CPU_PINNING", "INFERENCE_PRECISION_HINT", "INFERENCE_NUM_THREADS"};
    const char *values[] = {"1", "NO", "f32", arguments[4]};
    ovs_model *model = NULL;
    ovs_request *request = NULL;
    check(ovs_open(arguments[1], why), arguments[1]);
    check(ovs_model_read(arguments[2], &model, why), arguments[2]);
    check(ovs_model_compile(model, "CPU", keys, values, 4, why), "compile");
    check(ovs_request_make(model, &request, why), "request");
    size_t inputs = 0, outputs = 0;
    check(ovs_model_counts(model, &inputs, &outputs, why), "counts");
    for (size_t i = 0; i < inputs; ++i) give_memory(model, request, i);
    for (int i = 0; i < 20; ++i) run(request, outputs);
    const span start = begin_span();
    for (long i = 0; i < runs; ++i) run(request, outputs);
    print_span(end_span(start), runs);
    return 0;
}
