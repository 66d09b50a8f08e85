"""How cost grows: with streams, and with stages in a graph."""
import statistics

import graphs
from measure import execute, straightness
from paths import SLUICE

STREAMS = (1, 2, 4, 8, 16, 32, 64)
STAGES = (1, 10, 30, 100, 300, 1000)


def middle(values):
    return [statistics.median(values[n]) for n in values]


def streams(results, rounds, rate=10, frames=60):
    """Live synthetic streams of 480x270, each painted, passed through a stage and dropped."""
    cpu, late, memory = ({n: [] for n in STREAMS} for _ in range(3))
    for _ in range(rounds):
        for count in STREAMS:
            _, stats = graphs.run(graphs.streams(count, rate), "--frames", frames)
            # Of one core: CPU time over the time that the frames last.
            cpu[count].append(100 * stats["memory"]["cpu_ns"] / stats["elapsed_ns"])
            stages = [s for s in stats["stages"] if s["name"].startswith("p")]
            late[count].append(statistics.median(s["latency_ns"]["p95"] for s in stages) / 1000)
            # Not what wait4 says: that holds this program's own, from before exec.
            memory[count].append(stats["memory"]["max_resident_bytes"] / 2**20)
    for count in STREAMS:
        command = graphs.run_command(graphs.streams(count, rate), "--frames", frames)
        results.add("scaling.streams.cpu", f"{count}", "% of a core", cpu[count], command)
        results.add("scaling.streams.latency-p95", f"{count}", "µs", late[count], command, "median over the streams")
        results.add("scaling.streams.memory", f"{count}", "MiB", memory[count], command)
    for id, title, unit, values in (("cpu", "CPU of all streams", "% of a core", cpu),
                                    ("latency-p95", "Latency p95, capture to the end of the stage", "µs", late),
                                    ("memory", "Largest resident size", "MiB", memory)):
        results.curve(f"scaling.streams.{id}", title, "streams", unit, STREAMS, {"sluice": middle(values)})
    line(results, "scaling.streams.cpu", "of a core per stream", "%", STREAMS, middle(cpu))
    line(results, "scaling.streams.memory", "per stream", "MiB", STREAMS, middle(memory))


def line(results, id, what, unit, xs, ys):
    slope, intercept, off = straightness(xs, ys)
    results.add(f"{id}.slope", f"sluice, {what}", unit, [slope], "least squares over the rows above",
                f"{intercept:.3g} {unit} at none")
    results.add(f"{id}.bend", "sluice", "%", [100 * off], "least squares over the rows above",
                "largest distance from the line, as a share of its rise")
    results.goal(f"{id}: straight line", 100 * off, "%", at_most=5)


FEW = 100


def many(count):
    return FEW + max(5_000, 400_000 // (count + 4))


def stages(results, rounds):
    """Fused stages in a chain: checking, starting, and the cost of a frame."""
    check, start, frame = ({n: [] for n in STAGES} for _ in range(3))
    for _ in range(rounds):
        for count in STAGES:
            graph = graphs.chain(count)
            check[count].append(execute([SLUICE, "validate", graph]).wall_ns / 1e6)
            cost, _ = graphs.run(graph, "--frames", 1)
            start[count].append(cost.wall_ns / 1e6)
            spent = [graphs.run(graph, "--frames", n)[1]["memory"]["cpu_ns"] for n in (FEW, many(count))]
            frame[count].append((spent[1] - spent[0]) / (many(count) - FEW) / 1000)
    for count in STAGES:
        graph = graphs.chain(count)
        results.add("scaling.stages.validate", f"{count}", "ms", check[count], [SLUICE, "validate", graph])
        results.add("scaling.stages.start", f"{count}", "ms", start[count], graphs.run_command(graph, "--frames", 1),
                    "a whole run of one frame")
        results.add("scaling.stages.frame", f"{count}", "µs CPU", frame[count],
                    graphs.run_command(graph, "--frames", many(count)), f"less that of {FEW} frames")
    for id, title, unit, values in (("validate", "Time to validate a graph", "ms", check),
                                    ("start", "Time of a run of one frame", "ms", start),
                                    ("frame", "CPU time of a frame", "µs", frame)):
        results.curve(f"scaling.stages.{id}", title, "stages", unit, STAGES, {"sluice": middle(values)})
        line(results, f"scaling.stages.{id}", "per stage", unit, STAGES, middle(values))
