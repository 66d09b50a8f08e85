"""Neural detection: filling a model's input, the stage against the bare runtime, the main job with a light model."""
import main_job
import graphs
from measure import execute
from paths import BUILT, CLIP, CLIP_TRUTH, DATA, HERE, OPENVINO, VENV

MODEL = DATA / "models/face-detect/ultraface/version-RFB-320.onnx"
LIGHTEST = DATA / "models/face-detect/ultraface/version-slim-320.onnx"
SHARED_CLIP = main_job.SHARED_CLIP


def missing():
    """Why the neural parts cannot be measured; None where they can."""
    if OPENVINO is None:
        return "no OpenVINO in .cache/openvino; make setup places it"
    for model in (MODEL, LIGHTEST):
        if not model.exists():
            return f"no model {model.name} in the test material; SLUICE_TEST_DATA names its folder"
    return None


def tensors(results, peers, rounds):
    """1080p I420 to 320x240 floats: the kernel, and OpenCV as a Python program uses it."""
    frames = 300
    why = peers.missing("tensor_fill")
    if why:
        results.skip("tensor.1080p", "sluice", why)
        return
    for mode, subject in (("warm", "sluice"), ("cold", "sluice, from memory"), ("area", "sluice, area means")):
        command = [BUILT / "tensor_fill", frames, mode]
        spent = [execute(command).json()["cpu_ns"] / frames / 1e6 for _ in range(rounds)]
        row = results.add("tensor.1080p", subject, "ms", spent, command, "1920x1080 I420 to 320x240 RGB floats, one core")
        if mode == "warm":
            results.goal("a model's input from 1080p", row.median, "ms", at_most=0.3)
    why = peers.missing("opencv")
    if why:
        results.skip("tensor.1080p", "opencv", why)
        return
    command = [VENV / "bin/python", HERE / "Programs/opencv_tensor.py", frames]
    spent = [execute(command).json()["cpu_ns"] / frames / 1e6 for _ in range(rounds)]
    results.add("tensor.1080p", "opencv", "ms", spent, command, "cvtColor of I420, blobFromImage, one thread")
    results.ratio("tensor.1080p", "opencv", "sluice")


# Enough for a median that stands still on a machine that others use too: rounds are short and take turns.
LEAST_ROUNDS = 15
FLAT = "test:?width=480&height=270&format=i420"


def stage_graph(name, uri):
    stages = [f"faces: {{use: face-detector, from: camera, with: {{backend: onnx, model: {MODEL}}}}}",
              "end: {use: null-sink, from: faces}", "rest: {use: null-sink, from: faces.rejected}"]
    return graphs.write(name, [f'camera: {{uri: "{uri}"}}'], stages)


ONE_CORE = ["taskset", "-c", "1"]


def run(graph, frames, cores=()):
    """The statistics of a run."""
    stats = BUILT / "stats.json"
    execute([*cores, *graphs.run_command(graph, "--frames", frames), "--stats", stats])
    return graphs.read(stats)


def in_stage_ms(short, long):
    """The mean of a frame in the detector, by the clock; what the first frames cost more is in both runs."""
    few, many = (next(s for s in stats["stages"] if s["name"] == "faces") for stats in (short, long))
    return (many["busy_ns"] - few["busy_ns"]) / (many["in"] - few["in"]) / 1e6


def cpu_ms(graph, few, many, cores=()):
    """CPU time of a frame, from two lengths of run, so that start-up is outside."""
    counts = [run(graph, n, cores)["memory"]["cpu_ns"] for n in (few, many)]
    return (counts[1] - counts[0]) / (many - few) / 1e6


def stage(results, peers, rounds):
    """The stage, pixels to boxes, against runs of the model alone, with one thread each, turn by turn: by the clock, and by
    CPU time, which does not count what others take of the core."""
    why = peers.missing("bare_openvino")
    if why:
        results.skip("neural.stage", "bare-runtime", why)
        return
    clip = SHARED_CLIP if SHARED_CLIP.exists() else CLIP
    flat, beside = stage_graph("neural-stage", f"{FLAT}&static=1"), stage_graph("neural-stage-decoding", f"file:{clip}")
    command = [BUILT / "bare_openvino", OPENVINO, MODEL, 150, 1]
    few, many = 20, 170
    mine, decoding, bare, mine_cpu, bare_cpu = [], [], [], [], []
    for _ in range(max(rounds, LEAST_ROUNDS)):
        short, long = run(flat, few), run(flat, many)
        mine.append(in_stage_ms(short, long))
        mine_cpu.append((long["memory"]["cpu_ns"] - short["memory"]["cpu_ns"]) / (many - few) / 1e6)
        told = execute(command).json()
        bare.append(told["wall_ns"] / told["frames"] / 1e6)
        bare_cpu.append(told["cpu_ns"] / told["frames"] / 1e6)
        decoding.append(in_stage_ms(run(beside, few), run(beside, many)))
    own = graphs.run_command(flat, "--frames", many)
    results.add("neural.stage", "sluice", "ms", mine, own,
                f"mean of a frame in the stage, the first {few} left out as in the bare loop; 480x270, one picture again and "
                "again")
    results.add("neural.stage", "sluice-decoding", "ms", decoding, graphs.run_command(beside, "--frames", many),
                "the same while another thread decodes, on the other half of the same core where cores are such")
    results.add("neural.stage", "bare-runtime", "ms", bare, command, "one request in C")
    results.ratio("neural.stage", "sluice", "bare-runtime", at_most=1.05)
    results.add("neural.stage.cpu", "sluice", "CPU ms/frame", mine_cpu, own,
                f"the whole process; difference of {few} and {many} frames")
    results.add("neural.stage.cpu", "bare-runtime", "CPU ms/frame", bare_cpu, command, "one request in C")
    results.ratio("neural.stage.cpu", "sluice", "bare-runtime", at_most=1.05)


def efficiency(results, peers, rounds):
    """CPU time of decoding and detecting, against a loop in C that decodes, makes the model's input and runs it; on one
    core both, since two halves of a core take longer for the same work when both are at it."""
    why = peers.missing("bare_neural")
    if why:
        results.skip("neural.efficiency", "bare", why)
        return
    few, many = 40, 280
    graph = stage_graph("neural-efficiency", f"file:{CLIP}")
    command = [BUILT / "bare_neural", CLIP, OPENVINO, MODEL, many]
    host, spread, bare = [], [], []
    for _ in range(max(rounds, LEAST_ROUNDS)):
        host.append(cpu_ms(graph, few, many, ONE_CORE))
        spread.append(cpu_ms(graph, few, many))
        counts = [execute([*ONE_CORE, *command[:-1], n]).json()["cpu_ns"] for n in (few, many)]
        bare.append((counts[1] - counts[0]) / (many - few) / 1e6)
    between = f"difference of {few} and {many} frames"
    own = graphs.run_command(graph, "--frames", many)
    results.add("neural.efficiency", "sluice", "CPU ms/frame", host, [*ONE_CORE, *own], f"on one core; {between}")
    results.add("neural.efficiency", "sluice, all cores", "CPU ms/frame", spread, own, between)
    results.add("neural.efficiency", "bare-loop", "CPU ms/frame", bare, command, between)
    row = results.add("neural.efficiency.share", "bare-loop / sluice", "%", [100 * b / h for b, h in zip(bare, host)],
                      "from the rows above", "100 % is a host that costs nothing")
    results.goal("host efficiency, decode and neural detect", row.median, "%", at_least=97)


STREAMS, RATE = 16, 10


def streams(results, rounds, frames=100):
    """Live streams that share one detector: every stream has a queue of its own, one instance sees all frames."""
    sources = [f'c{n}: {{uri: "{FLAT}&fps={RATE}", pace: realtime}}' for n in range(1, STREAMS + 1)]
    inputs = ", ".join(f"c{n}" for n in range(1, STREAMS + 1))
    graph = graphs.write(
        "neural-streams", sources,
        [f"faces: {{use: face-detector, from: [{inputs}], with: {{backend: onnx, model: {LIGHTEST}}}}}",
         "end: {use: null-sink, from: faces}", "rest: {use: null-sink, from: faces.rejected}"])
    command = ["taskset", "-c", "0,1", *graphs.run_command(graph, "--frames", frames)]
    late, cpu, lost = [], [], []
    for _ in range(rounds):
        execute([*command, "--stats", BUILT / "stats.json"])
        stats = graphs.read(BUILT / "stats.json")
        faces = next(s for s in stats["stages"] if s["name"] == "faces")
        late.append(faces["latency_ns"]["p95"] / 1e6)
        cpu.append(100 * stats["memory"]["cpu_ns"] / stats["elapsed_ns"])
        lost.append(100 * (1 - faces["in"] / sum(s["frames"] for s in stats["streams"])))
    what = f"{STREAMS} live streams of 480x270 at {RATE} frames/s, one detector, two cores"
    row = results.add("streams.neural.latency-p95", "sluice", "ms", late, command, f"capture to the boxes; {what}")
    results.goal(f"{STREAMS} streams share a detector: latency p95", row.median, "ms", at_most=150)
    results.add("streams.neural.cpu", "sluice", "% of a core", cpu, command, what)
    row = results.add("streams.neural.lost", "sluice", "% of frames", lost, command, what)
    results.goal(f"{STREAMS} streams share a detector: frames that were dropped", row.median, "%", at_most=0)


def from_first_frame(job):
    """Loading a model takes as long as a hundred frames: both are measured from the first frame on."""
    command, once = job

    def timed():
        told = once()
        return {**told, "wall_ns": told["from_first_ns"]}

    return command, timed


def sluice_job(clip, folder):
    more = ["--set", "stages.faces.with.backend=onnx", "--set", f"stages.faces.with.model={MODEL}"]
    return from_first_frame(main_job.sluice_job(clip, folder, more=more))


def python_job(clip, folder):
    return from_first_frame(main_job.python_job("python_opencv.py", clip, folder, detector=("openvino", MODEL)))


def job(results, peers, rounds):
    """The main job with the light model, with Sluice and with OpenCV and the same runtime in Python."""
    why = peers.missing("openvino")
    if why:
        results.skip("neural-job.fps", "python-openvino", why)
        return
    subjects = (("sluice", sluice_job), ("python-openvino", python_job))
    for id, clip, truth in (("neural-job", CLIP, CLIP_TRUTH), ("neural-job-2", SHARED_CLIP, None)):
        if not clip.exists():
            results.skip(f"{id}.fps", "all", "no shared test material; SLUICE_TEST_DATA names its folder")
            continue
        jobs, folders, taken = {}, {}, {}
        for subject, make in subjects:
            folders[subject] = BUILT / id / subject
            folders[subject].mkdir(parents=True, exist_ok=True)
            jobs[subject], taken[subject] = make(clip, folders[subject]), []
        for _ in range(rounds):
            for subject, (_, once) in jobs.items():
                taken[subject].append(once())
        main_job.same_frames(taken)
        for subject, runs in taken.items():
            main_job.report(results, id, subject, jobs[subject][0], runs, "from the first frame to the last record")
        results.ratio(f"{id}.fps", "sluice", "python-openvino", at_least=1.5 if id == "neural-job" else None)
        results.ratio(f"{id}.cpu", "sluice", "python-openvino")
        main_job.compare_outputs(results, id, folders, truth, jobs["sluice"][0])


def neural(results, peers, rounds):
    tensors(results, peers, rounds)
    why = missing()
    if why:
        results.skip("neural", "all", why)
        return
    stage(results, peers, rounds)
    efficiency(results, peers, rounds)
    streams(results, min(rounds, 5))
    job(results, peers, rounds)
