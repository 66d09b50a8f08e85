#!/usr/bin/env python3
"""gstreamer_python.py CLIP LIBRARY MODEL DIRECTORY: the main job in a callback of a GStreamer pipeline.

The pipeline keeps the decoder's own I420, so that no conversion is paid for; the callback looks at the brightness plane
where it lies and makes colour only for a shot that is kept.
"""
import json
import sys
import time

import cv2
import gi
import numpy as np

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstVideo", "1.0")
from gi.repository import Gst, GstApp, GstVideo  # noqa: E402

from best_shot import BestShots  # noqa: E402


class Callback:
    def __init__(self, job):
        self.job, self.first = job, 0

    def __call__(self, sink):
        sample = sink.pull_sample()
        self.first = self.first or time.time_ns()
        buffer, info = sample.get_buffer(), GstVideo.VideoInfo.new_from_caps(sample.get_caps())
        meta = GstVideo.buffer_get_video_meta(buffer)
        stride = meta.stride if meta else info.stride
        offset = meta.offset if meta else info.offset
        there, mapped = buffer.map(Gst.MapFlags.READ)
        if not there:
            return Gst.FlowReturn.ERROR
        pixels = np.frombuffer(mapped.data, np.uint8)

        def plane(index, width, height):
            rows = pixels[offset[index]:offset[index] + stride[index] * height]
            return rows.reshape(height, stride[index])[:, :width]

        grey = plane(0, info.width, info.height)

        def colour_of(x, y, side):
            whole = np.concatenate([plane(i, info.width // (2 if i else 1), info.height // (2 if i else 1)).ravel()
                                    for i in range(3)]).reshape(-1, info.width)
            return cv2.cvtColor(whole, cv2.COLOR_YUV2BGR_I420)[y:y + side, x:x + side]

        self.job.frame(grey, buffer.pts, colour_of, grey_range=219)
        buffer.unmap(mapped)
        return Gst.FlowReturn.OK


def main():
    clip, library, model, directory = sys.argv[1:]
    Gst.init(None)
    callback = Callback(BestShots(library, model, directory))
    begun = time.monotonic_ns()
    pipeline = Gst.parse_launch(f"filesrc location={clip} ! decodebin ! video/x-raw,format=I420 ! "
                                "appsink name=sink emit-signals=true sync=false max-buffers=8")
    pipeline.get_by_name("sink").connect("new-sample", callback)
    pipeline.set_state(Gst.State.PLAYING)
    message = pipeline.get_bus().timed_pop_filtered(Gst.CLOCK_TIME_NONE, Gst.MessageType.EOS | Gst.MessageType.ERROR)
    if message.type == Gst.MessageType.ERROR:
        sys.exit(f"error: {message.parse_error()[0].message}")
    callback.job.finish()
    pipeline.set_state(Gst.State.NULL)
    print(json.dumps({"frames": callback.job.frames, "wall_ns": time.monotonic_ns() - begun,
                      "first_frame_wall_ns": callback.first}))


if __name__ == "__main__":
    main()
