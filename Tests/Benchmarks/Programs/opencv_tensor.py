#!/usr/bin/env python3
"""opencv_tensor.py FRAMES: a model's 320x240 input of a 1080p I420 frame, as OpenCV's users make it."""
import json
import sys
import time

import cv2
import numpy as np


def main():
    frames = int(sys.argv[1])
    cv2.setNumThreads(1)
    frame = np.random.default_rng(1).integers(0, 256, (1620, 1920), np.uint8)
    wall, cpu = 0, 0
    for number in range(frames + 5):
        if number == 5:
            wall, cpu = time.monotonic_ns(), time.process_time_ns()
        picture = cv2.cvtColor(frame, cv2.COLOR_YUV2BGR_I420)
        cv2.dnn.blobFromImage(picture, 1 / 128, (320, 240), (127, 127, 127), swapRB=True)
    print(json.dumps({"frames": frames, "wall_ns": time.monotonic_ns() - wall, "cpu_ns": time.process_time_ns() - cpu}))


if __name__ == "__main__":
    main()
