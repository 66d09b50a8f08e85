"""A host that runs while it is asked and changed, as `sluice ctl` does it."""
import json
import os
import socket
import subprocess
import time
from pathlib import Path

from churn import figures
from measure import Failed
from paths import BUILT, ROOT, SLUICE

SOCKET = BUILT / "ctl.sock"
PATIENCE_S = 30


class Live:
    """One run of a graph, with its control socket, statistics and, when asked for, its trace."""

    def __init__(self, graph, *more, trace=False):
        self.stats_file, self.trace_file = BUILT / "live-stats.json", BUILT / "live-trace.json"
        traced = ["--trace", self.trace_file] if trace else []
        self.command = [SLUICE, "run", graph, "--quiet", "--control", SOCKET, *more, "--stats", self.stats_file, *traced]
        self.log = open(BUILT / "live.log", "w+", encoding="utf-8")

    def __enter__(self):
        SOCKET.unlink(missing_ok=True)
        self.process = subprocess.Popen(list(map(str, self.command)), cwd=ROOT, stdout=self.log, stderr=self.log,
                                        env={**os.environ, "XDG_CACHE_HOME": str(BUILT / "cache")})
        begun = time.monotonic()
        while not SOCKET.exists():
            if self.process.poll() is not None or time.monotonic() > begun + PATIENCE_S:
                raise self._failed("does not run")
            time.sleep(0.01)
        self.client = socket.socket(socket.AF_UNIX)
        self.client.settimeout(PATIENCE_S)
        self.client.connect(str(SOCKET))
        self.reader = self.client.makefile("r", encoding="utf-8")
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.client.close()
        self.log.close()

    def _failed(self, what):
        self.log.seek(0)
        return Failed(f"{' '.join(map(str, self.command))} {what}: {self.log.read()[-1000:]}")

    def ask(self, do, **members):
        """The answer to a request."""
        self.client.sendall((json.dumps({"do": do, **members}) + "\n").encode())
        answer = json.loads(self.reader.readline() or "{}")
        if not answer.get("ok"):
            raise self._failed(f"answers {do} with {answer}")
        return answer

    def taken(self, stage):
        """How many items a stage has taken so far."""
        return next(s["in"] for s in self.ask("status")["stages"] if s["name"] == stage)

    def wait_for(self, stage, count):
        """Waits until a stage has taken so many items; how many it has."""
        begun = time.monotonic()
        while (now := self.taken(stage)) < count:
            if time.monotonic() > begun + PATIENCE_S:
                raise self._failed(f"gave {stage} only {now} of {count} items")
            time.sleep(0.005)
        return now

    def figures(self):
        """Resident KiB, threads and descriptors of the host now."""
        return figures(self.process.pid)

    def mapped_kib(self):
        """The size of all that the host has mapped."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(next(line for line in status.splitlines() if line.startswith("VmSize:")).split()[1])

    def children(self):
        """The processes that are the host's."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]

    def drain(self):
        """Ends the run as the first Ctrl-C does; its statistics."""
        self.ask("drain")
        return self.end()

    def end(self):
        """Waits for the end of the run; its statistics."""
        if self.process.wait(timeout=10 * PATIENCE_S) != 0:
            raise self._failed(f"ended with {self.process.returncode}")
        return json.loads(self.stats_file.read_text(encoding="utf-8"))

    def spans(self):
        """The trace: calls of stages, in order of their begin."""
        return spans(self.trace_file)


def spans(path):
    """Calls of stages in a trace: {name: [(begin, duration, stream, number)]}, times in µs, in order of their begin."""
    found = {}
    for event in json.loads(path.read_text(encoding="utf-8"))["traceEvents"]:
        told = event.get("args", {})
        if event["ph"] == "X" and "seq" in told:  # what sources go through has a track of its own
            found.setdefault(event["name"], []).append((event["ts"], event["dur"], told["stream"], told["seq"]))
    return {name: sorted(calls) for name, calls in found.items()}


def lost(stats, stream, stage, fps):
    """Items between the source's first frame and its last that a stage never got."""
    source = next(s for s in stats["streams"] if s["name"] == stream)
    taken = next(s["in"] for s in stats["stages"] if s["name"] == stage)
    due = round(source["pts_ns"] * fps / 1e9) + 1
    return due - taken
