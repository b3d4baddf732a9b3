# SPDX-License-Identifier: Apache-2.0
import json
import subprocess
from pathlib import Path

from .errors import BenchError

WRK_REPORT = Path(__file__).parent.parent / "wrk" / "report.lua"
DEADLINE = 1800


class Loaders:
    """The two load generators, `wrk` and `regload`."""

    def __init__(self, regload: str):
        self._regload = regload

    def wrk(self, url: str, connections: int, seconds: int, accept: str, body_length: int) -> dict[str, float]:
        """GETs from one thread of wrk, as `per_second` and `p99_ms`."""
        figures = figures_of(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", f"Accept: {accept}", "-s", str(WRK_REPORT), url]
        )
        if figures["errors"]:
            raise BenchError(f"wrk {url}: {figures['errors']} wrong responses")
        if figures["bytes"] < figures["count"] * body_length:
            raise BenchError(f"wrk {url}: responses shorter than {body_length} bytes")
        return figures

    def regload(self, *arguments: str | int | Path) -> dict[str, float]:
        """A run of regload, which itself checks every response."""
        words = [str(argument) for argument in arguments]
        figures = figures_of([self._regload, *words])
        if figures.get("errors"):
            raise BenchError(f"regload {' '.join(words)}: {figures['errors']:.0f} wrong responses")
        return figures


def figures_of(command: list[str]) -> dict[str, float]:
    """The figures in the last line of a load generator's output."""
    result = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE)
    if result.returncode != 0:
        raise BenchError(f"{' '.join(command)}\n    {(result.stderr or result.stdout).strip()}")
    try:
        figures = json.loads(result.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise BenchError(f"{' '.join(command)}: no figures in its output\n{result.stdout}") from None
    if not figures.get("count", 1):
        raise BenchError(f"{' '.join(command)}: not a single response")
    return figures
