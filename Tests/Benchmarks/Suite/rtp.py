"""What packing H.264 into RTP and unpacking it again costs, beside GStreamer."""
import graphs
from measure import execute
from paths import BUILT, DATA

STREAM = DATA / "rtp/membrane/rtp/h264/bun.h264"
PICTURES, TIMES = 812, 40
ID = "rtp.pack-unpack"


def long_stream():
    """The stream many times over: one pass takes a few milliseconds."""
    path = BUILT / "rtp.h264"
    size = STREAM.stat().st_size * TIMES
    if not path.exists() or path.stat().st_size != size:
        path.write_bytes(STREAM.read_bytes() * TIMES)
    return path


def graph(path, with_rtp):
    stages, last = [f"pictures: {{use: h264-file-source, with: {{path: {path}}}}}"], "pictures"
    if with_rtp:
        stages.append("packets: {use: rtp-packer, from: pictures, with: {reports: none, parameter_sets: as-they-come}}")
        stages.append("again: {use: rtp-unpacker, from: packets, with: {report_seconds: 0}}")
        last = "again"
    stages.append(f"end: {{use: null-sink, from: {last}}}")
    return graphs.write("rtp" if with_rtp else "rtp-bare", [], stages)


def pack_unpack(results, peers, rounds):
    """Both on one core, so that wall time is all that was spent; each less the same without the two stages."""
    if not STREAM.exists():
        return results.skip(ID, "all", "there is no test data: set SLUICE_TEST_DATA")
    if peers.missing("gst_rtp"):
        return results.skip(ID, "gstreamer", peers.missing("gst_rtp"))
    path, core = long_stream(), ["taskset", "-c", 0]
    ways = {True: graph(path, True), False: graph(path, False)}
    taken = {(who, way): [] for who in ("sluice", "gstreamer") for way in (True, False)}
    count = PICTURES * TIMES
    for _ in range(rounds):
        for way in (True, False):
            stats = BUILT / "stats.json"
            execute([*core, *graphs.run_command(ways[way]), "--stats", stats])
            taken["sluice", way].append(graphs.read(stats)["elapsed_ns"] / count)
            told = execute([*core, BUILT / "gst_rtp", path, "rtp" if way else "bare"]).json()
            taken["gstreamer", way].append(told["wall_ns"] / count)
    for who, command in (("sluice", graphs.run_command(ways[True])), ("gstreamer", [BUILT / "gst_rtp", path, "rtp"])):
        net = [a - b for a, b in zip(taken[who, True], taken[who, False])]
        results.add(ID, who, "ns a picture", net, [*core, *command], "less the same without the two stages")
        results.add("rtp.whole", who, "ns a picture", taken[who, True], [*core, *command],
                    "reading and splitting the file included")
    results.ratio(ID, "sluice", "gstreamer", at_most=1)
    results.ratio("rtp.whole", "sluice", "gstreamer")
