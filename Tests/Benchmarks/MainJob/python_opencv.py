#!/usr/bin/env python3
"""python_opencv.py CLIP LIBRARY MODEL DIRECTORY: the main job with cv2.VideoCapture, as users write it.

LIBRARY is the gradient detector's, or the word openvino for a neural MODEL.
"""
import json
import sys
import time

import cv2
from best_shot import BestShots


def main():
    clip, library, model, directory = sys.argv[1:]
    job = BestShots(library, model, directory)
    begun, first, first_at = time.monotonic_ns(), 0, 0
    video = cv2.VideoCapture(clip)
    period_ns = 1e9 / video.get(cv2.CAP_PROP_FPS)
    while True:
        there, picture = video.read()
        if not there:
            break
        first, first_at = first or time.time_ns(), first_at or time.monotonic_ns()
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        job.frame(grey, round(job.frames * period_ns), lambda x, y, side: picture[y:y + side, x:x + side],
                  picture=picture)
    job.finish()
    ended = time.monotonic_ns()
    print(json.dumps({"frames": job.frames, "wall_ns": ended - begun, "from_first_ns": ended - first_at,
                      "first_frame_wall_ns": first}))


if __name__ == "__main__":
    main()
