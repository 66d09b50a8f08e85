/* face-hog-pack FILE: unpacks dlib's frontal face detector, which its headers carry as compressed text, and writes it
 * serialised as the Swift source of a constant. Unpacking takes a quarter of a second, so it is done when Sluice is
 * built and not when it starts. */
#include "../HOG/dlib_headers.h"

#include <dlib/image_processing/frontal_face_detector.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

namespace {

std::string base64(const std::string &bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (size_t i = 0; i < bytes.size(); i += 3) {
        unsigned long group = 0;
        for (size_t k = 0; k < 3; ++k) {
            group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        }
        for (int shift = 18; shift >= 0; shift -= 6) text += digits[group >> shift & 63];
    }
    return text;
}

}  // namespace

int main(int count, char **arguments) {
    if (count != 2) {
        std::cerr << "usage: face-hog-pack FILE\n";
        return 2;
    }
    try {
        std::ostringstream serialised;
        const dlib::frontal_face_detector detector = dlib::get_frontal_face_detector();
        serialize(detector, serialised);
        const std::string bytes = serialised.str();
        std::ofstream out(arguments[1], std::ios::binary);
        out << "enum FrontalDetector {\n    static let byteCount = " << bytes.size()
            << "\n    static let base64: StaticString = \"" << base64(bytes) << "\"\n}\n";
        out.close();
        if (!out) {
            std::cerr << "face-hog-pack: cannot write " << arguments[1] << "\n";
            return 1;
        }
        return 0;
    } catch (const std::exception &error) {
        std::cerr << "face-hog-pack: " << error.what() << "\n";
        return 1;
    }
}
