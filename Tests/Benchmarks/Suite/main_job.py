"""The main job on one clip: Sluice, a Python program with OpenCV, a GStreamer pipeline with a Python callback."""
import json
import subprocess

import graphs
from measure import Failed, execute
from paths import BUILT, CLIP, CLIP_TRUTH, DATA, HERE, ROOT, VENV

EXAMPLE = ROOT / "examples/best-shot/graph.yaml"
SHARED_CLIP = DATA / "video/intel-clips/head-pose-face-detection-female-and-male.mp4"


def sluice_job(clip, folder, detectors=None, more=()):
    more = [*more, "--set", f"stages.faces.instances={detectors}"] if detectors else [*more]
    more += ["--set", f"streams.camera.uri=file:{clip}", "--set", f"stages.records.with.path={folder}/records.jsonl",
            "--set", f"stages.pictures.with.directory={folder}/pictures"]

    def once():
        (folder / "records.jsonl").unlink(missing_ok=True)
        cost, stats = graphs.run(EXAMPLE, *more)
        return {"frames": stats["streams"][0]["frames"], "wall_ns": stats["elapsed_ns"],
                "first_ns": stats["first_frame_ns"],
                "from_first_ns": stats["elapsed_ns"] - stats["first_frame_ns"], "cost": cost}

    return graphs.run_command(EXAMPLE, *more), once


def bare_job(clip, _):
    """Decoding and detecting alone, in one thread: what no single-threaded program can beat."""
    command = [BUILT / "bare_loop", clip, BUILT / "frontal.dat", 0, "detect"]

    def once():
        cost = execute(command)
        told = cost.json()
        return {"frames": told["frames"], "wall_ns": told["wall_ns"], "first_ns": None, "cost": cost}

    return command, once


def python_job(script, clip, folder, detector=(BUILT / "libface_hog.so", BUILT / "frontal.dat")):
    command = [VENV / "bin/python", HERE / "MainJob" / script, clip, *detector, folder]

    def once():
        cost = execute(command)
        told = cost.json()
        return {"frames": told["frames"], "wall_ns": told["wall_ns"],
                "first_ns": told["first_frame_wall_ns"] - cost.started_wall_ns,
                "from_first_ns": told.get("from_first_ns"), "cost": cost}

    return command, once


def candidates(command, folder):
    """What Sluice scored, in a run of its own that is not measured: the quality of each track's every frame."""
    path = folder / "candidates.jsonl"
    path.unlink(missing_ok=True)
    execute([*command, "--set", "stages.candidates.use=record-sink", "--set", "stages.candidates.from=scores",
             "--set", f"stages.candidates.with.path={path}"])
    found = {}
    for line in lines(path, "frame"):
        region = line["regions"][0]
        found.setdefault(region.get("track"), {})[line["pts_ns"]] = region["scores"]["quality"]
    return found


def lines(path, kind):
    return [line for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()) if line.get("kind") == kind]


def shots(folder):
    """The chosen frame of each track: its time, and the score by the subject's own measure."""
    return {line["regions"][0]["track"]: (line["pts_ns"], line["regions"][0]["scores"]["quality"])
            for line in lines(folder / "records.jsonl", "frame")}


def lost(scores, track, pts_ns):
    """What a choice is worth less than the best one, by Sluice's scores of that track's frames; a frame that Sluice has
    not within a microsecond, which is how far the programs round apart, is worth nothing."""
    near = [score for at, score in scores[track].items() if abs(at - pts_ns) < 1000]
    return max(scores[track].values()) - (near[0] if near else 0)


def compare_outputs(results, id, folders, truth, command):
    """No one wins by doing less: the same tracks, and for each a frame as good as Sluice's.

    The frames themselves may lie apart: where someone stands still the scores of a second differ by less than what one
    pixel of the crop's place changes (0.012 on the built-in clip, at the median), and crops lie between pixels in Sluice and
    on whole ones in a program of slices. So a choice is judged by what Sluice's own scores say that it loses.
    """
    scores, own = candidates(command, folders["sluice"]), shots(folders["sluice"])
    for subject, folder in folders.items():
        theirs = shots(folder)
        shared = sorted(set(own) & set(theirs) & set(scores))
        worst = max((lost(scores, track, theirs[track][0]) for track in shared), default=0)
        apart = max((abs(own[track][0] - theirs[track][0]) / 1e6 for track in shared), default=0)
        differs = max((abs(own[track][1] - theirs[track][1]) for track in shared), default=0)
        note = f"loses at most {worst:.3f} of score by Sluice's own scores"
        if truth:
            judged = subprocess.run([ROOT / "scripts/check-best-shot", truth, folder / "records.jsonl"], text=True,
                                    capture_output=True, check=False)
            note = " | ".join(judged.stdout.strip().splitlines())
        results.add(f"{id}.best-shots", subject, "shots", [len(theirs)], f"{folder}/records.jsonl".replace(
            str(ROOT) + "/", ""), note)
        results.add(f"{id}.shot-lost", subject, "score", [worst], "largest loss by choosing another frame than Sluice",
                    f"{apart:.0f} ms apart at most; the subject's own score differs by {differs:.3f} at most")
        if subject == "sluice":
            continue
        results.goal(f"{id}: {subject} finds as many best shots as Sluice", abs(len(theirs) - len(own)), "shots",
                     at_most=0)
        results.goal(f"{id}: {subject} chooses frames as good as Sluice's", worst, "score", at_most=0.02)


def report(results, id, subject, command, runs, measured="from the opening of the clip to the last record; loading of "
                                                         "the program is outside"):
    results.add(f"{id}.fps", subject, "frames/s", [r["frames"] / r["wall_ns"] * 1e9 for r in runs], command, measured)
    results.add(f"{id}.cpu", subject, "CPU s", [r["cost"].cpu_ns / 1e9 for r in runs], command, "whole process")
    results.add(f"{id}.wall", subject, "s", [r["cost"].wall_ns / 1e9 for r in runs], command, "whole process")
    results.add(f"{id}.memory", subject, "MiB", [r["cost"].resident_bytes / 2**20 for r in runs], command,
                "largest resident size")
    if runs[0]["first_ns"] is not None:
        results.add(f"{id}.first-frame", subject, "ms", [r["first_ns"] / 1e6 for r in runs], command,
                    "from the start of the process to the first decoded frame in hand")


def same_frames(taken):
    frames = {subject: runs[0]["frames"] for subject, runs in taken.items()}
    if len(set(frames.values())) != 1:
        raise Failed(f"the subjects saw different numbers of frames: {frames}")


def one_clip(results, peers, id, clip, truth, rounds):
    jobs, folders, taken = {}, {}, {}
    for subject, needs, make in (
            ("sluice", None, sluice_job),
            ("sluice-1-detector", None, lambda c, f: sluice_job(c, f, 1)),
            ("bare-loop", "bare_loop", bare_job),
            ("python-opencv", "opencv", lambda c, f: python_job("python_opencv.py", c, f)),
            ("gstreamer-python", "gstreamer-python", lambda c, f: python_job("gstreamer_python.py", c, f))):
        missing = peers.missing(needs) if needs else None
        if missing:
            results.skip(f"{id}.fps", subject, missing)
            continue
        folders[subject] = BUILT / id / subject
        folders[subject].mkdir(parents=True, exist_ok=True)
        jobs[subject], taken[subject] = make(clip, folders[subject]), []
    for _ in range(rounds):
        for subject, (_, once) in jobs.items():
            taken[subject].append(once())
    same_frames(taken)
    for subject, runs in taken.items():
        report(results, id, subject, jobs[subject][0], runs)
    for peer in ("python-opencv", "gstreamer-python", "bare-loop"):
        python = peer == "python-opencv" and id == "main-job"
        results.ratio(f"{id}.fps", "sluice", peer, at_least=1.5 if python else None)
        results.ratio(f"{id}.fps", "sluice-1-detector", peer)
        results.ratio(f"{id}.cpu", "sluice", peer)
    folders.pop("bare-loop", None)
    compare_outputs(results, id, folders, truth, jobs["sluice"][0])


def main_job(results, peers, rounds):
    one_clip(results, peers, "main-job", CLIP, CLIP_TRUTH, rounds)
    if SHARED_CLIP.exists():
        one_clip(results, peers, "main-job-2", SHARED_CLIP, None, rounds)
    else:
        results.skip("main-job-2.fps", "all", "no shared test material; SLUICE_TEST_DATA names its folder")


FEW, MANY = 40, 280


def gst_decode(frames):
    return ["gst-launch-1.0", "-q", "filesrc", f"location={CLIP}", "!", "decodebin", "!", "identity",
            f"eos-after={frames}", "!", "fakesink"]


def kernels(results, peers, rounds):
    """The same kernels in a bare loop; CPU time of a frame from two lengths of run, so that start-up is outside."""
    missing = peers.missing("bare_loop")
    if missing:
        results.skip("efficiency.decode-detect", "bare-loop", missing)
        return
    for mode, stage in (("decode", None), ("detect", "faces: {use: face-detector, from: camera}")):
        name = "decode" if mode == "decode" else "decode-detect"
        last = "faces" if stage else "camera"
        ends = [f"end: {{use: null-sink, from: {last}}}"]
        if stage:
            ends.append("rest: {use: null-sink, from: faces.rejected}")
        graph = graphs.write(f"efficiency-{name}", [f'camera: {{uri: "file:{CLIP}"}}'], [*([stage] if stage else []), *ends])
        bare_command = [BUILT / "bare_loop", CLIP, BUILT / "frontal.dat", MANY, mode]
        host, bare, peer = [], [], []
        for _ in range(rounds):
            if mode == "decode":
                spent = [execute(gst_decode(n)).cpu_ns for n in (FEW, MANY)]
                peer.append((spent[1] - spent[0]) / (MANY - FEW) / 1e6)
            counts = [graphs.run(graph, "--frames", n)[1]["memory"]["cpu_ns"] for n in (FEW, MANY)]
            host.append((counts[1] - counts[0]) / (MANY - FEW) / 1e6)
            counts = [execute([*bare_command[:3], n, mode]).json()["cpu_ns"] for n in (FEW, MANY)]
            bare.append((counts[1] - counts[0]) / (MANY - FEW) / 1e6)
        id = f"efficiency.{name}"
        between = f"difference of {FEW} and {MANY} frames"
        results.add(id, "sluice", "CPU ms/frame", host, graphs.run_command(graph, "--frames", MANY), between)
        results.add(id, "bare-loop", "CPU ms/frame", bare, bare_command, between)
        if peer:
            results.add(id, "gstreamer-decodebin", "CPU ms/frame", peer, gst_decode(MANY), between)
        row = results.add(f"{id}.share", "bare-loop / sluice", "%", [100 * b / h for b, h in zip(bare, host)],
                          "from the rows above", "100 % is a host that costs nothing")
        results.goal(f"host efficiency, {name}", row.median, "%", at_least=97 if stage else None)
