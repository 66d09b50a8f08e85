"""What association costs: the tracker alone, on regions that another stage puts on empty frames."""
import math

import graphs
from paths import BUILT

FRAMES, BOXES, RATE_GOAL = 20_000, 20, 20_000
METHODS = ("sort", "bytetrack", "ocsort")


def write_boxes():
    """Boxes that circle, meet and pass: one file for all methods."""
    path = BUILT / "boxes.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        for frame in range(1, FRAMES + 1):
            for box in range(BOXES):
                angle = frame / (80 + 7 * box) + box
                x = 900 + (100 + 35 * box) * math.cos(angle)
                y = 480 + (60 + 18 * box) * math.sin(angle)
                score = 0.95 if (frame + box) % 17 else 0.3
                file.write(f"{frame},-1,{x:.1f},{y:.1f},60,120,{score}\n")
    return path


def tracking(results, rounds):
    """Frames per second of association on one core: items over the time that the stage was busy."""
    boxes = write_boxes()
    for method in METHODS:
        graph = graphs.write(
            f"tracking-{method}", [f'source: {{uri: "test:?width=1920&height=1080&static=1&frames={FRAMES}", pace: max}}'],
            [f"boxes: {{use: regions-from-file, from: source, with: {{path: {boxes}, label: person}}}}",
             f"tracks: {{use: tracker, from: boxes, with: {{algorithm: {method}, max_age: 30}}}}",
             "end: {use: null-sink, from: tracks}"])
        samples = []
        for _ in range(rounds):
            _, stats = graphs.run(graph)
            stage = next(s for s in stats["stages"] if s["name"] == "tracks")
            samples.append(FRAMES / stage["busy_ns"] * 1e9)
        row = results.add(f"tracking.{BOXES}-boxes", method, "frames/s", samples, graphs.run_command(graph),
                          "the stage alone, its part of the host included")
        results.goal(f"{method}: association at {BOXES} boxes", row.median, "frames/s", at_least=RATE_GOAL)
