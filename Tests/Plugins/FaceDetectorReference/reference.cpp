#include "face_hog_reference.h"

#include <cstring>
#include <sstream>
#include <string>
#include <vector>

/* A namespace of its own, so that the linker merges nothing with the code under test. */
#define dlib dlib_reference
#include "../../../Plugins/FaceDetector/HOG/dlib_headers.h"

typedef dlib::object_detector<dlib::scan_fhog_pyramid<dlib::pyramid_down<6>>> detector_type;

void *face_hog_reference_open(const uint8_t *serialised, size_t bytes) {
    try {
        std::istringstream in(std::string(reinterpret_cast<const char *>(serialised), bytes));
        detector_type *detector = new detector_type();
        dlib::deserialize(*detector, in);
        return detector;
    } catch (...) {
        return nullptr;
    }
}

void face_hog_reference_close(void *detector) { delete static_cast<detector_type *>(detector); }

int32_t face_hog_reference_detect(void *detector, const uint8_t *luma, int32_t width, int32_t height,
                                  int32_t doublings, double threshold, reference_face *faces, int32_t capacity) {
    try {
        dlib::array2d<unsigned char> image(height, width);
        for (int32_t y = 0; y < height; ++y) std::memcpy(&image[y][0], luma + static_cast<size_t>(y) * width, width);
        for (int32_t i = 0; i < doublings; ++i) dlib::pyramid_up(image);
        std::vector<dlib::rect_detection> found;
        (*static_cast<detector_type *>(detector))(image, found, threshold);
        dlib::pyramid_down<2> half;
        for (size_t i = 0; i < found.size() && i < static_cast<size_t>(capacity); ++i) {
            const dlib::rectangle rect = half.rect_down(found[i].rect, static_cast<unsigned int>(doublings));
            faces[i] = {static_cast<float>(found[i].detection_confidence), static_cast<int32_t>(rect.left()),
                        static_cast<int32_t>(rect.top()), static_cast<int32_t>(rect.width()),
                        static_cast<int32_t>(rect.height())};
        }
        return static_cast<int32_t>(found.size());
    } catch (...) {
        return -1;
    }
}
