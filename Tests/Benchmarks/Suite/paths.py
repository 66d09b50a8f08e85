"""Where things are."""
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HERE = ROOT / "Tests/Benchmarks"
PROGRAMS = HERE / "Programs"
FIXTURES = ROOT / "Tests/Fixtures/Plugins"
BUILT = ROOT / ".cache/bench"
VENV = ROOT / ".cache/bench-venv"
SLUICE = ROOT / "dist/bin/sluice"
CHURN = ROOT / ".build/release/sluice-churn"
CLIP = ROOT / ".cache/clip/best-shot.mp4"
CLIP_TRUTH = ROOT / ".cache/clip/best-shot.json"
OUT = ROOT / "bench"
DETECTOR = ROOT / "Plugins/FaceDetector/HOG"
VISION = ROOT / "PluginSDK/VisionKernels"
RUNTIME = ROOT / "Plugins/Inference/OpenVINO"
OPENVINO = next(iter(sorted((ROOT / ".cache/openvino/lib").glob("libopenvino_c.so*"))), None)
DATA = Path(os.environ.get("SLUICE_TEST_DATA") or ROOT.parent / "shared/data")


def shown(command):
    """A command as one can paste it in the repository's root."""
    words = [str(word).replace(str(ROOT) + "/", "") for word in command]
    return " ".join(f"'{word}'" if any(c in word for c in " ;&|<>()") else word for word in words)
