/* What a compiled variant of the detector offers; face_hog.h says what each function does. */
#ifndef FACE_HOG_FUNCTIONS_H
#define FACE_HOG_FUNCTIONS_H

#include "face_hog.h"

struct face_hog_functions {
    int32_t (*open)(const uint8_t *serialised, size_t bytes, int32_t trusted, void **detector, char *why,
                    size_t why_bytes);
    void (*close)(void *detector);
    int32_t (*detect)(void *detector, const uint8_t *luma, int32_t width, int32_t height, size_t stride_bytes,
                      const face_hog_options *options, face_hog_face *faces, int32_t capacity);
};

namespace face_hog_base {
extern const face_hog_functions functions;
}
#if defined(__x86_64__)
namespace face_hog_avx {
extern const face_hog_functions functions;
}
#endif

#endif
