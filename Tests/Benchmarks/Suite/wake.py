"""From a sleeping task to its first stage, beside a bare futex: as the graph counts it, and as the scheduler does."""
import json

import graphs
from measure import execute
from paths import BUILT
from scheduler import Scheduler

NOTE = "capture to the end of the first stage; read from a histogram of four steps to a power of two, rounded up"
SCHEDULER_NOTE = "the scheduler's sched_waking to sched_switch, in an instance of tracefs"


def wake(results, rounds, wakes=600, rate=200):
    graph = graphs.chain(1, 64, f"{graphs.TINY}&fps={rate}", "realtime")
    own = graphs.run_command(graph, "--frames", wakes)
    commands = {"sluice": own, "sluice-one-core": ["taskset", "-c", 0, *own]}
    for name, more in (("bare-futex", []), ("bare-futex-one-core", ["same"]), ("bare-futex-two-cores", ["apart"])):
        commands[name] = [BUILT / "futex_ping", wakes, rate, *more]
    taken = {name: {"p50": [], "p99": []} for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            told = as_told(name, command)
            for share, values in taken[name].items():
                values.append(told[share] / 1000)
    for share in ("p50", "p99"):
        id = f"overhead.wake.{share}"
        for name, values in taken.items():
            results.add(id, name, "µs", values[share], commands[name], NOTE if name.startswith("sluice") else "")
        results.ratio(id, "sluice", "bare-futex")
        results.ratio(id, "sluice", "bare-futex-two-cores")
        results.ratio(id, "sluice-one-core", "bare-futex-one-core")
    by_scheduler(results, rounds, {"sluice": commands["sluice"], "bare-futex": commands["bare-futex"]})


def as_told(name, command):
    """p50 and p99 in ns."""
    if not name.startswith("sluice"):
        told = execute(command).json()
        return {share: told[f"{share}_ns"] for share in ("p50", "p99")}
    stats = BUILT / "stats.json"
    execute([*command, "--stats", stats])
    return json.loads(stats.read_text(encoding="utf-8"))["stages"][0]["latency_ns"]


PAIRS = {"sluice": ("sluice-test", "sluice-work-"), "bare-futex": ("futex_ping", "futex_ping")}


def by_scheduler(results, rounds, commands):
    """The wake alone, without what either side does before and after it."""
    reason = Scheduler.why_not()
    if reason:
        return results.skip("overhead.wake.scheduler", "all", reason)
    taken = {name: {"p50": [], "p99": []} for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            wakes = sorted(Scheduler().wakes(command, *PAIRS[name]))
            taken[name]["p50"].append(wakes[len(wakes) // 2])
            taken[name]["p99"].append(wakes[len(wakes) - 1 - len(wakes) // 100])
    for share in ("p50", "p99"):
        id = f"overhead.wake.scheduler.{share}"
        for name, values in taken.items():
            results.add(id, name, "µs", values[share], commands[name], SCHEDULER_NOTE)
        results.ratio(id, "sluice", "bare-futex", at_most=1.5)
