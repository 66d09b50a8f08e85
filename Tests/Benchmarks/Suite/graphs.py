"""Graph files that the benchmarks make."""
import json

from measure import execute
from paths import BUILT, SLUICE

TINY = "test:?width=64&height=48&format=i420&static=1"


def write(name, streams, stages, plugins=()):
    """A graph file from lines of YAML."""
    path = BUILT / "graphs" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    found = [f"plugins: [{', '.join(map(str, plugins))}]"] if plugins else []
    lines = ["sluice: 1", f"name: {name}", *found, *(["streams:"] if streams else []), *(f"  {s}" for s in streams),
             "stages:", *(f"  {s}" for s in stages)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def chain(length, capacity=None, uri=TINY, pace="max", isolation=None):
    """A chain of empty stages; with a capacity each behind a queue of its own."""
    queue = f", queue: {{capacity: {capacity}, policy: block}}" if capacity else ""
    own = f", isolation: {isolation}" if isolation else ""
    before, stages = "source", []
    for number in range(1, length + 1):
        stages.append(f"s{number}: {{use: passthrough, from: {before}{queue}{own}}}")
        before = f"s{number}"
    stages.append(f"end: {{use: null-sink, from: {before}{queue}}}")
    marks = [f"-queued-{capacity}" if capacity else "", "" if pace == "max" else f"-{pace}",
             "" if not isolation else "-isolated" if isolation == "process" else "-unit"]
    name = f"chain-{length}" + "".join(marks)
    return write(name, [f'source: {{uri: "{uri}", pace: {pace}}}'], stages)


def streams(count, rate):
    """Independent streams, each with one stage behind a queue, and one sink for all."""
    sources, stages = [], []
    for number in range(1, count + 1):
        uri = f"test:?width=480&height=270&format=i420&fps={rate}"
        sources.append(f'c{number}: {{uri: "{uri}", pace: realtime}}')
        stages.append(f"p{number}: {{use: passthrough, from: c{number}}}")
        stages.append(f"end{number}: {{use: null-sink, from: p{number}}}")
    return write(f"streams-{count}", sources, stages)


def run_command(graph, *more):
    return [SLUICE, "run", graph, *more, "--quiet"]


def run(graph, *more):
    """Runs a graph: what the process cost, and the run's own statistics."""
    stats = BUILT / "stats.json"
    cost = execute([*run_command(graph, *more), "--stats", stats])
    return cost, read(stats)


def read(stats):
    """The statistics that a run has written."""
    return json.loads(stats.read_text(encoding="utf-8"))
