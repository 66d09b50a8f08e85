/* Pictures of other kinds as I420. */
#ifndef PLANES_H
#define PLANES_H

#include <libavutil/frame.h>

/* Copies an 8-bit YUV or grey picture into I420; colour samples that are more than 4:2:0 has are averaged. 1, or 0 when it
 * is of another kind. */
int planes_copy(const AVFrame *frame, uint8_t *const planes[3], const uint32_t row_stride_bytes[3]);

#endif
