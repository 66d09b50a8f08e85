"""What a worker process costs: for an item, for a stage in a chain, and when it crashes."""
import re

import graphs
import overhead
from live import lost, spans
from measure import execute
from paths import BUILT
from peers import plugin

GOAL_US, RESTART_GOAL_MS = 15, 500
CRASHES, CRASH_RATE, BETWEEN = 20, 100, 120
CHAIN_FRAMES, CHAIN_WARM = 2_000, 100
NV12 = "test:?width=1920&height=1080&format=nv12&static=1"


def isolation(results, peers, rounds):
    chains(results, rounds)
    missing = peers.missing("nv12_pass") or peers.missing("futex_round_trip")
    if missing:
        return results.skip("isolation.added", "all", missing)
    added(results, rounds, "isolation.added", f"{NV12}", "max", [20_000])
    added(results, rounds, "isolation.added-at-60", f"{NV12}&fps=60", "realtime", [300, 60])
    if peers.missing("misbehaving"):
        return results.skip("isolation.restart", "all", peers.missing("misbehaving"))
    return restarts(results)


# Chains of empty stages, as in `overhead`.

def chain_of(subject, isolation):
    def spent(length, count):
        """CPU time is that of the host and of all its workers, which the kernel adds up; less their start."""
        graph = graphs.chain(length, isolation=isolation)
        whole, stats = graphs.run(graph, "--frames", count)
        start, _ = graphs.run(graph, "--frames", CHAIN_WARM)
        return stats["elapsed_ns"], (whole.cpu_ns - start.cpu_ns) * count / (count - CHAIN_WARM)

    return overhead.Chain(subject, CHAIN_FRAMES,
                          lambda n: graphs.run_command(graphs.chain(n, isolation=isolation), "--frames", CHAIN_FRAMES),
                          spent)


def chains(results, rounds):
    subjects = [chain_of("sluice-isolated", "process"), chain_of("sluice-isolated-unit", "{process: all}")]
    for _ in range(rounds):
        for length in overhead.LENGTHS:
            for chain in subjects:
                chain.measure(length)
    overhead.report_stages(results, subjects)
    results.curve("overhead.chain-isolated", "Cost of a frame against the length of the isolated chain", "stages",
                  "ns a frame", overhead.LENGTHS,
                  {c.subject: [sorted(c.wall[n])[len(c.wall[n]) // 2] for n in overhead.LENGTHS] for c in subjects})


# One stage in a worker, beside the same in the host.

def graph_of(name, uri, pace, isolation):
    return graphs.write(f"{name}-{'isolated' if isolation == 'process' else 'in-process'}",
                        [f'source: {{uri: "{uri}", pace: {pace}}}'],
                        [f"one: {{use: nv12-pass, from: source, isolation: {isolation}}}",
                         "end: {use: null-sink, from: one}"], [plugin("nv12_pass")])


def share(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(part * len(values)))]


def one_run(command, trace):
    """Times of calls of the stage, of the way from capture to the end, and of an item at all, in µs; copied bytes."""
    stats = BUILT / "stats.json"
    execute([*command, "--stats", stats, "--trace", trace])
    told, calls = graphs.read(stats), spans(trace)
    count = len(calls["one"])
    copied = told["memory"]["copied_bytes"] + sum(s["copied_bytes"] for s in told["streams"])
    end = next(s for s in told["stages"] if s["name"] == "end")
    first, last = calls["end"][count // 10], calls["end"][-1]
    return {"p50": share([c[1] for c in calls["one"]], 0.5), "p99": share([c[1] for c in calls["one"]], 0.99),
            "latency": end["latency_ns"]["p50"] / 1000, "wall": (last[0] - first[0]) / (last[3] - first[3]),
            "copied": copied / count}


def added(results, rounds, id, uri, pace, counts):
    """What the stage's worker adds to a call, beside a bare futex round trip and a copy of the frame in the same run."""
    trace = BUILT / "trace.json"
    commands = {way: graphs.run_command(graph_of(id, uri, pace, way), "--frames", counts[0])
                for way in ("none", "process")}
    floor = [BUILT / "futex_round_trip", *counts]
    taken = {key: [] for key in ("p50", "p99", "latency", "wall", "copied")}
    floors = {key: [] for key in ("p50", "p99", "copy_p50", "copy_p99")}
    for _ in range(rounds):
        here, there = (one_run(commands[way], trace) for way in ("none", "process"))
        for key, values in taken.items():
            values.append(there[key] - (0 if key == "copied" else here[key]))
        told = execute(floor).json()
        for key, values in floors.items():
            values.append(told[f"{key}_ns"] / 1000)
    report_added(results, id, commands["process"], floor, taken, floors)


def report_added(results, id, command, floor, taken, floors):
    hurried = id == "isolation.added"
    for part in ("p50", "p99"):
        row = results.add(f"{id}.{part}", "sluice", "µs", taken[part], command,
                          "a call of the stage in a worker, less that of the same stage in the host")
        results.add(f"{id}.{part}", "bare-futex-round-trip", "µs", floors[part], floor)
        results.add(f"{id}.{part}", "copy-of-the-frame", "µs", floors[f"copy_{part}"], floor)
        results.ratio(f"{id}.{part}", "sluice", "bare-futex-round-trip")
        if hurried:
            results.goal(f"isolation adds to a 1080p item, {part}", row.median, "µs", at_most=GOAL_US)
    if hurried:
        results.add(f"{id}.wall", "sluice", "µs", taken["wall"], command,
                    "time between items at full speed, queues and threads of an isolated stage included, less the same "
                    "in the host")
    else:
        results.add(f"{id}.latency", "sluice", "µs", taken["latency"], command,
                    "capture to the end of the sink, median, less the same in the host; read from a histogram")
    row = results.add(f"{id}.copied", "sluice", "bytes", taken["copied"], command, "copied for an item")
    results.goal(f"{id}: bytes copied for an item", row.max, "bytes", at_most=0)


# A stage that crashes under load, and a stream that has nothing to do with it.

def crash_graph(counts, fault):
    size = "width=640&height=480"
    source = f'{{uri: "test:?{size}&fps={CRASH_RATE}", pace: realtime, live: true, health: false}}'
    isolated = "{save_every: 1us, on_crash: {after: 1000}}"
    return graphs.write(
        f"crashes-{fault}", [f"source: {source}", f"neighbour: {source}"],
        [f"bad: {{use: misbehaving, from: source, isolation: {isolated}, with: {{fault: {fault}, every: {BETWEEN}}}}}",
         f"end: {{use: record-sink, from: bad, queue: {{capacity: 256, policy: drop-oldest}}, with: {{path: {counts}}}}}",
         "good: {use: passthrough, from: neighbour, isolation: process}", "other: {use: null-sink, from: good}"],
        [plugin("misbehaving")])


def restarts(results):
    """A crash each 1.2 s while both streams come at 100 frames a second; and the same without crashes."""
    counts, trace, stats = BUILT / "counts.jsonl", BUILT / "trace.json", BUILT / "stats.json"
    frames = CRASHES * BETWEEN + BETWEEN // 2
    calm = graphs.run_command(crash_graph(counts, "none"), "--frames", frames)
    execute([*calm, "--stats", stats])
    results.add("isolation.restart.neighbour-lost", "sluice, no crashes", "items",
                [lost(graphs.read(stats), "neighbour", "other", CRASH_RATE)], calm, "what the machine itself makes it lose")
    command = graphs.run_command(crash_graph(counts, "segv"), "--frames", frames)
    execute([*command, "--stats", stats, "--trace", trace])
    told, calls = graphs.read(stats), spans(trace)
    samples = [restart_ms(calls, BETWEEN * n) for n in range(1, CRASHES + 1)]
    row = results.add("isolation.restart", "sluice", "ms", samples, command,
                      "begin of the call that crashes to the first item out again, with its state; each of 20 crashes")
    results.add("isolation.restart.p50", "sluice", "ms", [row.median], command)
    results.goal("a crashed stage is back, the slowest of 20", row.max, "ms", at_most=RESTART_GOAL_MS)
    seen = [int(n) for n in re.findall(r'"count":\s*(\d+)', counts.read_text(encoding="utf-8"))]
    intact = CRASHES - sum(b != a + 1 for a, b in zip([0, *seen], seen))
    results.add("isolation.restart.with-state", "sluice", "of 20", [intact], command, "the count goes on without a gap")
    results.goal("a crashed stage is back with its state", intact, "of 20", at_least=CRASHES)
    bad = next(s for s in told["stages"] if s["name"] == "bad")
    results.add("isolation.restart.lost", "sluice", "items", [sum(bad["lost"].values()) / CRASHES], command,
                "a crash; of the crashed stage's own stream")
    gone = lost(told, "neighbour", "other", CRASH_RATE)
    results.add("isolation.restart.neighbour-lost", "sluice", "items", [gone], command,
                f"of {frames:,} of a stream in another worker")
    results.goal("items that a neighbour loses by 20 crashes", gone, "items", at_most=0)


def restart_ms(calls, number):
    """From the call that crashed to the next item's way out."""
    crashed = next(begin for begin, _, _, seq in calls["bad"] if seq == number)
    return (next(begin for begin, _, _, seq in calls["end"] if seq > number) - crashed) / 1000
