/* dlib's headers for the detector alone. Debian configures dlib for BLAS, LAPACK, PNG and JPEG; the detector needs
 * none of them, so they are switched off after the one header that reads the configuration, and the check that a
 * program links the library of these headers is left out, since nothing is linked. */
#ifndef FACE_HOG_DLIB_HEADERS_H
#define FACE_HOG_DLIB_HEADERS_H

#define DLIB_TEST_FOR_ODR_VIOLATIONS_H_
#include <dlib/assert.h>
#undef DLIB_USE_BLAS
#undef DLIB_USE_LAPACK
#undef DLIB_JPEG_SUPPORT
#undef DLIB_PNG_SUPPORT

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wall"
#pragma clang diagnostic ignored "-Wextra"
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
#include <dlib/array2d.h>
#include <dlib/image_processing/object_detector.h>
#include <dlib/image_processing/scan_fhog_pyramid.h>
#include <dlib/image_transforms.h>
#pragma clang diagnostic pop

/* A picture of 8-bit luma that belongs to someone else, as dlib's templates want to see it. */
namespace dlib {
struct luma_view {
    const unsigned char *pixels;
    long rows, columns, stride_bytes;
    long nr() const { return rows; }
    long nc() const { return columns; }
};
template <>
struct image_traits<luma_view> {
    typedef unsigned char pixel_type;
};
template <>
struct image_traits<const luma_view> {
    typedef unsigned char pixel_type;
};
inline long num_rows(const luma_view &view) { return view.rows; }
inline long num_columns(const luma_view &view) { return view.columns; }
inline const void *image_data(const luma_view &view) { return view.pixels; }
inline long width_step(const luma_view &view) { return view.stride_bytes; }
}  // namespace dlib

#endif
