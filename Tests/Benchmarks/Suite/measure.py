"""Runs commands and keeps what they cost."""
import json
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field

from paths import ROOT, shown

LIMIT_S = 300
# A process counts as its own what its parent had in memory when it was forked: a small parent, not Python.
METER = "/usr/bin/time"


class Failed(Exception):
    """A command did not do what it was measured for."""


@dataclass
class Cost:
    """What one process took: wall and CPU time in ns, largest resident size in bytes, its standard output."""
    started_wall_ns: int
    wall_ns: int
    cpu_ns: int
    resident_bytes: int
    output: str

    def json(self):
        return json.loads(self.output.strip().splitlines()[-1])


def execute(command, environment=None, statuses=(0,)):
    """Runs a command to its end."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors, \
            tempfile.NamedTemporaryFile("r") as memory:
        words = [METER, "-q", "-f", "%M", "-o", memory.name, "timeout", "-k", "5", str(LIMIT_S), *map(str, command)]
        wall, begun = time.time_ns(), time.monotonic_ns()
        process = subprocess.Popen(words, stdout=output, stderr=errors, stdin=subprocess.DEVNULL, cwd=ROOT,
                                   env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.monotonic_ns() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode not in statuses:
            raise Failed(f"status {process.returncode} from {shown(command)}: {errors.read()[-1000:]}")
        cpu = round((usage.ru_utime + usage.ru_stime) * 1e9)
        return Cost(wall, taken, cpu, int(memory.read()) * 1024, output.read())


@dataclass
class Row:
    """One subject's figure for one question."""
    id: str
    subject: str
    unit: str
    samples: list
    command: str
    note: str = ""
    median: float = field(init=False)
    min: float = field(init=False)
    max: float = field(init=False)
    runs: int = field(init=False)

    def __post_init__(self):
        self.median, self.min, self.max = statistics.median(self.samples), min(self.samples), max(self.samples)
        self.runs = len(self.samples)


class Results:
    """All rows of a run, the peers that were left out, the goals, and curves."""

    def __init__(self):
        self.rows, self.skipped, self.goals, self.curves = [], [], [], []

    def add(self, id, subject, unit, samples, command, note=""):
        row = Row(id, subject, unit, list(samples), command if isinstance(command, str) else shown(command), note)
        self.rows.append(row)
        print(f"   {id:32} {subject:28} {row.median:12.4g} {unit}  ({row.min:.4g} to {row.max:.4g}, {row.runs} runs)",
              flush=True)
        return row

    def skip(self, id, subject, reason):
        self.skipped.append({"id": id, "subject": subject, "reason": reason})
        print(f"   {id:32} {subject:28} skipped: {reason}", flush=True)

    def find(self, id, subject):
        return next((row for row in self.rows if row.id == id and row.subject == subject), None)

    def ratio(self, id, subject, peer, at_most=None, at_least=None, goal_id=None):
        """The quotient of two subjects, round by round, as a row and, with a bound, as a goal."""
        mine, other = self.find(id, subject), self.find(id, peer)
        if mine is None or other is None or self.find(f"{goal_id or id}.ratio", f"{subject} / {peer}"):
            return
        quotients = [a / b for a, b in zip(mine.samples, other.samples) if b > 0]
        if not quotients:
            return
        row = self.add(f"{goal_id or id}.ratio", f"{subject} / {peer}", "×", quotients, "from the rows above")
        self.goal(f"{subject} against {peer}: {id}", row.median, "×", at_most, at_least)

    def goal(self, what, value, unit, at_most=None, at_least=None):
        if at_most is None and at_least is None:
            return
        met = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
        bound = f"≤ {at_most:.4g}" if at_most is not None else f"≥ {at_least:.4g}"
        self.goals.append({"goal": what, "bound": f"{bound} {unit}", "value": value, "unit": unit, "met": met})

    def curve(self, id, title, x, y, x_values, series):
        """series: subject to a list of values, one for each of x_values."""
        self.curves.append({"id": id, "title": title, "x": x, "y": y, "x_values": list(x_values), "series": series})


def straightness(xs, ys):
    """The least-squares line's slope and intercept, and the largest distance of a point from it as a share of the
    line's rise over all points."""
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x) ** 2 for x in xs)
    intercept = mean_y - slope * mean_x
    rise = abs(slope) * (max(xs) - min(xs)) or 1
    return slope, intercept, max(abs(y - intercept - slope * x) for x, y in zip(xs, ys)) / rise
