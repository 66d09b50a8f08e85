"""What the framework itself costs: empty stages and hops."""
import json

import graphs
from measure import execute
from paths import BUILT, HERE, VENV, shown

SHORT, LONG = 10, 50
LENGTHS = (1, SHORT, LONG)


class Chain:
    """One subject: a chain of a given length, run over a number of frames."""

    def __init__(self, subject, frames, command, spent, needs=None):
        self.subject, self.frames, self.needs = subject, frames, needs
        self.command, self.spent = command, spent
        self.wall, self.cpu = {n: [] for n in LENGTHS}, {n: [] for n in LENGTHS}

    def measure(self, length):
        wall_ns, cpu_ns = self.spent(length, self.frames)
        self.wall[length].append(wall_ns / self.frames)
        self.cpu[length].append(cpu_ns / self.frames)

    def slopes(self, values):
        """Cost of one more stage, round by round."""
        return [(b - a) / (LONG - SHORT) for a, b in zip(values[SHORT], values[LONG])]


def sluice(subject, frames, capacity=None):
    def spent(length, count):
        _, stats = graphs.run(graphs.chain(length, capacity), "--frames", count)
        return stats["elapsed_ns"], stats["memory"]["cpu_ns"]

    return Chain(subject, frames, lambda n: graphs.run_command(graphs.chain(n, capacity), "--frames", frames), spent)


def program(subject, frames, command, needs):
    def spent(length, count):
        result = execute(command(length, count), {"GLOG_minloglevel": "2"}).json()
        return result["wall_ns"], result["cpu_ns"]

    return Chain(subject, frames, lambda n: command(n, frames), spent, needs)


def gstreamer(subject, frames, *mode):
    return program(subject, frames, lambda n, count: [BUILT / "gst_chain", n, count, *mode], "gst_chain")


def subjects():
    """All chains, each with frames enough for about half a second at full length."""
    return [
        sluice("sluice-fused", 200_000),
        gstreamer("gstreamer-identity", 100_000, "identity"),
        gstreamer("gstreamer-identity-quiet", 100_000, "identity-quiet"),
        program("libavfilter-null", 100_000, lambda n, count: [BUILT / "avfilter_chain", n, count], "avfilter_chain"),
        program("mediapipe", 15_000,
                lambda n, count: [VENV / "bin/python", HERE / "Programs/mediapipe_chain.py", n, count], "mediapipe"),
        sluice("sluice-queued", 50_000, 200),
        gstreamer("gstreamer-queue", 30_000, "queue", 200),
        sluice("sluice-queued-8", 30_000, 8),
        gstreamer("gstreamer-queue-8", 10_000, "queue", 8),
    ]


def command_of(chain):
    return f"slope of: {shown(chain.command(SHORT))} ; {shown(chain.command(LONG))}"


def report_stages(results, chains):
    for chain in chains:
        if "queue" in chain.subject:
            continue
        results.add("overhead.empty-stage", chain.subject, "ns", chain.slopes(chain.wall), command_of(chain))
        results.add("overhead.empty-stage.cpu", chain.subject, "ns CPU", chain.slopes(chain.cpu), command_of(chain))
        results.add("overhead.one-stage", chain.subject, "ns", chain.wall[1], chain.command(1),
                    "source, one stage and sink together")
    results.ratio("overhead.empty-stage", "sluice-fused", "gstreamer-identity", at_most=1 / 3)
    results.ratio("overhead.empty-stage", "sluice-fused", "gstreamer-identity-quiet")
    results.ratio("overhead.empty-stage", "sluice-fused", "libavfilter-null")
    results.ratio("overhead.empty-stage", "sluice-fused", "mediapipe", at_most=1 / 10)


def report_hops(results, chains):
    """A hop is a queued stage less the stage."""
    by_name = {chain.subject: chain for chain in chains}
    plain = {"sluice": "sluice-fused", "gstreamer": "gstreamer-identity-quiet"}
    for chain in chains:
        bare = by_name.get(plain[chain.subject.split("-")[0]]) if "queue" in chain.subject else None
        if bare is None:
            continue
        for id, unit, own, base in (("overhead.hop", "ns", chain.wall, bare.wall),
                                    ("overhead.hop.cpu", "ns CPU", chain.cpu, bare.cpu)):
            hops = [a - b for a, b in zip(chain.slopes(own), bare.slopes(base))]
            results.add(id, chain.subject, unit, hops, command_of(chain) + f" ; less that of {bare.subject}")
    for id in ("overhead.hop", "overhead.hop.cpu"):
        bound = 1 if id == "overhead.hop" else None
        results.ratio(id, "sluice-queued", "gstreamer-queue", at_most=bound)
        results.ratio(id, "sluice-queued-8", "gstreamer-queue-8", at_most=bound)


def chains(results, peers, rounds):
    """Rounds over all subjects and lengths, so that noise hits all alike."""
    usable = []
    for chain in subjects():
        missing = peers.missing(chain.needs) if chain.needs else None
        if missing:
            results.skip("overhead.hop" if "queue" in chain.subject else "overhead.empty-stage", chain.subject, missing)
        else:
            usable.append(chain)
    for _ in range(rounds):
        for length in LENGTHS:
            for chain in usable:
                chain.measure(length)
    report_stages(results, usable)
    report_hops(results, usable)
    for id, part in (("overhead.chain", [c for c in usable if "queue" not in c.subject]),
                     ("overhead.chain-queued", [c for c in usable if "queue" in c.subject])):
        results.curve(id, "Cost of a frame against the length of the chain", "stages", "ns a frame", LENGTHS,
                      {c.subject: [sorted(c.wall[n])[len(c.wall[n]) // 2] for n in LENGTHS] for c in part})
    for subject, reason in (
            ("vapoursynth", "there is no package of it for Debian 12 or for its Python"),
            ("opencv-gapi", "it has no operation without work that we know of; the least one copies the picture")):
        results.skip("overhead.empty-stage", subject, reason)
