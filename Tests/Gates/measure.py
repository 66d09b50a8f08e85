"""What gates measure: runs of the staged program, and what they cost."""
import json
import math
import os
import re
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SLUICE = ROOT / "dist/bin/sluice"
COUNTER = ROOT / ".cache/gates/count_allocations.so"
THRESHOLDS = HERE / "thresholds.json"
GRAPHS = ("chain", "queued", "fanout")
FEW, MANY = 20_000, 120_000
VALGRIND_FEW, VALGRIND_MANY, CHAIN = 2_000, 22_000, 51
TRACKERS, TRACKED_FEW, TRACKED_MANY = ("sort", "bytetrack", "ocsort"), 2_000, 12_000
WORK = "*HostRuntime7TaskRunO4work*"
LIMIT_S = 300
DATA = Path(os.environ.get("SLUICE_TEST_DATA") or ROOT.parent / "shared/data")
MODELS = DATA / "models"
OPENVINO = ROOT / "dist/lib/sluice/openvino"
NEURAL_FEW, NEURAL_MANY = 100, 600
RUNTIME = "libopenvino:libtbb:libstdc++"


class Broken(Exception):
    """The gate could not be measured, which is a failure."""


class Skipped(Exception):
    """The gate cannot be measured on this machine."""


def execute(arguments, **environment):
    """Runs a command; its largest resident size in KiB."""
    arguments = ["timeout", "-k", "5", str(LIMIT_S), *map(str, arguments)]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(arguments, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=ROOT,
                                   env={**os.environ, **environment})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            log.seek(0)
            late = f" (ended after {LIMIT_S} s)" if process.returncode == 124 else ""
            raise Broken(f"status {process.returncode}{late} from {' '.join(arguments[4:])}\n{log.read()[-2000:]}")
        return usage.ru_maxrss


def command(graph, frames, stats):
    path = graph if isinstance(graph, Path) else HERE / "graphs" / f"{graph}.yaml"
    return [SLUICE, "run", path, "--frames", frames, "--stats", stats, "--quiet"]


def write_chain(length, folder):
    """A graph of so many empty stages in a row, on a source that paints no pixel: the host's own part."""
    path = folder / f"chain-{length}.yaml"
    lines = ["sluice: 1", f"name: chain-{length}", "streams:",
             '  s0: {uri: "test:?width=64&height=48&format=i420&static=1"}', "stages:",
             *[f"  s{n}: {{use: passthrough, from: s{n - 1}}}" for n in range(1, length + 1)],
             f"  end: {{use: null-sink, from: s{length}}}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_tracker(algorithm, folder):
    """Twenty boxes that circle, meet and pass, now and then unsure, through one method of tracking."""
    boxes, path = folder / "boxes.txt", folder / f"tracker-{algorithm}.yaml"
    if not boxes.exists():
        with open(boxes, "w", encoding="utf-8") as file:
            for frame in range(1, TRACKED_MANY + 1):
                for box in range(20):
                    angle = frame / (80 + 7 * box) + box
                    x, y = 900 + (100 + 35 * box) * math.cos(angle), 480 + (60 + 18 * box) * math.sin(angle)
                    file.write(f"{frame},-1,{x:.1f},{y:.1f},60,120,{0.3 if (frame + box) % 17 == 0 else 0.95}\n")
    path.write_text(f"""sluice: 1
name: tracker-{algorithm}
streams:
  source: {{uri: "test:?width=1920&height=1080&format=i420&static=1", pace: max}}
stages:
  boxes: {{use: regions-from-file, from: source, with: {{path: {boxes}, label: person}}}}
  tracks: {{use: tracker, from: boxes, with: {{algorithm: {algorithm}, max_age: 30, emit_predicted: true}}}}
  end: {{use: null-sink, from: tracks}}
""", encoding="utf-8")
    return path


def copied_bytes(value):
    """The sum of all keys that count copied bytes, anywhere in the statistics."""
    if isinstance(value, dict):
        return sum(item if re.fullmatch(r"copied_?bytes", key, flags=re.I) and isinstance(item, int)
                   else copied_bytes(item) for key, item in value.items())
    return sum(map(copied_bytes, value)) if isinstance(value, list) else 0


def frames_through(stats):
    counts = [stream["frames"] for stream in stats["streams"]]
    return sum(counts)


def measure_plain(graph, frames, folder):
    """(allocations, copied bytes, resident KiB) of one run."""
    count, stats = folder / "count", folder / "stats.json"
    count.unlink(missing_ok=True)
    resident = execute(command(graph, frames, stats), LD_PRELOAD=str(COUNTER), SLUICE_COUNT_FILE=str(count))
    written = json.loads(stats.read_text(encoding="utf-8"))
    if frames_through(written) != frames:
        raise Broken(f"{frames_through(written)} frames entered the graph, {frames} were asked for")
    return counted(count)[0], copied_bytes(written), resident


def counted(file):
    """(allocations, those of the libraries that are counted apart)."""
    allocations, _, _, apart = struct.unpack("=QQQQ", file.read_bytes())
    return allocations, apart


def measure_calls(graph, frames, folder):
    """(futex calls, all other system calls) of one run."""
    summary = folder / "strace"
    execute(["strace", "-f", "-c", "-U", "calls,name", "-o", summary, *command(graph, frames, folder / "stats.json")])
    counts = {name: int(count) for count, name in
              re.findall(r"^\s*(\d+)\s+(\w+)\s*$", summary.read_text(encoding="utf-8"), flags=re.M)}
    if "total" not in counts:
        raise Broken("strace gave no total")
    futex = counts.get("futex", 0)
    return futex, counts["total"] - futex


def measure_instructions(graph, frames, folder):
    """Instructions inside the task's work: what stages and the host do for an item, without waiting and spinning, which
    depend on timing. Counted in the build's own program, since the staged one has no names of functions."""
    out, named = folder / "callgrind", folder / "sluice"
    program, *arguments = command(graph, frames, folder / "stats.json")
    if not named.exists():  # valgrind cannot read this compiler's debug information, but needs the names
        subprocess.run(["strip", "--strip-debug", "-o", named, ROOT / ".build/release" / program.name], check=True)
    execute(["valgrind", "--tool=callgrind", f"--toggle-collect={WORK}", f"--callgrind-out-file={out}",
             "--log-file=/dev/null", named, *arguments,
             "--plugins", ROOT / "dist/lib/sluice/plugins"])
    total = re.findall(r"^(?:summary|totals): (\d+)", out.read_text(encoding="utf-8", errors="replace"), flags=re.M)
    if not total or int(total[-1]) == 0:
        raise Broken(f"callgrind counted nothing inside {WORK}; was the function renamed?")
    return int(total[-1])


def instructions_per_frame(graph, folder):
    few, many = (measure_instructions(graph, frames, folder) for frames in (VALGRIND_FEW, VALGRIND_MANY))
    return (many - few) / (VALGRIND_MANY - VALGRIND_FEW)


def build_counter():
    source, shared = HERE / "count_allocations.c", ROOT / "Host/C/AllocationCount"
    newest = max(file.stat().st_mtime for file in (source, shared / "allocator.h"))
    if COUNTER.exists() and COUNTER.stat().st_mtime > newest:
        return
    COUNTER.parent.mkdir(parents=True, exist_ok=True)
    compiler = next(filter(shutil.which, ("cc", "gcc", "clang")))
    subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", f"-I{shared}", str(source),
                    "-o", str(COUNTER)], check=True)
