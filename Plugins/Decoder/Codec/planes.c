#include "planes.h"

#include <string.h>

#include <libavutil/pixdesc.h>

static void copy_rows(uint8_t *to, uint32_t to_stride, const uint8_t *from, int from_stride, int width, int height) {
    for (int y = 0; y < height; y++) {
        memcpy(to + (size_t)y * to_stride, from + (ptrdiff_t)y * from_stride, (size_t)width);
    }
}

/* One colour plane from `step_x` by `step_y` samples each. The last ones count again where the picture ends. */
static void average(
    uint8_t *to, uint32_t to_stride, const uint8_t *from, int from_stride, int width, int height, int step_x, int step_y,
    int from_width, int from_height) {
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            int sum = 0;
            for (int dy = 0; dy < step_y; dy++) {
                const int row = y * step_y + dy < from_height ? y * step_y + dy : from_height - 1;
                for (int dx = 0; dx < step_x; dx++) {
                    const int column = x * step_x + dx < from_width ? x * step_x + dx : from_width - 1;
                    sum += from[(ptrdiff_t)row * from_stride + column];
                }
            }
            const int count = step_x * step_y;
            to[(size_t)y * to_stride + x] = (uint8_t)((sum + count / 2) / count);
        }
    }
}

int planes_copy(const AVFrame *frame, uint8_t *const planes[3], const uint32_t row_stride_bytes[3]) {
    const AVPixFmtDescriptor *kind = av_pix_fmt_desc_get(frame->format);
    if (!kind || kind->comp[0].depth != 8 || kind->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_HWACCEL))
        return 0;
    const int width = frame->width, height = frame->height;
    const int half_width = (width + 1) / 2, half_height = (height + 1) / 2;
    const int is_gray = kind->nb_components == 1;
    const int is_planar = kind->flags & AV_PIX_FMT_FLAG_PLANAR && kind->nb_components == 3 && kind->comp[1].step == 1
        && kind->log2_chroma_w <= 1 && kind->log2_chroma_h <= 1;
    if (!is_gray && !is_planar) return 0;
    copy_rows(planes[0], row_stride_bytes[0], frame->data[0], frame->linesize[0], width, height);
    for (int plane = 1; plane < 3; plane++) {
        if (is_gray) {
            for (int y = 0; y < half_height; y++) {
                memset(planes[plane] + (size_t)y * row_stride_bytes[plane], 128, (size_t)half_width);
            }
        } else if (kind->log2_chroma_w == 1 && kind->log2_chroma_h == 1) {
            copy_rows(planes[plane], row_stride_bytes[plane], frame->data[plane], frame->linesize[plane], half_width,
                half_height);
        } else {
            average(planes[plane], row_stride_bytes[plane], frame->data[plane], frame->linesize[plane], half_width,
                half_height, 2 >> kind->log2_chroma_w, 2 >> kind->log2_chroma_h, AV_CEIL_RSHIFT(width, kind->log2_chroma_w),
                AV_CEIL_RSHIFT(height, kind->log2_chroma_h));
        }
    }
    return 1;
}
