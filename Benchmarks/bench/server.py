# SPDX-License-Identifier: Apache-2.0
import os
import socket
import subprocess
import time
from pathlib import Path

from .contestants import Contestant
from .errors import BenchError
from .exchange import request

START_DEADLINE = 60
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Server:
    """A running registry, for the length of a `with` block."""

    def __init__(self, contestant: Contestant, data: Path, work: Path):
        self.contestant = contestant
        self._data = data
        self._config = work / "config.yml"
        self._log = work / "server.log"
        self.port = _free_port()
        self.start_ms = 0.0

    def __enter__(self) -> "Server":
        self._data.mkdir(exist_ok=True)
        self.contestant.write_config(self._config, self._data, self.port)
        command = self.contestant.command(self._config, self._data, self.port)
        with self._log.open("wb") as log:
            begun = time.perf_counter()
            # In a session of its own: an interrupt from the terminal is for the benchmark, which then stops the server.
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        try:
            self._wait_until_ready(begun + START_DEADLINE)
        except BaseException:
            self._stop()
            raise
        self.start_ms = (time.perf_counter() - begun) * 1000
        return self

    def __exit__(self, kind, error, trace) -> None:
        died = self._process.poll()
        self._stop()
        if died is not None:
            raise BenchError(f"{self.contestant.title} ended with {died} while it was measured{self._last_words()}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def cpu_seconds(self) -> float:
        """User and system time of all threads so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    def resident_mib(self) -> float:
        return self._status("VmRSS")

    def peak_mib(self) -> float:
        """The highest resident size since the start."""
        return self._status("VmHWM")

    def _status(self, field: str) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == field:
                return int(value.split()[0]) / 1024
        raise BenchError(f"no {field} in /proc/{self.pid}/status")

    def _wait_until_ready(self, deadline: float) -> None:
        while True:
            if self._process.poll() is not None:
                raise BenchError(f"{self.contestant.title} did not start{self._last_words()}")
            try:
                if request(self.url, "GET", "/v2/").status == 200:
                    return
            except OSError:
                pass  # not listening yet
            if time.perf_counter() > deadline:
                raise BenchError(f"{self.contestant.title}: no 200 on /v2/ in {START_DEADLINE} s{self._last_words()}")
            time.sleep(0.001)

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines()[-5:]
        return "".join("\n    " + line for line in lines)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
