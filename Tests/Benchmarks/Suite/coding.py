"""What the host adds to coding: the encoder stage beside libavcodec alone, on the same pictures."""
import graphs
from measure import execute
from paths import BUILT, CLIP

FEW, MANY = 20, 280


def host(name, stages):
    """CPU time of a frame from two lengths of run, so that start-up is outside."""
    graph = graphs.write(f"coding-{name}", [f'camera: {{uri: "file:{CLIP}"}}'], stages)
    counts = [graphs.run(graph, "--frames", n)[1]["memory"]["cpu_ns"] for n in (FEW, MANY)]
    return graph, (counts[1] - counts[0]) / (MANY - FEW) / 1e6


def bare(mode):
    counts = [execute([BUILT / "bare_encode", CLIP, n, mode]).json()["cpu_ns"] for n in (FEW, MANY)]
    return (counts[1] - counts[0]) / (MANY - FEW) / 1e6


def coding(results, peers, rounds):
    """The cost of coding alone: a run that decodes and codes, less one that decodes."""
    missing = peers.missing("bare_encode")
    if missing:
        results.skip("efficiency.encode", "bare libavcodec", missing)
        return
    mine, other = [], []
    graph = None
    for _ in range(rounds):
        _, without = host("decode", ["end: {use: null-sink, from: camera}"])
        graph, with_coder = host("encode", ["code: {use: encoder, from: camera}", "end: {use: null-sink, from: code}"])
        mine.append(with_coder - without)
        other.append(bare("encode") - bare("decode"))
    note = f"with the encoder less without it; difference of {FEW} and {MANY} frames"
    results.add("efficiency.encode", "sluice", "CPU ms/frame", mine, graphs.run_command(graph, "--frames", MANY), note)
    results.add("efficiency.encode", "bare libavcodec", "CPU ms/frame", other,
                [BUILT / "bare_encode", CLIP, MANY, "encode"], note)
    row = results.add("efficiency.encode.share", "bare / sluice", "%", [100 * b / h for b, h in zip(other, mine)],
                      "from the rows above", "100 % is a host that costs nothing")
    results.goal("host efficiency, encode", row.median, "%", at_least=97)
