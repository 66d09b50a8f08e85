"""Gets the peers, compiles the small programs, and says why one is not there."""
import os
import shutil
import subprocess

from paths import BUILT, DETECTOR, FIXTURES, HERE, PROGRAMS, ROOT, RUNTIME, VENV, VISION, shown

APT = {
    "gst_chain": ["libgstreamer1.0-dev"],
    "gst_rtp": ["libgstreamer1.0-dev"],
    "avfilter_chain": ["libavfilter-dev"],
    "bare_neural": ["libavformat-dev", "libavcodec-dev", "libavutil-dev"],
    "bare_loop": ["libavformat-dev", "libavcodec-dev", "libavutil-dev"],
    "gstreamer-python": ["python3-gi", "gir1.2-gstreamer-1.0", "gir1.2-gst-plugins-base-1.0", "gstreamer1.0-libav"],
}
PACKAGES = HERE / "requirements.txt"
WARNINGS = ["-O2", "-Wall", "-Wextra", "-Werror"]


def attempt(command):
    """None, or the end of what a failed command said."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        return f"{words[0]}: {error.strerror}"
    if done.returncode == 0:
        return None
    told = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return f"{shown(words)}: {told[-1] if told else f'status {done.returncode}'}"


def flags(*packages):
    done = subprocess.run(["pkg-config", "--cflags", "--libs", *packages], capture_output=True, text=True, check=False)
    return done.stdout.split()


def newer(product, sources):
    return product.exists() and all(product.stat().st_mtime >= source.stat().st_mtime for source in sources)


def plugin(name):
    """Where a plugin for measuring is."""
    return BUILT / "plugins" / f"{name}.so"


def plugin_command(source, made, *more):
    compiler = next(filter(shutil.which, ("gcc", "cc", "clang")), "cc")
    return [compiler, "-O2", "-std=gnu11", "-fPIC", "-fvisibility=hidden", "-shared", "-Wl,--build-id=sha1", "-I",
            ROOT / "PluginSDK/CABI/include", *more, source, "-o", made]


class Peers:
    """What is there, what is not, and why."""

    def __init__(self):
        self.reasons = {}
        BUILT.mkdir(parents=True, exist_ok=True)

    def missing(self, name):
        """Why a peer cannot be measured; None where it can."""
        return self.reasons.get(name)

    def prepare(self):
        self._packages()
        self._python()
        self._compile("gst_chain", ["gstreamer-1.0"])
        self._compile("gst_rtp", ["gstreamer-1.0"])
        self._compile("avfilter_chain", ["libavfilter", "libavutil"])
        self._compile("futex_ping", [])
        self._compile("futex_round_trip", [])
        self._plugin("nv12_pass", PROGRAMS / "nv12_pass.c")
        self._plugin("misbehaving", FIXTURES / "misbehaving.c")
        self._compile("bare_encode", ["libavformat", "libavcodec", "libavutil"])
        self._detector()
        self._compile("bare_loop", ["libavformat", "libavcodec", "libavutil"],
                      [f"-I{DETECTOR}/include", f"-L{BUILT}", "-lface_hog", "-Wl,-rpath,$ORIGIN"],
                      [DETECTOR / "include/face_hog.h"])
        self._with("tensor_fill", VISION, sorted(VISION.glob("tensor*.c")), ["-lm"])
        runtime = sorted(RUNTIME.glob("*.c"))
        self._with("bare_openvino", RUNTIME, runtime, ["-ldl", "-pthread"])
        self._with("bare_neural", RUNTIME, [*runtime, *sorted(VISION.glob("tensor*.c"))],
                   [f"-I{VISION}/include", *flags("libavformat", "libavcodec", "libavutil"), "-ldl", "-lm", "-pthread"])
        self._check("openvino", [VENV / "bin/python", "-c", "import cv2, numpy, openvino, scipy"])
        self._check("mediapipe", [VENV / "bin/python", "-c", "import mediapipe"])
        self._check("opencv", [VENV / "bin/python", "-c", "import cv2, numpy, scipy"])
        self._check("gstreamer-python", [VENV / "bin/python", "-c",
                                         "import gi; gi.require_version('GstApp', '1.0'); import cv2, scipy"])

    def _check(self, name, command):
        if name not in self.reasons:
            why = attempt(command)
            if why:
                self.reasons[name] = why

    def _packages(self):
        """Asks apt for what is not installed; where that may not be, the peers that need it are left out."""
        wanted = {package for packages in APT.values() for package in packages}
        done = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\\n", *sorted(wanted)],
                              capture_output=True, text=True, check=False)
        there = {line.split()[0] for line in done.stdout.splitlines() if line.endswith(" installed")}
        absent = sorted(wanted - there)
        if not absent:
            return
        apt = ["apt-get", "install", "-y", "--no-install-recommends", *absent]
        why = attempt(apt if os.geteuid() == 0 else ["sudo", "-n", *apt])
        if why:
            for name, packages in APT.items():
                if set(packages) & set(absent):
                    self.reasons[name] = f"not installed: {' '.join(sorted(set(packages) & set(absent)))} ({why})"

    def _python(self):
        stamp = VENV / "requirements.txt"
        if stamp.exists() and stamp.read_bytes() == PACKAGES.read_bytes():
            return
        # The system's own Python, whose packages have the GStreamer bindings.
        python = shutil.which("python3", path="/usr/bin") or "python3"
        why = attempt([python, "-m", "venv", "--system-site-packages", VENV]) or attempt(
            [VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary",
             ":all:", "-r", PACKAGES])
        if why:
            self.reasons.update({"mediapipe": why, "opencv": why, "gstreamer-python": why, "openvino": why})
        else:
            shutil.copy(PACKAGES, stamp)

    def _compile(self, name, packages, more=(), needed=()):
        source = PROGRAMS / f"{name}.c"
        if name in self.reasons or newer(BUILT / name, [source, *PROGRAMS.glob("*.h"), *needed]):
            return
        compiler = next(filter(shutil.which, ("gcc", "cc", "clang")), "cc")
        why = attempt([compiler, *WARNINGS, "-std=gnu11", source, "-o", BUILT / name, "-pthread", *more,
                       *flags(*packages)] if packages else
                      [compiler, *WARNINGS, "-std=gnu11", source, "-o", BUILT / name, "-pthread"])
        if why:
            self.reasons[name] = why

    def _plugin(self, name, source):
        """A stage in C, as its author would build it."""
        made = plugin(name)
        if newer(made, [source]):
            return
        made.parent.mkdir(exist_ok=True)
        why = attempt(plugin_command(source, made))
        if why:
            self.reasons[name] = why

    def _with(self, name, folder, sources, linked):
        """A program with C code of the product in it, compiled as the product is."""
        source = PROGRAMS / f"{name}.c"
        headers = [*PROGRAMS.glob("*.h"), *folder.glob("**/*.h")]
        if name in self.reasons or newer(BUILT / name, [source, *sources, *headers]):
            return
        why = attempt(["clang", *WARNINGS, "-std=gnu11", f"-I{folder}/include", f"-I{folder}", source, *sources, "-o",
                       BUILT / name, *linked])
        if why:
            self.reasons[name] = why

    def _detector(self):
        """The detector of the shipped plugin as a library of its own, compiled with the same flags and compiler."""
        sources = [DETECTOR / name for name in ("face_hog.cpp", "detector_base.cpp", "detector_avx.cpp")]
        library, model = BUILT / "libface_hog.so", BUILT / "frontal.dat"
        if newer(library, [*sources, DETECTOR / "detector.inc", DETECTOR / "include/face_hog.h"]) and model.exists():
            return
        packer = BUILT / "pack_model"
        why = attempt(["clang++", "-O2", "-std=c++17", "-fPIC", "-shared", f"-I{DETECTOR}/include", *sources, "-o",
                       library]) or attempt(
            ["clang++", "-O2", "-std=c++17", PROGRAMS / "pack_model.cpp", "-o", packer, "-l:libdlib.a", "-lm"]) or (
            attempt([packer, model]))
        if why:
            self.reasons.update({"bare_loop": why, "opencv": why, "gstreamer-python": why})
