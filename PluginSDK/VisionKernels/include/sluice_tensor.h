/* From pixels to the numbers of a model's input: cut, scale, convert and normalise in one pass over the source rows. */
#ifndef SLUICE_TENSOR_H
#define SLUICE_TENSOR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A plane of the source. */
typedef struct sv_plane {
    const uint8_t *start;
    size_t row_stride_bytes;
    int32_t width, height; /* in positions */
    int32_t channels;      /* samples of a position, interleaved, 1 to 4 */
    int32_t step;          /* pixels of the picture per position, in either direction */
} sv_plane;

#define SV_TENSOR_F32 0
#define SV_TENSOR_U8 1

/* The components of a pixel are the samples of the first plane, then those of the second and so on; `components` of
 * them, 1 or 3, are used. They are taken at the tensor's pixels, and channel c of the tensor is
 *     clamp(offset[c] + Σ matrix[c][k] · component[k], 0, 255) · scale[c] + bias[c],
 * which for SV_TENSOR_U8 is rounded and clamped again. */
typedef struct sv_tensor_job {
    sv_plane planes[3];
    int32_t components;
    int32_t area;               /* 0: linear interpolation; 1: the mean of what a pixel covers, on axes that shrink */
    double x, y, width, height; /* the part of the picture, in pixels, with fractions; outside it the edge repeats */
    int32_t left, top, inner_width, inner_height; /* where the part goes in the tensor */
    int32_t tensor_width, tensor_height;
    int32_t channels;           /* of the tensor, 1 or 3 */
    int32_t interleaved;        /* 1: the channels of a pixel lie together; 0: one plane after the other */
    int32_t element;            /* SV_TENSOR_... */
    float matrix[3][3], offset[3];
    float scale[3], bias[3];
    float padding[3];           /* where the part does not reach, before scale and bias */
} sv_tensor_job;

/* Scratch for a job. */
size_t sv_tensor_scratch_bytes(const sv_tensor_job *job);

/* Fills a tensor of tensor_width · tensor_height · channels elements. Rows are weighed in 256ths: a component is off by
 * up to 1/512 of each step between the rows that it is made of, half a level at the worst. Returns 0, or -1 for an
 * argument out of range or too little scratch. */
int32_t sv_tensor_fill(const sv_tensor_job *job, void *tensor, void *scratch, size_t scratch_bytes);

#ifdef __cplusplus
}
#endif
#endif
