"""How much smaller an uplink of face crops is than one of whole frames, at the same SSIM of the face."""
import json

from measure import execute
from paths import BUILT, DATA, ROOT, VENV, shown

SIDE, GOAL = 60, 20
# What is sent: each crop of each frame; those of each fifth; of each track the best of each second, as the system sends.
WAYS = {"each crop": [], "each fifth frame": ["--every", "5"], "the best of each second": ["--best", "1"]}


def uplink(results, peers):
    """One pass: sizes do not vary."""
    if not (DATA / "video/intel-clips").is_dir():
        return results.skip("uplink", "all", "there is no test data: set SLUICE_TEST_DATA")
    if peers.missing("opencv"):
        return results.skip("uplink", "all", peers.missing("opencv"))
    for way, more in WAYS.items():
        told = BUILT / "uplink.json"
        command = [VENV / "bin/python", ROOT / "Tests/Experiments/uplink", *more, "--json", told, SIDE]
        execute(command)
        rows = [row for row in json.loads(told.read_text(encoding="utf-8")) if row["ratio"]]
        ratio = sum(row["frame_bytes"] for row in rows) / sum(row["crop_bytes"] for row in rows)
        note = f"whole frames over crops of {SIDE}x{SIDE}, over {len(rows)} pairs of the same SSIM"
        results.add("uplink", way, "times smaller", [ratio], shown(command), note)
        if way == "the best of each second":
            results.goal("uplink of the best crops against whole frames", ratio, "times smaller", at_least=GOAL)
