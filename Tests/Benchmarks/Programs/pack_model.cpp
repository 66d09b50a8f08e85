/* pack_model FILE: writes dlib's frontal face detector serialised, as the detector library reads it. */
#include "../../../Plugins/FaceDetector/HOG/dlib_headers.h"

#include <dlib/image_processing/frontal_face_detector.h>

#include <fstream>

int main(int count, char **arguments) {
    if (count != 2) return 2;
    std::ofstream out(arguments[1], std::ios::binary);
    serialize(dlib::get_frontal_face_detector(), out);
    out.close();
    return out ? 0 : 1;
}
