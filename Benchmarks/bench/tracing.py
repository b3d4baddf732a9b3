# SPDX-License-Identifier: Apache-2.0
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .errors import BenchError

SYNCS = ("fsync", "fdatasync", "syncfs", "sync")


@dataclass
class Syncs:
    """How often a process asked for its data to be on disk; known after the `with` block."""

    count: int = 0


@contextmanager
def traced_syncs(pid: int, work: Path) -> Iterator[Syncs]:
    """Counts the calls of all threads of a running process with strace."""
    summary = work / "strace"
    calls = ",".join(SYNCS)
    command = ["strace", "-f", "-c", "-U", "calls,name", "-e", f"trace={calls}", "-o", summary, "-p", str(pid)]
    tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        # strace says that it is attached, or why not.
        first = tracer.stderr.readline()
        if "attached" not in first:
            raise BenchError(f"strace: {first.strip()}")
        syncs = Syncs()
        yield syncs
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.communicate()
    for line in summary.read_text().splitlines():
        columns = line.split()
        if len(columns) == 2 and columns[1] in SYNCS:
            syncs.count += int(columns[0])
