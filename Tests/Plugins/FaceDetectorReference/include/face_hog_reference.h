/* dlib's own detector, used as its examples use it: what the stage is measured against. */
#ifndef FACE_HOG_REFERENCE_H
#define FACE_HOG_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct reference_face {
    float score;
    int32_t left, top, width, height;
} reference_face;

/* Opens a serialised detector; NULL when it cannot. */
void *face_hog_reference_open(const uint8_t *serialised, size_t bytes);
void face_hog_reference_close(void *detector);

/* Copies tight rows into dlib's image, enlarges it `doublings` times by pyramid_up, and runs the detector. Returns how
 * many faces were found, of which at most `capacity` are written, or -1. */
int32_t face_hog_reference_detect(void *detector, const uint8_t *luma, int32_t width, int32_t height,
                                  int32_t doublings, double threshold, reference_face *faces, int32_t capacity);

#ifdef __cplusplus
}
#endif
#endif
