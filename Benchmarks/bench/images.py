# SPDX-License-Identifier: Apache-2.0
"""Looks into images: `holdfast diff` against unpacking both and running diff, and against reading the layers at all."""
import argparse
import gzip
import hashlib
import io
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import machine
from .errors import BenchError

MIB = 1 << 20
FILES_TITLE = "`holdfast files` of the new image"
DIFF_TITLE = "`holdfast diff` of both"
UNPACK_TITLE = "`umoci unpack` of both, then `diff -r`"
FLOOR_TITLE = "`gzip -dc \\| sha256sum` of each layer"


@dataclass(frozen=True)
class Shape:
    """What a pair of images is like: a layer that both share, and one of each."""

    name: str
    shared_files: int
    own_files: int
    mean_size: int


BIG = Shape("two images of 1 GiB with 20,000 files each, 60 % of it in a shared layer", 12_000, 8_000, 54_000)
MANY = Shape("two images of 200,000 small files each, half of them in a shared layer", 100_000, 100_000, 600)


class Text:
    """Bytes as files hold them: half words, which shrink to a fifth, and half noise, which does not shrink."""

    def __init__(self, seed: int):
        self._random = random.Random(seed)
        letters = "etaoinshrdlucmfwypvbgkqjxz"
        words = ["".join(self._random.choices(letters, k=self._random.randint(2, 11))) for _ in range(4_000)]
        self._words = " ".join(self._random.choices(words, k=600_000)).encode()
        self._noise = self._random.randbytes(8 * MIB)

    def file(self, size: int) -> bytes:
        source = self._words if self._random.random() < 0.5 else self._noise
        start = self._random.randrange(max(1, len(source) - size))
        return source[start : start + size]

    def size(self, mean: int) -> int:
        return min(6 * MIB, int(self._random.expovariate(1 / mean)) + 1)


def layer(layout: Path, text: Text, prefix: str, files: int, mean_size: int) -> tuple[dict, str]:
    """Writes a gzipped layer into a layout; gives its descriptor and DiffID."""
    work = layout / "layer"
    diff_id = hashlib.sha256()

    class Hashing(io.RawIOBase):
        def __init__(self, target):
            self._target = target

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            diff_id.update(data)
            return self._target.write(data)

    with work.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        with tarfile.open(fileobj=Hashing(packed), mode="w|", format=tarfile.GNU_FORMAT) as tar:
            for number in range(files):
                data = text.file(text.size(mean_size))
                entry = tarfile.TarInfo(f"{prefix}/d{number // 200:04}/f{number:06}")
                entry.size = len(data)
                entry.mode = 0o755 if number % 40 == 0 else 0o644
                entry.mtime = 1_700_000_000
                tar.addfile(entry, io.BytesIO(data))
    with work.open("rb") as packed:
        digest = hashlib.file_digest(packed, "sha256").hexdigest()
    size = work.stat().st_size
    work.rename(layout / "blobs/sha256" / digest)
    media_type = "application/vnd.oci.image.layer.v1.tar+gzip"
    return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": size}, f"sha256:{diff_id.hexdigest()}"


def blob(layout: Path, media_type: str, document: dict) -> dict:
    data = json.dumps(document, sort_keys=True).encode()
    digest = hashlib.sha256(data).hexdigest()
    (layout / "blobs/sha256" / digest).write_bytes(data)
    return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data)}


def pair(layout: Path, shape: Shape) -> list[Path]:
    """Writes the images `old` and `new`; gives the files of their three layers."""
    (layout / "blobs/sha256").mkdir(parents=True)
    (layout / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    text = Text(seed=1)
    shared = layer(layout, text, "usr/share", shape.shared_files, shape.mean_size)
    manifests, files = [], [shared]
    for name in ("old", "new"):
        own = layer(layout, text, "opt/app", shape.own_files, shape.mean_size)
        files.append(own)
        config = blob(
            layout,
            "application/vnd.oci.image.config.v1+json",
            {
                "architecture": "amd64",
                "os": "linux",
                "config": {"Cmd": ["/bin/sh"]},
                "rootfs": {"type": "layers", "diff_ids": [shared[1], own[1]]},
            },
        )
        manifest = blob(
            layout,
            "application/vnd.oci.image.manifest.v1+json",
            {
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": config,
                "layers": [shared[0], own[0]],
            },
        )
        manifests.append(manifest | {"annotations": {"org.opencontainers.image.ref.name": name}})
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": manifests}))
    return [layout / "blobs/sha256" / descriptor["digest"][len("sha256:") :] for descriptor, _ in files]


@dataclass(frozen=True)
class Measure:
    seconds: float
    peak_mib: float
    cpu_seconds: float


def run(command: list[str], cwd: Path, accepted: tuple[int, ...] = (0,)) -> Measure:
    """Runs a command to its end; its time, its processor time, and the most memory that it held.

    The memory is asked of the kernel every 20 ms: what `wait4` tells begins with the memory of this program.
    """
    begin = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=errors)
        peak = 0
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            peak = max(peak, _peak_kib(process.pid))
            time.sleep(0.02)
        seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in accepted:
            errors.seek(0)
            raise BenchError(f"{' '.join(command)} ended with {process.returncode}: {errors.read().decode(errors='replace')}")
    return Measure(seconds, peak / 1024, usage.ru_utime + usage.ru_stime)


def _peak_kib(process: int) -> int:
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def unpacked(layout: Path) -> Measure:
    """What one does by hand: unpack both images and let diff read them. The unpacked files are removed untimed."""
    bundles = [layout.parent / "bundle-old", layout.parent / "bundle-new"]
    parts = [
        run(["umoci", "unpack", "--image", f"{layout}:{name}", str(bundle)], layout)
        for name, bundle in zip(("old", "new"), bundles)
    ]
    trees = [str(bundle / "rootfs") for bundle in bundles]
    parts.append(run(["diff", "-r", "--no-dereference", "-q", *trees], layout, accepted=(1,)))
    for bundle in bundles:
        shutil.rmtree(bundle)
    return Measure(
        sum(part.seconds for part in parts),
        max(part.peak_mib for part in parts),
        sum(part.cpu_seconds for part in parts),
    )


def floor(layers: list[Path]) -> Measure:
    """Decompresses and hashes each layer once, one after the other, as a pipeline of two programs."""
    parts = [run(["sh", "-c", 'gzip -dc "$0" | sha256sum', str(layer)], layer.parent) for layer in layers]
    return Measure(sum(p.seconds for p in parts), max(p.peak_mib for p in parts), sum(p.cpu_seconds for p in parts))


def measure(shape: Shape, rounds: int, holdfast: str, work: Path) -> list[str]:
    note(f"making {shape.name}")
    directory = work / "images"
    directory.mkdir()
    layout = directory / "layout"
    layers = pair(layout, shape)
    steps = {
        FILES_TITLE: lambda: run([holdfast, "files", f"oci:{layout}:new"], layout),
        DIFF_TITLE: lambda: run([holdfast, "diff", f"oci:{layout}:old", f"oci:{layout}:new"], layout, accepted=(1,)),
        UNPACK_TITLE: lambda: unpacked(layout),
        FLOOR_TITLE: lambda: floor(layers),
    }
    results: dict[str, list[Measure]] = {title: [] for title in steps}
    for path in layers:
        path.read_bytes()
    for number in range(rounds):
        turn = number % len(steps)
        titles = list(steps)
        for title in titles[turn:] + titles[:turn]:
            note(f"round {number + 1} of {rounds}: {title}")
            results[title].append(steps[title]())
    shutil.rmtree(directory)
    return table(shape, layers_note(shape), results)


def layers_note(shape: Shape) -> str:
    return f"{shape.name[0].upper()}{shape.name[1:]}:"


def table(shape: Shape, title: str, results: dict[str, list[Measure]]) -> list[str]:
    lines = [title, "", "| | Time (s) | Processor time (s) | Peak memory (MiB) | Time against the floor |"]
    lines.append("| --- | --: | --: | --: | --: |")
    for name, values in results.items():
        seconds = [value.seconds for value in values]
        ratios = [value.seconds / base.seconds for value, base in zip(values, results[FLOOR_TITLE])]
        cpu = statistics.median(value.cpu_seconds for value in values)
        peak = max(value.peak_mib for value in values)
        lines.append(
            f"| {name} | {statistics.median(seconds):.2f} ({min(seconds):.2f}–{max(seconds):.2f}) | {cpu:.2f} | "
            f"{peak:.0f} | {statistics.median(ratios):.2f}× |"
        )
    by_hand = [
        unpack.seconds / diff.seconds for unpack, diff in zip(results[UNPACK_TITLE], results[DIFF_TITLE])
    ]
    lines += ["", f"By hand takes {statistics.median(by_hand):.1f} times as long as `holdfast diff`."]
    return lines


def note(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench images", description=__doc__)
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds to measure (5; 1 with --quick)")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything works")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report to a file as well")
    parser.add_argument("--holdfast", required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    rounds = arguments.rounds or (1 if arguments.quick else 5)
    shapes = [BIG, MANY]
    if arguments.quick:
        shapes = [Shape(f"{shape.name}, shrunk to a fiftieth", shape.shared_files // 50, shape.own_files // 50, shape.mean_size) for shape in shapes]
    with tempfile.TemporaryDirectory(prefix="holdfast-bench.", dir=os.environ.get("TMPDIR", "/var/tmp")) as directory:
        work = Path(directory)
        lines = [f"- {line}" for line in machine.describe(work, {"Holdfast": arguments.holdfast})]
        try:
            for shape in shapes:
                lines += ["", *measure(shape, rounds, arguments.holdfast, work)]
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
