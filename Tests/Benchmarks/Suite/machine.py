"""The machine and the versions, in words."""
import os
import platform
import re
import subprocess
from pathlib import Path

from paths import ROOT, SLUICE, VENV


def said(command, pattern=r"(.*)"):
    try:
        done = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return "not there"
    found = re.search(pattern, done.stdout + done.stderr)
    return found.group(1).strip() if found else "not there"


def value(path, pattern):
    found = re.search(pattern, Path(path).read_text(encoding="utf-8"))
    return found.group(1).strip() if found else "unknown"


def python_versions():
    names = ("mediapipe", "opencv-contrib-python", "numpy", "scipy")
    if not (VENV / "bin/python").exists():
        return {}
    code = "import importlib.metadata as m\nfor n in %r:\n try: print(n, m.version(n))\n except Exception: pass" % (names,)
    done = subprocess.run([VENV / "bin/python", "-c", code], capture_output=True, text=True, check=False)
    return dict(line.split() for line in done.stdout.splitlines())


def describe():
    memory_kib = int(value("/proc/meminfo", r"MemTotal:\s+(\d+)"))
    hypervisor = "virtual" if "hypervisor" in value("/proc/cpuinfo", r"flags\s*:(.*)") else "physical"
    return {
        "processor": value("/proc/cpuinfo", r"model name\s*:\s*(.*)"),
        "cores": f"{os.cpu_count()} ({hypervisor} machine)",
        "memory": f"{memory_kib / 2**20:.1f} GiB",
        "system": f"{value('/etc/os-release', 'PRETTY_NAME=.(.*).')}, Linux {platform.release().split('-')[0]}, {platform.machine()}",
        "load before the run": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "Sluice": said([SLUICE, "--version"]),
        "commit": said(["git", "describe", "--always", "--dirty"]),
        "Swift": said(["swift", "--version"], r"Swift version (\S+)"),
        "GStreamer": said(["gst-launch-1.0", "--version"], r"GStreamer (\S+)"),
        "libavfilter": said(["pkg-config", "--modversion", "libavfilter"]),
        "C compiler": said(["gcc", "--version"]),
        "Python of the peers": said([VENV / "bin/python", "--version"], r"Python (\S+)"),
        **python_versions(),
    }
