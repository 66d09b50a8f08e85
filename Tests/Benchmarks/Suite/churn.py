"""Long runs: what grows when it should not."""
import statistics
import subprocess
import time
from pathlib import Path

import graphs
from measure import Failed, straightness
from paths import BUILT, ROOT

FRAMES = 1_000_000
WARM_UP = 0.2


def observe(process, every_s):
    """(seconds, resident KiB, threads, descriptors) of a process until it ends."""
    begun, seen = time.monotonic(), []
    folder = Path(f"/proc/{process.pid}")
    while process.poll() is None:
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
            files = len(list((folder / "fd").iterdir()))
            seen.append((time.monotonic() - begun, int(status["VmRSS"].split()[0]), int(status["Threads"]), files))
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
    """Least-squares growth over the run, the warm-up left out."""
    steady = [row for row in seen if row[0] > WARM_UP * seen[-1][0]]
    slope, _, _ = straightness([row[0] for row in steady], [row[column] for row in steady])
    return slope * (steady[-1][0] - steady[0][0])


def slopes(results, id, subject, command, seen, per):
    for column, what, unit, bound in ((1, "memory", "KiB", 512), (2, "threads", "threads", 0.5),
                                      (3, "descriptors", "descriptors", 0.5)):
        row = results.add(f"{id}.{what}", subject, unit, [growth(seen, column)], command,
                          f"growth over {per}, the first fifth left out; {len(seen)} looks; "
                          f"median {statistics.median(r[column] for r in seen):.0f}")
        results.goal(f"{id}.{what}: flat", row.median, unit, at_most=bound)
    results.curve(f"{id}.memory", f"Resident size over {per}", "seconds", "KiB", [row[0] for row in seen[::5]],
                  {subject: [row[1] for row in seen[::5]]})


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
