/* Faces by histograms of oriented gradients: dlib's frontal face detector behind plain C.
 *
 * Source: N. Dalal, B. Triggs, "Histograms of Oriented Gradients for Human Detection", CVPR 2005; features as in
 * P. Felzenszwalb et al., "Object Detection with Discriminatively Trained Part Based Models", PAMI 2010; detector and
 * training as in D. King, "Max-Margin Object Detection", 2015.
 *
 * No exception leaves these functions. One detector serves one thread at a time. */
#ifndef FACE_HOG_H
#define FACE_HOG_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Side of the smallest face that the detector sees in a picture that was neither enlarged nor reduced. */
#define FACE_HOG_WINDOW_PIXELS 80

/* What went wrong. */
#define FACE_HOG_E_MEMORY (-1)
#define FACE_HOG_E_MODEL (-2)
#define FACE_HOG_E_ARGUMENT (-3)
#define FACE_HOG_E_INTERNAL (-4)

typedef struct face_hog face_hog;

typedef struct face_hog_face {
    float score;           /* distance from the decision border; the threshold's zero is dlib's */
    int32_t left, top;     /* in pixels of the picture; may reach outside it */
    int32_t width, height;
    int32_t view;          /* which of the detector's filters fired: 0 front, 1 left, 2 right, 3, 4 turned */
} face_hog_face;

typedef struct face_hog_options {
    double threshold;       /* faces score at least this; lower finds more and errs more */
    int32_t doublings;      /* times the picture is enlarged by two first, 0 to 3 */
    int32_t skipped_levels; /* steps of 5/6 by which it is reduced first, for larger faces alone, at less cost */
    int32_t max_levels;     /* steps searched from there; 0 for all */
} face_hog_options;

#define FACE_HOG_TRUSTED 1 /* the bytes are known to be sound: they are not looked through first */
#define FACE_HOG_PLAIN 2   /* no wider vectors than every processor of the architecture has: for comparison */

/* Opens a detector that dlib serialised (object_detector over scan_fhog_pyramid of pyramid_down<6>). The bytes are
 * not needed afterwards. Returns 0 or an error; then `why` holds a clause such as "its version is out of range". */
int32_t face_hog_open(const uint8_t *serialised, size_t bytes, int32_t flags, face_hog **detector, char *why,
                      size_t why_bytes);

/* Frees a detector; NULL is fine. */
void face_hog_close(face_hog *detector);

/* Finds faces in a picture of 8-bit luma, best first, without overlaps.
 * Returns how many were written to `faces`, at most `capacity`, or an error. */
int32_t face_hog_detect(face_hog *detector, const uint8_t *luma, int32_t width, int32_t height, size_t stride_bytes,
                        const face_hog_options *options, face_hog_face *faces, int32_t capacity);

#ifdef __cplusplus
}
#endif
#endif
