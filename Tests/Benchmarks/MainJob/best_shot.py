"""The main job as a Python program does it: faces, tracks, crops, quality, the best picture of each track.

The detector is the shipped plugin's own library; everything else is OpenCV, numpy and scipy as one writes it with them,
with the same numbers as the shipped stages' defaults. Both peers of the main job share this module and differ only in
where frames come from.
"""
import ctypes
import json
import math
from pathlib import Path

import cv2
import numpy as np
from scipy.optimize import linear_sum_assignment


TRUSTED = 1


class Face(ctypes.Structure):
    _fields_ = [("score", ctypes.c_float), ("left", ctypes.c_int32), ("top", ctypes.c_int32),
                ("width", ctypes.c_int32), ("height", ctypes.c_int32), ("view", ctypes.c_int32)]


class Options(ctypes.Structure):
    _fields_ = [("threshold", ctypes.c_double), ("doublings", ctypes.c_int32), ("skipped_levels", ctypes.c_int32),
                ("max_levels", ctypes.c_int32)]


class Detector:
    """The detector that the face-detector plugin has inside, on a grey numpy picture."""

    def __init__(self, library, model):
        self.library = ctypes.CDLL(str(library))
        self.library.face_hog_detect.argtypes = [
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int32, ctypes.c_int32, ctypes.c_size_t,
            ctypes.POINTER(Options), ctypes.POINTER(Face), ctypes.c_int32]
        serialised, self.handle, why = Path(model).read_bytes(), ctypes.c_void_p(), ctypes.create_string_buffer(256)
        if self.library.face_hog_open(serialised, ctypes.c_size_t(len(serialised)), TRUSTED, ctypes.byref(self.handle),
                                      why, ctypes.c_size_t(256)):
            raise RuntimeError(why.value.decode())
        self.options, self.faces = Options(0, 0, 0, 0), (Face * 64)()

    def detect(self, grey):
        height, width = grey.shape
        found = self.library.face_hog_detect(self.handle, grey.ctypes.data, width, height, grey.strides[0],
                                             ctypes.byref(self.options), self.faces, 64)
        if found < 0:
            raise RuntimeError(f"the detector failed ({found})")
        boxes = [(f.left, f.top, f.width, f.height) for f in self.faces[:found] if min(f.width, f.height) >= 72]
        return np.array(boxes, dtype=float).reshape(-1, 4)


class NeuralDetector:
    """Ultra-Light-Fast RFB-320 on OpenVINO, with all cores for one picture, as the runtime's defaults have it."""

    def __init__(self, model):
        import openvino
        options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
        self.request = openvino.Core().compile_model(model, "CPU", options).create_infer_request()

    def detect(self, picture):
        """Boxes of a BGR picture, best first."""
        height, width = picture.shape[:2]
        blob = cv2.dnn.blobFromImage(picture, 1 / 128, (320, 240), (127, 127, 127), swapRB=True)
        self.request.infer([blob], share_inputs=True, share_outputs=True)
        scores = self.request.get_output_tensor(0).data[0, :, 1]
        sure = np.flatnonzero(scores > 0.7)
        boxes = self.request.get_output_tensor(1).data[0, sure] * (width, height, width, height)
        boxes[:, 2:] -= boxes[:, :2]
        kept = cv2.dnn.NMSBoxes(boxes, scores[sure], 0.7, 0.3)
        return boxes[np.asarray(kept, int)].astype(float).reshape(-1, 4)


def overlaps(a, b):
    """Intersection over union of each box of a with each of b; boxes are x, y, width, height."""
    left = np.maximum(a[:, None, 0], b[None, :, 0])
    top = np.maximum(a[:, None, 1], b[None, :, 1])
    right = np.minimum(a[:, None, 0] + a[:, None, 2], b[None, :, 0] + b[None, :, 2])
    bottom = np.minimum(a[:, None, 1] + a[:, None, 3], b[None, :, 1] + b[None, :, 3])
    shared = np.maximum(right - left, 0) * np.maximum(bottom - top, 0)
    return shared / (a[:, None, 2] * a[:, None, 3] + b[None, :, 2] * b[None, :, 3] - shared)


class Track:
    """One object under SORT's Kalman filter: centre, area, aspect ratio, and the velocities of the first three."""

    F = np.eye(7) + np.eye(7, k=4)
    H = np.eye(4, 7)
    Q = np.diag([1, 1, 1, 1, 0.01, 0.01, 0.0001])
    R = np.diag([1.0, 1, 10, 10])

    def __init__(self, box):
        self.x = np.concatenate([self.measured(box), np.zeros(3)])
        self.P = np.diag([10.0, 10, 10, 10, 10000, 10000, 10000])
        self.id, self.unseen, self.streak = 0, 0, 0

    @staticmethod
    def measured(box):
        x, y, width, height = box
        return np.array([x + width / 2, y + height / 2, width * height, width / height])

    def predict(self):
        if self.x[2] + self.x[6] <= 0:
            self.x[6] = 0
        self.x = self.F @ self.x
        self.P = self.F @ self.P @ self.F.T + self.Q
        self.streak = 0 if self.unseen else self.streak
        self.unseen += 1
        width = math.sqrt(max(self.x[2] * self.x[3], 0))
        height = self.x[2] / width if width else 0
        return [self.x[0] - width / 2, self.x[1] - height / 2, width, height]

    def update(self, box):
        gain = self.P @ self.H.T @ np.linalg.inv(self.H @ self.P @ self.H.T + self.R)
        self.x = self.x + gain @ (self.measured(box) - self.H @ self.x)
        self.P = (np.eye(7) - gain @ self.H) @ self.P
        self.unseen, self.streak = 0, self.streak + 1


class Tracker:
    """SORT (Bewley et al. 2016)."""

    def __init__(self, least_overlap=0.3, min_hits=3, max_age=15):
        self.least_overlap, self.min_hits, self.max_age = least_overlap, min_hits, max_age
        self.tracks, self.frames, self.last_id = [], 0, 0

    def step(self, boxes):
        """The track of each box, and the ids of the tracks that ended."""
        self.frames += 1
        predicted = np.array([track.predict() for track in self.tracks]).reshape(-1, 4)
        owner = [None] * len(boxes)
        if len(boxes) and len(predicted):
            overlap = overlaps(boxes, predicted)
            overlap[overlap < self.least_overlap] = 0
            for row, column in zip(*linear_sum_assignment(-overlap)):
                if overlap[row, column] > 0:
                    owner[row] = self.tracks[column]
                    owner[row].update(boxes[row])
        for row, box in enumerate(boxes):
            if owner[row] is None:
                owner[row] = Track(box)
                self.tracks.append(owner[row])
        for track in self.tracks:
            sure = track.streak >= self.min_hits or self.frames <= self.min_hits
            if track.id == 0 and track.unseen == 0 and sure:
                self.last_id += 1
                track.id = self.last_id
        ended = [track.id for track in self.tracks if track.unseen > self.max_age and track.id]
        self.tracks = [track for track in self.tracks if track.unseen <= self.max_age]
        return owner, ended


def crop_window(box, frame_width, frame_height, target=60, margin=0.2):
    """The square that holds face and margin, inside the frame, as x, y, side."""
    left, top = max(box[0], 0), max(box[1], 0)
    right, bottom = min(box[0] + box[2], frame_width), min(box[1] + box[3], frame_height)
    longer = max(right - left, bottom - top)
    side = min(max(longer * (1 + 2 * margin), target), frame_width, frame_height)
    x = min(max((left + right - side) / 2, 0), frame_width - side)
    y = min(max((top + bottom - side) / 2, 0), frame_height - side)
    return int(round(x)), int(round(y)), int(round(side))


UNIFORM = np.full(256, 58)
UNIFORM[[c for c in range(256) if bin(c ^ ((c << 1 | c >> 7) & 255)).count("1") <= 2]] = np.arange(58)


def patterns(grey, margin=4):
    """Local binary patterns, uniform bins, of all pixels but the outermost ring."""
    p = grey.astype(np.int16)
    least = p[1:-1, 1:-1] + margin
    ring = [p[1:-1, :-2], p[:-2, :-2], p[:-2, 1:-1], p[:-2, 2:], p[1:-1, 2:], p[2:, 2:], p[2:, 1:-1], p[2:, :-2]]
    code = np.zeros(least.shape, np.uint8)
    for bit, neighbour in enumerate(ring):
        code |= (neighbour >= least).astype(np.uint8) << bit
    return UNIFORM[code]


def symmetry(grey):
    """Mean intersection of the pattern histograms of the left half and the mirrored right one, in four bands."""
    face = cv2.resize(grey, (64, 64), interpolation=cv2.INTER_LINEAR)
    left, right = patterns(face), patterns(cv2.flip(face, 1))
    shared, rows, half = 0.0, left.shape[0], left.shape[1] // 2
    for band in range(4):
        part = slice(rows * band // 4, rows * (band + 1) // 4)
        a = np.bincount(left[part, :half].ravel(), minlength=59)
        b = np.bincount(right[part, :half].ravel(), minlength=59)
        shared += np.minimum(a, b).sum() / a.sum()
    return shared / 4


def quality(crop, box, size, grey_range):
    """0.2 symmetry + 0.3 sharpness + 0.2 illumination + 0.3 resolution of the face in a grey crop."""
    left, top = max(int(box[0]), 0), max(int(box[1]), 0)
    right, bottom = math.ceil(min(box[0] + box[2], crop.shape[1])), math.ceil(min(box[1] + box[3], crop.shape[0]))
    face = crop[top:bottom, left:right]
    height, width = face.shape
    mask = np.zeros(face.shape, np.uint8)
    cv2.ellipse(mask, (width // 2, height // 2), (width // 2, height // 2), 0, 0, 360, 255, -1)
    detail = np.abs(cv2.Laplacian(face, cv2.CV_16S, ksize=1))[1:-1, 1:-1]
    magnitude = detail[mask[1:-1, 1:-1] > 0].mean() * 255 / grey_range
    low, high = np.percentile(face[mask > 0], (2, 98))
    return (0.2 * symmetry(face) + 0.3 * magnitude / (magnitude + 12)
            + 0.2 * min(1, (high - low) / grey_range) + 0.3 * min(1, size / 120))


class BestShots:
    """The whole job for one stream."""

    def __init__(self, library, model, directory):
        self.sees_colour = library == "openvino"
        self.detector = NeuralDetector(model) if self.sees_colour else Detector(library, model)
        self.tracker = Tracker()
        self.directory, self.best, self.frames = Path(directory), {}, 0
        (self.directory / "pictures").mkdir(parents=True, exist_ok=True)
        self.records = open(self.directory / "records.jsonl", "w", encoding="utf-8")

    def frame(self, grey, pts_ns, colour_of, grey_range=255, picture=None):
        """One frame. colour_of(x, y, side) gives the colour pixels of a square of it; picture is all of it."""
        self.frames += 1
        height, width = grey.shape
        boxes = self.detector.detect(picture if self.sees_colour else grey)
        owners, ended = self.tracker.step(boxes)
        for box, track in zip(boxes, owners):
            x, y, side = crop_window(box, width, height)
            crop = cv2.resize(grey[y:y + side, x:x + side], (60, 60), interpolation=cv2.INTER_AREA)
            scale = 60 / side
            inside = ((box[0] - x) * scale, (box[1] - y) * scale, box[2] * scale, box[3] * scale)
            score = quality(crop, inside, math.sqrt(box[2] * box[3]), grey_range)
            if track.id and score > self.best.get(track.id, (0,))[0]:
                colour = cv2.resize(colour_of(x, y, side), (60, 60), interpolation=cv2.INTER_AREA)
                self.best[track.id] = (score, pts_ns, colour)
        for number in ended:
            self.send(number)

    def send(self, number):
        if number not in self.best:
            return
        score, pts_ns, colour = self.best.pop(number)
        cv2.imwrite(str(self.directory / "pictures" / f"{number}.png"), colour)
        line = {"kind": "frame", "pts_ns": pts_ns, "regions": [{"track": number, "scores": {"quality": score}}]}
        self.records.write(json.dumps(line) + "\n")

    def finish(self):
        for number in sorted(self.best):
            self.send(number)
        self.records.close()
