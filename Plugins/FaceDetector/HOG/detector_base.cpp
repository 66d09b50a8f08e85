/* The detector for every machine of the architecture. */
#include "system_headers.h"

#include "dlib_headers.h"
#include "functions.h"

#define FACE_HOG_VARIANT face_hog_base
#include "detector.inc"
