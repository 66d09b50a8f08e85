"""What a change of the running graph costs: at the capture, at the output, and in memory."""
import shutil

import graphs
from churn import slopes
from isolation import share
from live import Live, lost
from measure import Failed, straightness
from paths import BUILT, PROGRAMS, ROOT
from peers import attempt, plugin, plugin_command

RATE, GAP_GOAL_MS = 100, 50
TRACED, LONG, LOOKS = 200, 1_000, 100
FILES = 60
SOURCE = f'{{uri: "test:?width=640&height=480&fps={RATE}", pace: realtime, live: true, health: false}}'
# Small frames: a slot of the pool takes memory when it is first used, and a change may need one more than all before it.
SMALL = SOURCE.replace("width=640&height=480", "width=64&height=48")


def swap(results, peers):
    for name, isolation in (("in-process", "none"), ("isolated", "process")):
        gaps(results, name, isolation)
    applies(results)
    for name, isolation in (("in-process", "none"), ("isolated", "process")):
        many(results, name, isolation)
    new_swift_files(results)
    if peers.missing("nv12_pass"):
        return results.skip("swap.new-file", "c", peers.missing("nv12_pass"))
    return new_c_files(results)


def graph_of(name, stage, isolation="none", plugins=(), source=SOURCE):
    """Two streams under load: the stage of one is changed."""
    return graphs.write(
        f"swap-{name}", [f"source: {source}", f"neighbour: {source}"],
        [f"small: {{use: {stage}, from: source, isolation: {isolation}}}", "end: {use: null-sink, from: small}",
         "good: {use: passthrough, from: neighbour}", "other: {use: null-sink, from: good}"], plugins)


def changed(live, change, times):
    """Makes changes, one after the other has settled: how many items were out before each, and after it."""
    marks = []
    for number in range(times):
        before = live.wait_for("end", 5)
        change(live, number)
        marks.append((before, live.wait_for("end", live.taken("end") + 3)))
    return marks


def longest_gaps_ms(calls, marks):
    """The longest time between two items out around each change."""
    begins = [begin for begin, *_ in calls]
    return [max(b - a for a, b in zip(begins[before - 2:after], begins[before - 1:after])) / 1000
            for before, after in marks]


def report_gaps(results, id, subject, live, stats, marks):
    values = longest_gaps_ms(live.spans()["end"], marks)
    note = f"longest time between two items out, which come {1000 / RATE:.0f} ms apart; {len(values)} changes"
    for part, portion in (("p50", 0.5), ("p99", 0.99)):
        row = results.add(f"{id}.gap.{part}", subject, "ms", [share(values, portion)], live.command, note)
        if part == "p99":
            results.goal(f"{id}: gap at the output, {part}, {subject}", row.median, "ms", at_most=GAP_GOAL_MS)
    for stream, stage in (("source", "end"), ("neighbour", "other")):
        gone = lost(stats, stream, stage, RATE)
        results.add(f"{id}.lost", f"{subject}, {stream}", "items", [gone], live.command,
                    "between capture and output, over all changes")
        results.goal(f"{id}: items lost, {subject}, {stream}", gone, "items", at_most=0)


def gaps(results, name, isolation):
    """The same stage made anew, from the file that runs."""
    with Live(graph_of(name, "passthrough", isolation), trace=True) as live:
        marks = changed(live, lambda live, _: live.ask("swap", stage="small"), TRACED)
        report_gaps(results, "swap", f"sluice, {name}", live, live.drain(), marks)


def applies(results):
    """An edited file: another kind of stage, and back."""
    files = [graph_of("one", "passthrough"), graph_of("two", "quality-scorer")]
    with Live(files[0], trace=True) as live:
        marks = changed(live, lambda live, n: live.ask("apply", file=str(files[(n + 1) % 2])), TRACED)
        report_gaps(results, "apply", "sluice", live, live.drain(), marks)


def many(results, name, isolation):
    """A thousand changes: what stays behind."""
    seen = []
    with Live(graph_of(f"many-{name}", "passthrough", isolation, source=SMALL)) as live:
        for number in range(LONG):
            live.ask("swap", stage="small")
            live.wait_for("end", live.taken("end") + 1)
            if number % (LONG // LOOKS) == 0:
                seen.append((number, *live.figures()))
        live.drain()
    slopes(results, f"swap.many.{name}", "sluice", live.command, seen, f"{LONG:,} swaps of the same file")


def grown(results, subject, live, swap_to, what):
    """Growth for each file that was never loaded before."""
    seen = []
    for number in range(FILES):
        swap_to(number)
        live.wait_for("end", live.taken("end") + 3)
        seen.append((number, live.figures()[0], live.mapped_kib()))
    late = seen[FILES // 5:]
    for column, kind in ((1, "resident"), (2, "mapped")):
        slope, _, _ = straightness([row[0] for row in late], [row[column] for row in late])
        results.add(f"swap.new-file.{kind}", subject, "KiB", [slope], live.command,
                    f"growth a file, over {len(late)} of {FILES} files; {what}")


def new_c_files(results):
    """A plugin in C built anew again and again."""
    folder = BUILT / "plugins/variants"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(FILES):
        why = attempt(plugin_command(PROGRAMS / "nv12_pass.c", folder / f"v{number}.so", f"-DVARIANT={number + 1}"))
        if why:
            raise Failed(why)
    size = (folder / "v0.so").stat().st_size // 1024
    with Live(graph_of("new-c", "nv12-pass", plugins=[plugin("nv12_pass")])) as live:
        grown(results, "c", live, lambda n: live.ask("swap", stage="small", library=str(folder / f"v{n}.so")),
              f"a stage in C of {size} KiB")
        live.drain()


def new_swift_files(results):
    """The shipped passthrough with another build id each time, as a new build of it has."""
    folder = BUILT / "plugins/swift"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    whole = (ROOT / "dist/lib/sluice/plugins/passthrough.so").read_bytes()
    note = whole.find(b"\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0")
    if note < 0:
        return results.skip("swap.new-file", "swift", "passthrough.so has no build id of 20 bytes")
    for number in range(FILES):
        mark = number.to_bytes(20, "big")
        (folder / f"v{number}.so").write_bytes(whole[:note + 16] + mark + whole[note + 36:])
    with Live(graph_of("new-swift", "passthrough")) as live:
        grown(results, "swift", live, lambda n: live.ask("swap", stage="small", library=str(folder / f"v{n}.so")),
              f"a stage in Swift of {len(whole) // 1024} KiB")
        live.drain()
    return None
