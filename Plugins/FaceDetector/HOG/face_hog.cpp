#include "face_hog.h"

#include <new>

#include "functions.h"

struct face_hog {
    const face_hog_functions *functions;
    void *state;
};

namespace {

const face_hog_functions &variant(int32_t flags) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!(flags & FACE_HOG_PLAIN) && __builtin_cpu_supports("avx")) return face_hog_avx::functions;
#else
    (void)flags;
#endif
    return face_hog_base::functions;
}

}  // namespace

int32_t face_hog_open(const uint8_t *serialised, size_t bytes, int32_t flags, face_hog **detector, char *why,
                      size_t why_bytes) {
    if (serialised == nullptr || detector == nullptr) return FACE_HOG_E_ARGUMENT;
    *detector = nullptr;
    const face_hog_functions &functions = variant(flags);
    void *state = nullptr;
    const int32_t status = functions.open(serialised, bytes, flags & FACE_HOG_TRUSTED, &state, why, why_bytes);
    if (status != 0) return status;
    *detector = new (std::nothrow) face_hog{&functions, state};
    if (*detector != nullptr) return 0;
    functions.close(state);
    return FACE_HOG_E_MEMORY;
}

void face_hog_close(face_hog *detector) {
    if (detector == nullptr) return;
    detector->functions->close(detector->state);
    delete detector;
}

int32_t face_hog_detect(face_hog *detector, const uint8_t *luma, int32_t width, int32_t height, size_t stride_bytes,
                        const face_hog_options *options, face_hog_face *faces, int32_t capacity) {
    if (detector == nullptr || luma == nullptr || options == nullptr || faces == nullptr || width < 1 || height < 1 ||
        stride_bytes < static_cast<size_t>(width) || capacity < 0 || options->doublings < 0 ||
        options->doublings > 3 || options->skipped_levels < 0) {
        return FACE_HOG_E_ARGUMENT;
    }
    return detector->functions->detect(detector->state, luma, width, height, stride_bytes, options, faces, capacity);
}
