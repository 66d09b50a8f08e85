"""Long runs: what grows when it should not."""
import json
import statistics
import subprocess
import time
from pathlib import Path

import graphs
import neural
from measure import Failed, execute, straightness
from paths import BUILT, CHURN, ROOT

FRAMES = 1_000_000
NEURAL_FRAMES = 100_000
WARM_UP = 0.5
WINDOWS = 10


def figures(process):
    """Resident KiB, threads and descriptors of a process."""
    folder = Path(f"/proc/{process}")
    status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
    return int(status["VmRSS"].split()[0]), int(status["Threads"]), len(list((folder / "fd").iterdir()))


def observe(process, every_s):
    """(seconds, resident KiB, threads, descriptors) of a process until it ends."""
    begun, seen = time.monotonic(), []
    while process.poll() is None:
        try:
            seen.append((time.monotonic() - begun, *figures(process.pid)))
        except (OSError, KeyError):
            break
        time.sleep(every_s)
    return seen


def watch(command, every_s):
    process = subprocess.Popen([str(word) for word in command], cwd=ROOT, stdout=subprocess.DEVNULL)
    seen = observe(process, every_s)
    if process.wait() != 0:
        raise Failed(f"status {process.returncode} from {command}")
    return seen


def growth(seen, column):
    """Least-squares growth over the second half of the run. Of each window the least counts: a thread or a descriptor
    that comes and goes is none that stays. Pools fill in the first half: GStreamer keeps as many threads as it once
    needed at the same time."""
    steady = [row for row in seen if row[0] > WARM_UP * seen[-1][0]]
    size = max(1, len(steady) // WINDOWS)
    windows = [steady[i:i + size] for i in range(0, len(steady) - size + 1, size)]
    slope, _, _ = straightness([window[0][0] for window in windows],
                               [min(row[column] for row in window) for window in windows])
    return slope * (steady[-1][0] - steady[0][0])


def slopes(results, id, subject, command, seen, per):
    for column, what, unit, bound in ((1, "memory", "KiB", 512), (2, "threads", "threads", 0.5),
                                      (3, "descriptors", "descriptors", 0.5)):
        row = results.add(f"{id}.{what}", subject, unit, [growth(seen, column)], command,
                          f"growth over the second half of {per}; {len(seen)} looks; "
                          f"median {statistics.median(r[column] for r in seen):.0f}")
        results.goal(f"{id}.{what}: flat", row.median, unit, at_most=bound)
    every = max(1, len(seen) // 100)
    results.curve(f"{id}.memory", f"Resident size over {per}", "cycles" if id in ("churn.graphs", "churn.reconnects") else "seconds", "KiB",
                  [row[0] for row in seen[::every]], {subject: [row[1] for row in seen[::every]]})


def cycles(results, id, command, per):
    """What a program that counts its own cycles says; growth is over cycles."""
    cost = execute(command)
    looks = [json.loads(text) for text in cost.output.splitlines()]
    seen = [(k["cycles"], k["resident_kib"], k["threads"], k["descriptors"]) for k in looks]
    slopes(results, id, "sluice", command, seen, per)
    results.add(f"{id}.time", "sluice", "ms", [cost.wall_ns / seen[-1][0] / 1e6], command, "a cycle")


def churn(results, count=10_000):
    """Graphs with their sources built and closed, and a live source lost and regained."""
    if not CHURN.exists():
        results.skip("churn.graphs", "sluice", "sluice-churn is not built")
        return
    graph = graphs.write(
        "churn", ['source: {uri: "test:?width=64&height=48&format=i420&frames=20", pace: max}'],
        ["a: {use: passthrough, from: source}", "b: {use: passthrough, from: a, queue: {capacity: 4, policy: block}}",
         "end: {use: null-sink, from: b}"])
    cycles(results, "churn.graphs", [CHURN, "graphs", count, graph, ROOT / "dist/lib/sluice/plugins"],
           f"{count:,} graphs built, fed 20 frames by a source of their own, and closed")
    losses = 3 * count
    cycles(results, "churn.reconnects", [CHURN, "reconnects", losses],
           f"{losses:,} losses of a live GStreamer source, back-off skipped by the clock")


def soak(results):
    """A million frames through painted pictures, queues and a fused chain."""
    graph = graphs.write(
        "soak", ['source: {uri: "test:?width=64&height=48&format=i420", pace: max}'],
        ["a: {use: passthrough, from: source}", "b: {use: passthrough, from: a, queue: {capacity: 16, policy: block}}",
         "c: {use: passthrough, from: b}", "d: {use: passthrough, from: a, queue: {capacity: 16, policy: block}}",
         "one: {use: null-sink, from: c}", "two: {use: null-sink, from: d}"])
    command = graphs.run_command(graph, "--frames", FRAMES)
    seen = watch([*command, "--stats", BUILT / "stats.json"], 0.02)
    slopes(results, "churn.soak", "sluice", command, seen, f"{FRAMES:,} frames")


def neural_soak(results):
    """A hundred thousand frames through a light model, by the stage that runs any and by the detector of faces."""
    why = neural.missing()
    if why:
        results.skip("churn.neural", "all", why)
        return
    head = "inputs: [{mean: [127], scale: [0.0078125]}], heads: [{decoder: ssd-priors, threshold: 0.3}]"
    graph = graphs.write(
        "neural-soak", ['source: {uri: "test:?width=320&height=240&format=i420", pace: max}'],
        [f"any: {{use: infer, from: source, with: {{model: {neural.LIGHTEST}, {head}}}}}",
         f"faces: {{use: face-detector, from: any, queue: {{capacity: 4, policy: block}}, "
         f"with: {{backend: onnx, model: {neural.LIGHTEST}}}}}",
         "one: {use: null-sink, from: faces}", "two: {use: null-sink, from: faces.rejected}"])
    command = graphs.run_command(graph, "--frames", NEURAL_FRAMES)
    seen = watch([*command, "--stats", BUILT / "stats.json"], 0.25)
    slopes(results, "churn.neural", "sluice", command, seen, f"{NEURAL_FRAMES:,} frames, two models on each")
