# SPDX-License-Identifier: Apache-2.0
"""Pulls through Holdfast and through docker-registry as a proxy, and straight from the registry behind them."""
import argparse
import hashlib
import http.client
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from . import machine
from .contestants import Contestant
from .errors import BenchError
from .exchange import expect, request
from .relay import Relay
from .server import Server

MIB = 1 << 20
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
LARGE, SMALL = "bench/large", "bench/small"
#: What a cable of 1 Gbit/s carries, less the headers of its packets.
NETWORK = 118 * 1_000_000
#: For how long the tags of the last step may take.
PATIENCE = 120

UPSTREAM_CONFIG = """\
version: 0.1
log:
  level: error
storage:
  filesystem:
    rootdirectory: {data}
http:
  addr: 127.0.0.1:{port}
  secret: benchmark
"""

DOCKER_PROXY_CONFIG = """\
version: 0.1
log:
  level: error
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: {data}
  cache:
    blobdescriptor: inmemory
http:
  addr: 127.0.0.1:{port}
  secret: benchmark
proxy:
  remoteurl: REMOTE
"""

HOLDFAST_PROXY_CONFIG = """\
log:
  requests: off
upstreams:
  upstream:
    url: REMOTE
    revalidate: REVALIDATE
default-upstream: upstream
"""

DIRECT, PEER, HOLDFAST = "direct", "docker-registry", "Holdfast"


@dataclass
class Figures:
    """What was measured, by row and by who was asked."""

    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, row: str, who: str, value: float) -> None:
        self.values.setdefault(row, {}).setdefault(who, []).append(value)

    def median(self, row: str, who: str) -> float | None:
        values = self.values.get(row, {}).get(who)
        return statistics.median(values) if values else None


@dataclass(frozen=True)
class Image:
    """An image with one large layer, or a small one."""

    manifest: bytes
    layer: str
    size: int


class Upstream:
    """The registry behind the proxies, and what it was asked."""

    def __init__(self, work: Path, data: Path):
        work.mkdir()
        contestant = Contestant(
            "upstream", "the upstream", "upstream", "docker-registry", UPSTREAM_CONFIG, ("serve", "{config}")
        )
        self.server = Server(contestant, data, work)
        self._log = work / "server.log"

    def requests(self) -> Counter[str]:
        """How often each method was used on manifests and blobs so far."""
        found = re.findall(r'"(GET|HEAD) /v2/[^ "]*/(manifests|blobs)/', self._log.read_text(errors="replace"))
        return Counter(f"{method} {kind}" for method, kind in found)

    @contextmanager
    def counted(self):
        """The requests of a `with` block; read them after it."""
        before = self.requests()
        counts: Counter[str] = Counter()
        yield counts
        # The last lines are written after the answers.
        time.sleep(0.05)
        counts.update(self.requests() - before)


def proxy(name: str, program: str, remote: str, revalidate: str) -> Contestant:
    if name == PEER:
        text, arguments = DOCKER_PROXY_CONFIG, ("serve", "{config}")
    else:
        text = HOLDFAST_PROXY_CONFIG.replace("REVALIDATE", revalidate)
        arguments = ("serve", "--listen", "127.0.0.1:{port}", "--data", "{data}", "--config", "{config}")
    return Contestant(name, name, name, program, text.replace("REMOTE", remote), arguments)


@contextmanager
def running(name: str, programs: dict[str, str], remote: str, work: Path, revalidate: str = "1h"):
    """A proxy with an empty store, and then nothing of it."""
    place = work / f"proxy-{name}"
    place.mkdir()
    os.sync()
    try:
        with Server(proxy(name, programs[name], remote, revalidate), place / "data", place) as server:
            yield server
    finally:
        shutil.rmtree(place, ignore_errors=True)


# The fixture


def put_blob(url: str, repository: str, path: Path, digest: str) -> None:
    start = expect(202, request(url, "POST", f"/v2/{repository}/blobs/uploads/", b""), "start of an upload")
    location = urlsplit(start.headers["Location"])
    with path.open("rb") as file:
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(path.stat().st_size)}
        query = f"{location.query}&digest={digest}"
        expect(201, request(url, "PUT", f"{location.path}?{query}", file, headers), "upload")


def push(url: str, repository: str, tags: list[str], layer: Path, seed: str) -> Image:
    """Pushes an image of one layer under tags, each with a manifest of its own."""
    config = layer.with_suffix(".config")
    config.write_text(json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}}))
    digests = {}
    for path in (config, layer):
        with path.open("rb") as file:
            digests[path] = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
        put_blob(url, repository, path, digests[path])
    manifest = b""
    for tag in tags:
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST_TYPE,
                "config": descriptor(config, digests[config], "application/vnd.oci.image.config.v1+json"),
                "layers": [descriptor(layer, digests[layer], "application/vnd.oci.image.layer.v1.tar")],
                "annotations": {"tag": f"{seed} {tag}"},
            }
        ).encode()
        headers = {"Content-Type": MANIFEST_TYPE}
        expect(201, request(url, "PUT", f"/v2/{repository}/manifests/{tag}", manifest, headers), f"manifest {tag}")
    return Image(manifest, digests[layer], layer.stat().st_size)


def descriptor(path: Path, digest: str, media_type: str) -> dict[str, object]:
    return {"mediaType": media_type, "digest": digest, "size": path.stat().st_size}


def write_random(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        for _ in range(size // MIB):
            file.write(os.urandom(MIB))
    return path


# The steps


def manifest(url: str, method: str, repository: str, tag: str) -> None:
    answer = request(url, method, f"/v2/{repository}/manifests/{tag}", headers={"Accept": MANIFEST_TYPE})
    expect(200, answer, f"{method} of {repository}:{tag}")


def pull(url: str, image: Image, is_checked: bool = False) -> float:
    """Reads the manifest and the layer, and gives the seconds; the bytes are only hashed where that is not measured."""
    sha256 = hashlib.sha256()
    buffer = memoryview(bytearray(MIB))
    begun = time.perf_counter()
    manifest(url, "GET", LARGE, "latest")
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
    try:
        connection.request("GET", f"/v2/{LARGE}/blobs/{image.layer}")
        response = connection.getresponse()
        if response.status != 200:
            raise BenchError(f"GET of the layer: status {response.status}")
        length = 0
        while count := response.readinto(buffer):
            length += count
            if is_checked:
                sha256.update(buffer[:count])
    finally:
        connection.close()
    seconds = time.perf_counter() - begun
    if length != image.size or (is_checked and f"sha256:{sha256.hexdigest()}" != image.layer):
        raise BenchError(f"the layer came with {length:,} of {image.size:,} bytes, or wrong ones")
    return seconds


def transfer(figures: Figures, turn: int, programs: dict[str, str], upstream: Upstream, image: Image, work: Path) -> None:
    """The cold and the warm pull, over a network and over none."""
    with Relay(upstream.server.port, NETWORK) as relay:
        for place, remote in (("at 1 Gbit/s", relay.url), ("without a network", upstream.server.url)):
            for who in rotated([DIRECT, PEER, HOLDFAST], turn):
                if who == DIRECT:
                    figures.add(f"cold {place}", who, pull(remote, image))
                    continue
                with running(who, programs, remote, work) as server:
                    before = server.cpu_seconds()
                    figures.add(f"cold {place}", who, pull(server.url, image))
                    figures.add(f"cpu {place}", who, server.cpu_seconds() - before)
                    if remote != upstream.server.url:
                        continue
                    time.sleep(1)  # what is written after the answer
                    figures.add("warm", who, pull(server.url, image))
                    pull(server.url, image, is_checked=True)
                    figures.add("memory", who, server.peak_mib())


def questions(figures: Figures, turn: int, programs: dict[str, str], upstream: Upstream, tags: int, work: Path) -> None:
    """HEAD and GET of manifests that no proxy has, and the tags asked about again."""
    names = [f"t{number}" for number in range(tags)]
    for who in rotated([PEER, HOLDFAST], turn):
        with running(who, programs, upstream.server.url, work, revalidate="1s") as server:
            with upstream.counted() as counts:
                begun = time.perf_counter()
                manifest(server.url, "HEAD", SMALL, names[0])
                figures.add("head", who, (time.perf_counter() - begun) * 1000)
            figures.add("head requests", who, counts.total())
            with upstream.counted() as counts:
                begun = time.perf_counter()
                for name in names:
                    manifest(server.url, "GET", SMALL, name)
                figures.add("first", who, time.perf_counter() - begun)
            figures.add("first requests", who, counts.total())
            time.sleep(1.5)
            revalidate(figures, who, server, upstream, names)


def revalidate(figures: Figures, who: str, server: Server, upstream: Upstream, names: list[str]) -> None:
    """Pulls all tags once their answers are old, and again until the upstream was asked about each."""
    with upstream.counted() as counts:
        before = upstream.requests()
        begun = time.perf_counter()
        for name in names:
            manifest(server.url, "GET", SMALL, name)
        figures.add("again", who, time.perf_counter() - begun)
        while (upstream.requests() - before).total() < len(names):
            if time.perf_counter() - begun > PATIENCE:
                raise BenchError(f"{who}: not all tags were asked about in {PATIENCE} s")
            time.sleep(0.2)
            for name in names[:: max(1, len(names) // 100)] if who == PEER else names:
                manifest(server.url, "GET", SMALL, name)
        figures.add("asked", who, time.perf_counter() - begun)
    figures.add("again HEAD", who, counts["HEAD manifests"])
    figures.add("again GET", who, counts["GET manifests"])


def rotated(names: list[str], turn: int) -> list[str]:
    return names[turn % len(names):] + names[: turn % len(names)]


# The report


def table(figures: Figures, size: int, tags: int) -> list[str]:
    gib = f"{size / (1 << 30):g} GiB"
    rows = [
        (f"cold at 1 Gbit/s", f"Cold pull of {gib}, upstream behind 1 Gbit/s (s)", 1.15),
        ("cpu at 1 Gbit/s", "… processor time of the proxy (s)", None),
        ("cold without a network", f"Cold pull of {gib}, upstream on this machine (s)", None),
        ("cpu without a network", "… processor time of the proxy (s)", None),
        ("warm", f"Warm pull of {gib} (s)", None),
        ("memory", "Peak memory after these (MiB)", None),
        ("head", "HEAD of a tag that is not here (ms)", None),
        ("head requests", "… requests upstream", None),
        ("first", f"First GET of {tags:,} manifests (s)", None),
        ("first requests", "… requests upstream", None),
        ("again", f"GET of the same when all answers are old (s)", None),
        ("asked", "… until the upstream was asked about each (s)", None),
        ("again HEAD", "… HEAD requests upstream", None),
        ("again GET", "… GET requests upstream", None),
    ]
    lines = [
        "| | Direct | docker-registry | Holdfast | Target | Verdict |",
        "| --- | --: | --: | --: | --: | --- |",
    ]
    for key, title, most in rows:
        cells = [figures.median(key, who) for who in (DIRECT, PEER, HOLDFAST)]
        target = verdict = ""
        if most and cells[0] and cells[2]:
            ratio = cells[2] / cells[0]
            target = f"≤ {most:g}× direct"
            verdict = f"{ratio:.2f}× " + ("met" if ratio <= most else "**missed**")
        if key == "head requests":
            target, verdict = "1", "met" if cells[2] == 1 else "**missed**"
        if key == "again GET":
            target, verdict = "0", "met" if cells[2] == 0 else "**missed**"
        lines.append(f"| {title} | " + " | ".join(map(shown, cells)) + f" | {target} | {verdict} |")
    return lines


def shown(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def run(programs: dict[str, str], work: Path, sizes: argparse.Namespace) -> list[str]:
    figures = Figures()
    upstream = Upstream(work / "upstream", work / "upstream-data")
    with upstream.server as server:
        note("filling the upstream")
        image = push(server.url, LARGE, ["latest"], write_random(work / "large", sizes.mebibytes * MIB), "large")
        tags = [f"t{number}" for number in range(sizes.tags)]
        push(server.url, SMALL, tags, write_random(work / "small", MIB), "small")
        pull(server.url, image, is_checked=True)
        for turn in range(sizes.rounds):
            note(f"round {turn + 1} of {sizes.rounds}: pulls")
            transfer(figures, turn, programs, upstream, image, work)
            note(f"round {turn + 1} of {sizes.rounds}: questions")
            questions(figures, turn, programs, upstream, sizes.tags, work)
    lines = [
        f"Debian's docker-registry as the upstream; in front of it Holdfast, and docker-registry as a proxy, each with an "
        f"empty store. Medians of {sizes.rounds} rounds, interleaved.",
        "",
    ]
    return lines + table(figures, image.size, sizes.tags)


def note(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench upstreams", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything works")
    parser.add_argument("--rounds", type=int, default=0, metavar="N", help="rounds (5; 1 with --quick)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report to a file as well")
    parser.add_argument("--holdfast", required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.rounds = arguments.rounds or (1 if arguments.quick else 5)
    arguments.mebibytes = 64 if arguments.quick else 1_024
    arguments.tags = 50 if arguments.quick else 1_000
    programs = {PEER: "docker-registry", HOLDFAST: arguments.holdfast}
    with tempfile.TemporaryDirectory(prefix="holdfast-bench.", dir=os.environ.get("TMPDIR", "/var/tmp")) as directory:
        work = Path(directory)
        lines = [f"- {line}" for line in machine.describe(work, programs)]
        try:
            lines += ["", *run(programs, work, arguments)]
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
