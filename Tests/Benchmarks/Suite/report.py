"""Writes bench/results.json and bench/report.html."""
import json
from html import escape

from paths import OUT
from plots import bars, curve, number

TITLES = {
    "rtp.pack-unpack": "Packing H.264 into RTP and unpacking it, per picture",
    "rtp.whole": "The same with reading and splitting the file, per picture",
    "uplink": "Whole frames over face crops at the same SSIM of the face",
    "tracking.20-boxes": "Association of 20 boxes, the tracker's stage alone",
    "overhead.empty-stage": "Empty stage, per stage, from the slope of chains of 10 and 50",
    "overhead.empty-stage.cpu": "Empty stage, CPU time per stage",
    "overhead.one-stage": "Source, one stage and sink together, per frame",
    "overhead.hop": "Hop through a queue to another thread, less the stage itself",
    "overhead.hop.cpu": "Hop, CPU time",
    "overhead.wake.p50": "Wake of a sleeping task, median",
    "overhead.wake.p99": "Wake of a sleeping task, 99th percentile",
    "overhead.wake.scheduler.p50": "The wake alone as the scheduler counts it, median",
    "overhead.wake.scheduler.p99": "The wake alone as the scheduler counts it, 99th percentile",
    "main-job.fps": "Main job on the built-in clip, frames per second",
    "main-job.cpu": "Main job, CPU seconds",
    "main-job.wall": "Main job, whole process",
    "main-job.memory": "Main job, largest resident size",
    "main-job.first-frame": "Main job, start of the process to the first frame in hand",
    "main-job.best-shots": "Main job, best shots found",
    "main-job.shot-lost": "Main job, score lost by choosing other frames than Sluice",
    "main-job-2.fps": "Main job on a clip of two people, frames per second",
    "isolation.added.p50": "What a worker adds to a 1080p item at full speed, median",
    "isolation.added.p99": "What a worker adds to a 1080p item at full speed, 99th percentile",
    "isolation.added.wall": "What a worker adds to the time between items at full speed",
    "isolation.added.copied": "Bytes copied for an isolated item",
    "isolation.added-at-60.p50": "What a worker adds to an item at 60 frames a second, median",
    "isolation.added-at-60.p99": "What a worker adds to an item at 60 frames a second, 99th percentile",
    "isolation.added-at-60.latency": "What a worker adds from capture to the sink at 60 frames a second",
    "isolation.restart": "A stage that crashes under load: time to the next item out",
    "isolation.restart.neighbour-lost": "Items that a stream beside a crashing stage loses",
    "swap.gap.p50": "A stage swapped while it runs: longest gap at the output, median",
    "swap.gap.p99": "A stage swapped while it runs: longest gap at the output, 99th percentile",
    "swap.lost": "Items lost by swaps",
    "apply.gap.p99": "An edited graph applied: longest gap at the output, 99th percentile",
    "swap.new-file.resident": "Memory for each plugin file that was never loaded before",
    "efficiency.decode-detect": "Decode and detect, CPU time per frame",
    "efficiency.decode-detect.share": "Share of the host's CPU time that the bare kernels take",
}
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 920px; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.7em } h2 { font-size: 1.15em; margin-top: 2.2em } table { border-collapse: collapse; font-size: 13px }
td, th { padding: 3px 12px 3px 0; text-align: left; vertical-align: top; border-bottom: 1px solid #e4e4e4 }
td.n { text-align: right; white-space: nowrap } code { font-size: 12px; overflow-wrap: anywhere } svg { max-width: 100% }
.met { color: #1d7a35 } .missed { color: #b3261e } .note { color: #555; font-size: 13px } details { margin: .4em 0 1em }
"""


def write(results, machine, started, rounds):
    OUT.mkdir(exist_ok=True)
    rows = [{key: getattr(row, key) for key in
             ("id", "subject", "unit", "median", "min", "max", "runs", "command", "note", "samples")}
            for row in results.rows]
    whole = {"started": started, "rounds": rounds, "machine": machine, "rows": rows, "goals": results.goals,
             "skipped": results.skipped, "curves": results.curves}
    (OUT / "results.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    (OUT / "report.html").write_text(page(results, machine, started, rounds), encoding="utf-8")


def page(results, machine, started, rounds):
    parts = ["<!doctype html><html lang='en'><meta charset='utf-8'><title>Sluice: benchmarks</title>",
             f"<style>{STYLE}</style><h1>Sluice beside its peers</h1>",
             f"<p>Measured {escape(started)}, {rounds} rounds; subjects take turns within a round, so that noise hits all "
             "alike. Bars end at the median; the line spans the lowest and the highest round. Ratios are formed round by "
             "round.</p>", goals(results), machine_table(machine)]
    curves = {data["id"]: data for data in results.curves}
    for id in dict.fromkeys(row.id for row in results.rows):
        if id in curves and not any(row.subject.startswith("sluice") for row in results.rows if row.id == id):
            parts.append(f"<h2>{escape(curves[id]['title'])}</h2>" + curve(curves[id]))
            del curves[id]
        parts.append(section(id, [row for row in results.rows if row.id == id]))
    for data in curves.values():
        parts.append(f"<h2>{escape(data['title'])}</h2>" + curve(data))
    parts.append(skipped(results))
    return "\n".join(parts) + "\n"


def goals(results):
    lines = "".join(
        f"<tr><td>{escape(g['goal'])}<td class=n>{number(g['value'])} {escape(g['unit'])}<td class=n>{escape(g['bound'])}"
        f"<td class={'met' if g['met'] else 'missed'}>{'met' if g['met'] else 'missed'}" for g in results.goals)
    return f"<h2>Goals</h2><table><tr><th>What<th>Now<th>Goal<th>{lines}</table>" if lines else ""


def machine_table(machine):
    lines = "".join(f"<tr><td>{escape(key)}<td>{escape(str(told))}" for key, told in machine.items())
    return f"<h2>Machine and versions</h2><table>{lines}</table>"


def section(id, rows):
    title = TITLES.get(id, "")
    notes = "".join(f"<p class=note>{escape(row.subject)}: {escape(row.note)}</p>" for row in rows if row.note)
    lines = "".join(
        f"<tr><td>{escape(row.subject)}<td class=n>{number(row.median)}<td class=n>{number(row.min)}"
        f"<td class=n>{number(row.max)}<td class=n>{row.runs}<td>{escape(row.unit)}<td><code>{escape(row.command)}</code>"
        for row in rows)
    single = len(rows) == 1 and rows[0].runs == 1
    shown = f"<p>{escape(rows[0].subject)}: {number(rows[0].median)} {escape(rows[0].unit)}</p>" if single else bars(rows)
    return (f"<h2>{escape(title or id)} <small class=note>{escape(id) if title else ''}</small></h2>{shown}"
            f"<details><summary>Figures and commands</summary><table><tr><th>Subject<th>Median<th>Min<th>Max<th>Runs"
            f"<th>Unit<th>Command{lines}</table>{notes}</details>")


def skipped(results):
    lines = "".join(f"<tr><td>{escape(s['id'])}<td>{escape(s['subject'])}<td>{escape(s['reason'])}"
                    for s in results.skipped)
    return f"<h2>Left out</h2><table><tr><th>Question<th>Subject<th>Why{lines}</table>" if lines else ""
