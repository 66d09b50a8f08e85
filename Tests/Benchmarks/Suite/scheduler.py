"""What the kernel's scheduler says of wakes: an instance of tracefs of our own, so that nobody else's tracing is touched."""
import contextlib
import re
from pathlib import Path

from measure import Failed, execute

TRACING = Path("/sys/kernel/tracing")
EVENTS = ("sched_waking", "sched_switch")
LINE = re.compile(r"^\s*(.+)-\d+\s+\[\d+\]\s+\S+\s+([\d.]+): (\w+): (.*)$")
WOKEN = re.compile(r"comm=(.*?) pid=(\d+) ")
NEXT = re.compile(r"next_pid=(\d+)")


class Scheduler:
    """Times from a wake to the woken thread's first instruction."""

    @staticmethod
    def why_not():
        """Why it cannot be asked here; empty when it can."""
        if not (TRACING / "instances").is_dir():
            return f"{TRACING} is not mounted, or not ours to use; as root: mount -t tracefs nodev {TRACING}"
        try:
            with instance():
                return ""
        except OSError as error:
            return f"the kernel's tracing cannot be used: {error}"

    def wakes(self, command, waker, woken):
        """Microseconds of each wake of a thread named `woken`… by one named `waker`…, while the command runs."""
        with instance() as folder:
            (folder / "tracing_on").write_text("1")
            execute(command)
            (folder / "tracing_on").write_text("0")
            text = (folder / "trace").read_text()
        found = list(times(text.splitlines(), waker, woken))
        if not found:
            raise Failed(f"the scheduler saw no thread {woken} woken by {waker}")
        return found


@contextlib.contextmanager
def instance():
    folder = TRACING / "instances" / "sluice-bench"
    folder.mkdir(exist_ok=True)
    try:
        (folder / "tracing_on").write_text("0")
        (folder / "trace_clock").write_text("mono")
        (folder / "buffer_size_kb").write_text("4096")
        for event in EVENTS:
            (folder / "events/sched" / event / "enable").write_text("1")
        yield folder
    finally:
        folder.rmdir()


def times(lines, waker, woken):
    waking = {}
    for line in lines:
        match = LINE.match(line)
        if not match:
            continue
        running, seconds, event, rest = match.groups()
        if event == "sched_waking" and running.startswith(waker):
            thread = WOKEN.search(rest)
            if thread and thread[1].startswith(woken):
                waking[thread[2]] = float(seconds)
        elif event == "sched_switch":
            thread = NEXT.search(rest)
            if thread and thread[1] in waking:
                yield (float(seconds) - waking.pop(thread[1])) * 1e6
