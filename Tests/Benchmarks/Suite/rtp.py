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
    """Sluice: the time that the two stages were busy, which is an upper bound, since it holds what else ran on the core.
    GStreamer: CPU time of the process less that of the same without the two elements. Whole: CPU time of both processes."""
    if not STREAM.exists():
        return results.skip(ID, "all", "there is no test data: set SLUICE_TEST_DATA")
    if peers.missing("gst_rtp"):
        return results.skip(ID, "gstreamer", peers.missing("gst_rtp"))
    path, core = long_stream(), ["taskset", "-c", 0]
    ways = {True: graph(path, True), False: graph(path, False)}
    taken = {(who, way): [] for who in ("sluice", "gstreamer") for way in (True, False)}
    count = PICTURES * TIMES
    stages = []
    for _ in range(rounds):
        for way in (True, False):
            stats = BUILT / "stats.json"
            cost = execute([*core, *graphs.run_command(ways[way]), "--stats", stats])
            taken["sluice", way].append(cost.cpu_ns / count)
            if way:
                busy = (stage["busy_ns"] for stage in graphs.read(stats)["stages"] if stage["name"] in ("packets", "again"))
                stages.append(sum(busy) / count)
            cost = execute([*core, BUILT / "gst_rtp", path, "rtp" if way else "bare"])
            taken["gstreamer", way].append(cost.cpu_ns / count)
    for who, command in (("sluice", graphs.run_command(ways[True])), ("gstreamer", [BUILT / "gst_rtp", path, "rtp"])):
        net = stages if who == "sluice" else [a - b for a, b in zip(taken[who, True], taken[who, False])]
        note = "the two stages alone" if who == "sluice" else "less the same without the two elements"
        results.add(ID, who, "ns a picture", net, [*core, *command], note)
        results.add("rtp.whole", who, "CPU ns a picture", taken[who, True], [*core, *command],
                    "reading and splitting the file included")
    results.ratio(ID, "sluice", "gstreamer", at_most=1)
    results.ratio("rtp.whole", "sluice", "gstreamer")
