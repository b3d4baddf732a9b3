# SPDX-License-Identifier: Apache-2.0
"""Pins and verifies a tree of files against a local registry, with grep over the same tree as the floor."""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import machine
from .contestants import HOLDFAST, Contestant, contestants
from .errors import BenchError
from .exchange import request
from .pins_data import push_images, write_tree
from .server import Server


@dataclass
class Row:
    """A command, what it has to end with, and what was measured of it."""

    title: str
    command: list[str]
    status: int
    target: float | None = None
    seconds: list[float] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)


def manifest_requests(url: str) -> int:
    """How many requests for manifests the registry has answered so far."""
    text = request(url, "GET", "/metrics").body.decode()
    counts = [
        line for line in text.splitlines()
        if line.startswith("holdfast_http_request_duration_seconds_count{") and 'operation="manifest"' in line
    ]
    return sum(int(float(line.rpartition(" ")[2])) for line in counts)


def measure(row: Row, url: str, directory: Path) -> None:
    before = manifest_requests(url)
    begun = time.perf_counter()
    done = subprocess.run(row.command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seconds = time.perf_counter() - begun
    if done.returncode != row.status:
        words = done.stderr.decode(errors="replace")[-600:]
        raise BenchError(f"{row.title} ended with {done.returncode} instead of {row.status}: {words}")
    row.seconds.append(seconds)
    row.requests.append(manifest_requests(url) - before)


def table(rows: list[Row]) -> list[str]:
    lines = ["| | Median (s) | Slowest (s) | Requests | Target | Verdict |", "| --- | --: | --: | --: | --: | --- |"]
    for row in rows:
        median = statistics.median(row.seconds)
        target = f"< {row.target:g} s" if row.target else ""
        verdict = "" if row.target is None else "met" if median < row.target else "**missed**"
        counts = str(max(row.requests))
        lines.append(
            f"| {row.title} | {median:.3f} | {max(row.seconds):.3f} | {counts} | {target} | {verdict} |"
        )
    return lines


def run(holdfast: Contestant, program: str, work: Path, sizes: argparse.Namespace) -> list[str]:
    with Server(holdfast, work / "store", work) as server:
        note(f"pushing {sizes.images:,} images")
        images = push_images(server.url, sizes.images)
        plain = work / "plain"
        tree = write_tree(plain, images, sizes.files, sizes.references)
        pinned = work / "pinned"
        shutil.copytree(plain, pinned)
        note("pinning")
        done = subprocess.run([program, "pin", str(pinned), "--quiet"], capture_output=True, text=True)
        if done.returncode != 0:
            raise BenchError(f"pin ended with {done.returncode}: {done.stderr[-600:]}")
        rows = [
            Row("`grep -rE '^\\s*(image:\\|FROM )'`", ["grep", "-rE", r"^\s*(image:|FROM )", str(plain)], 0),
            Row("`holdfast pin --check`, everything pinned (the scan alone)", [program, "pin", "--check", str(pinned)], 0, 1),
            Row("`holdfast pin --check`, nothing pinned", [program, "pin", "--check", str(plain)], 1, 3),
            Row("`holdfast verify`", [program, "verify", str(pinned)], 0, 3),
            Row("`holdfast pin --dry-run`", [program, "pin", "--dry-run", str(plain)], 0),
        ]
        for turn in range(sizes.rounds + 1):
            note(f"round {turn}" if turn else "a round that does not count")
            for row in rows:
                measure(row, server.url, work)
                if turn == 0:
                    row.seconds.clear()
                    row.requests.clear()
        writing = Row("`holdfast pin`, writing", [program, "pin", "", "--quiet"], 0)
        for turn in range(sizes.rounds):
            copy = work / f"copy{turn}"
            shutil.copytree(plain, copy)
            writing.command[2] = str(copy)
            measure(writing, server.url, work)
            shutil.rmtree(copy)
        rows.append(writing)
    many = [row.title for row in rows if max(row.requests) > sizes.images]
    lines = [
        f"A tree of {tree.files:,} files ({tree.size / (1 << 20):.1f} MiB) with {tree.references:,} references to "
        f"{len(images):,} images; a local Holdfast; {sizes.rounds} rounds, interleaved, after one that does not count. "
        + ("No command asked more than once for an image." if not many else f"**More than one request an image**: {many}"),
        "",
    ]
    return lines + table(rows)


def note(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench pins", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small tree, to see that everything works")
    parser.add_argument("--rounds", type=int, default=0, metavar="N", help="rounds (7; 2 with --quick)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report to a file as well")
    parser.add_argument("--holdfast", required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.rounds = arguments.rounds or (2 if arguments.quick else 7)
    arguments.files = 300 if arguments.quick else 5_000
    arguments.references = 240 if arguments.quick else 4_000
    arguments.images = 30 if arguments.quick else 300
    holdfast = next(contestant for contestant in contestants(arguments.holdfast) if contestant.name == HOLDFAST)
    with tempfile.TemporaryDirectory(prefix="holdfast-bench.", dir=os.environ.get("TMPDIR", "/var/tmp")) as directory:
        work = Path(directory)
        lines = [f"- {line}" for line in machine.describe(work, {"Holdfast": arguments.holdfast})]
        try:
            lines += ["", *run(holdfast, arguments.holdfast, work, arguments)]
        except BenchError as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
    markdown = "\n".join(lines) + "\n"
    print(markdown, end="")
    if arguments.output:
        arguments.output.write_text(markdown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
