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


def stage_graph(clip):
    stages = [f"faces: {{use: face-detector, from: camera, with: {{backend: onnx, model: {MODEL}}}}}",
              "end: {use: null-sink, from: faces}", "rest: {use: null-sink, from: faces.rejected}"]
    return graphs.write("neural-stage", [f'camera: {{uri: "file:{clip}"}}'], stages)


def stage(results, peers, rounds):
    """Time inside the stage, pixels to boxes, against a run of the model alone, with one thread each, turn by turn."""
    why = peers.missing("bare_openvino")
    if why:
        results.skip("neural.stage", "bare-runtime", why)
        return
    clip = SHARED_CLIP if SHARED_CLIP.exists() else CLIP
    graph = stage_graph(clip)
    command = [BUILT / "bare_openvino", OPENVINO, MODEL, 200, 1]
    mine, bare = [], []
    for _ in range(rounds):
        faces = next(s for s in graphs.run(graph)[1]["stages"] if s["name"] == "faces")
        mine.append(faces["busy_ns"] / faces["in"] / 1e6)
        told = execute(command).json()
        bare.append(told["wall_ns"] / told["frames"] / 1e6)
    results.add("neural.stage", "sluice", "ms", mine, graphs.run_command(graph),
                "mean of a frame in the stage, while another thread decodes; 480x270")
    results.add("neural.stage", "bare-runtime", "ms", bare, command, "one request in C, nothing else running")
    results.ratio("neural.stage", "sluice", "bare-runtime", at_most=1.05)


def efficiency(results, peers, rounds):
    """CPU time of decoding and detecting, against decoding alone plus the bare runtime's runs."""
    if peers.missing("bare_loop") or peers.missing("bare_openvino"):
        results.skip("neural.efficiency", "bare", peers.missing("bare_loop") or peers.missing("bare_openvino"))
        return
    few, many = 40, 280
    graph = stage_graph(CLIP)
    host, bare = [], []
    for _ in range(rounds):
        counts = [graphs.run(graph, "--frames", n)[1]["memory"]["cpu_ns"] for n in (few, many)]
        host.append((counts[1] - counts[0]) / (many - few) / 1e6)
        counts = [execute([BUILT / "bare_loop", CLIP, BUILT / "frontal.dat", n, "decode"]).json()["cpu_ns"]
                  for n in (few, many)]
        runs = execute([BUILT / "bare_openvino", OPENVINO, MODEL, many, 1]).json()
        bare.append((counts[1] - counts[0]) / (many - few) / 1e6 + runs["cpu_ns"] / runs["frames"] / 1e6)
    between = f"difference of {few} and {many} frames"
    results.add("neural.efficiency", "sluice", "CPU ms/frame", host, graphs.run_command(graph, "--frames", many), between)
    results.add("neural.efficiency", "bare", "CPU ms/frame", bare, "bare_loop decode, and bare_openvino",
                "the decoder and the runtime alone, added")
    row = results.add("neural.efficiency.share", "bare / sluice", "%", [100 * b / h for b, h in zip(bare, host)],
                      "from the rows above", "100 % is a host that costs nothing, and input made for nothing")
    results.goal("host efficiency, decode and neural detect", row.median, "%", at_least=97)


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
    job(results, peers, rounds)
