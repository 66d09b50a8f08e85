/* tensor_fill FRAMES MODE: a model's 320x240 input of 1080p I420 frames, as the shipped kernel makes it.
 *
 * MODE: warm looks at one frame again and again, as after a decoder on the same core; cold goes round 16 of them, 50 MB,
 * so that each comes from memory. area takes means in place of the four nearest. */
#include <stdlib.h>
#include <string.h>

#include "sluice_tensor.h"
#include "timing.h"

enum { WIDTH = 1920, HEIGHT = 1080, FRAMES = 16 };

static sv_tensor_job job_of(const uint8_t *frame) {
    const size_t luma = (size_t)WIDTH * HEIGHT;
    sv_tensor_job job;
    memset(&job, 0, sizeof job);
    job.planes[0] = (sv_plane){frame, WIDTH, WIDTH, HEIGHT, 1, 1};
    job.planes[1] = (sv_plane){frame + luma, WIDTH / 2, WIDTH / 2, HEIGHT / 2, 1, 2};
    job.planes[2] = (sv_plane){frame + luma / 4 * 5, WIDTH / 2, WIDTH / 2, HEIGHT / 2, 1, 2};
    job.components = job.channels = 3;
    job.width = WIDTH;
    job.height = HEIGHT;
    job.inner_width = job.tensor_width = 320;
    job.inner_height = job.tensor_height = 240;
    /* BT.709, limited range. */
    const float matrix[3][3] = {{1.1644f, 0, 1.7927f}, {1.1644f, -0.2132f, -0.5329f}, {1.1644f, 2.1124f, 0}};
    memcpy(job.matrix, matrix, sizeof matrix);
    for (int c = 0; c < 3; ++c) {
        job.offset[c] = -16 * matrix[c][0] - 128 * (matrix[c][1] + matrix[c][2]);
        job.scale[c] = 1 / 128.0f;
        job.bias[c] = -127 / 128.0f;
    }
    return job;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: tensor_fill FRAMES warm|cold|area\n");
        return 2;
    }
    const long frames = atol(arguments[1]);
    const int distinct = strcmp(arguments[2], "cold") == 0 ? FRAMES : 1;
    const size_t bytes = (size_t)WIDTH * HEIGHT / 2 * 3;
    uint8_t *pixels = malloc(bytes * FRAMES);
    float *tensor = malloc(sizeof(float) * 3 * 320 * 240);
    for (size_t i = 0; i < bytes * FRAMES; ++i) pixels[i] = (uint8_t)(i * 2654435761u >> 24);
    sv_tensor_job job = job_of(pixels);
    job.area = strcmp(arguments[2], "area") == 0;
    const size_t needed = sv_tensor_scratch_bytes(&job);
    void *scratch = malloc(needed);
    sv_tensor_fill(&job, tensor, scratch, needed);
    const span start = begin_span();
    for (long i = 0; i < frames; ++i) {
        sv_tensor_job next = job_of(pixels + bytes * (size_t)(i % distinct));
        next.area = job.area;
        if (sv_tensor_fill(&next, tensor, scratch, needed) != 0) return 1;
    }
    print_span(end_span(start), frames);
    free(scratch);
    free(tensor);
    free(pixels);
    return 0;
}
