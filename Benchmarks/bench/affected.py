# SPDX-License-Identifier: Apache-2.0
"""Asks a registry of many images which of them are built on one."""
import argparse
import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from . import machine
from .affected_data import Family, Registry
from .contestants import HOLDFAST, Contestant, contestants
from .errors import BenchError
from .server import Server

TARGET_MS = 50
BASE_LAYERS, IMAGE_LAYERS = 5, 10


@dataclass(frozen=True)
class Question:
    """A reference, and how many images are built on it."""

    title: str
    reference: str
    count: int


@dataclass(frozen=True)
class Answers:
    milliseconds: list[float]
    size: int

    def at(self, share: float) -> float:
        ranked = sorted(self.milliseconds)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def questions(families: list[Family]) -> list[Question]:
    asked = [
        Question(f"A base with {family.children:,} images built on it", family.base, family.children)
        for family in families
    ]
    return asked + [Question("An image that nothing is built on", families[0].leaf, 0)]


def fill(data: Path, images: int, sizes: list[int]) -> list[Family]:
    """Writes the images into the tables of an empty registry: pushing as many over HTTP takes minutes.

    The answers that are measured are compared with what was written.
    """
    with Registry(data / "metadata.sqlite") as registry:
        families = [registry.add(size, BASE_LAYERS, IMAGE_LAYERS) for size in sizes]
        while registry.images < images:
            registry.add(min(50, images - registry.images), BASE_LAYERS, IMAGE_LAYERS)
    return families


def ask(server: Server, question: Question, count: int, query: str) -> Answers:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    path = f"/api/v1/affected?ref={quote(question.reference)}{query}"
    times, size = [], 0
    try:
        for number in range(count):
            begun = time.perf_counter()
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            times.append((time.perf_counter() - begun) * 1000)
            if number == 0:
                size = len(body)
                check(question, response.status, body)
            elif (response.status, len(body)) != (200, size):
                raise BenchError(f"{question.reference}: another answer than before, status {response.status}")
    finally:
        connection.close()
    return Answers(times, size)


def check(question: Question, status: int, body: bytes) -> None:
    if status != 200:
        raise BenchError(f"{question.reference}: status {status} {body[:300].decode(errors='replace')}")
    document = json.loads(body)
    images = document["images"]
    if len(images) != question.count or "truncated" in document or "indexing" in document:
        raise BenchError(f"{question.reference}: {len(images)} affected images instead of {question.count}")
    if any(len(image["path"]) != 2 or image["evidence"] != "layers" for image in images):
        raise BenchError(f"{question.reference}: an image is affected in another way than it was made")


def table(results: dict[Question, Answers]) -> list[str]:
    lines = ["| `/api/v1/affected` | Median (ms) | 99 of 100 within (ms) | Slowest (ms) | Answer (KiB) | Target | Verdict |"]
    lines.append("| --- | --: | --: | --: | --: | --: | --- |")
    for question, answers in results.items():
        median = statistics.median(answers.milliseconds)
        verdict = "met" if median < TARGET_MS else "**missed**"
        lines.append(
            f"| {question.title} | {median:.2f} | {answers.at(0.99):.2f} | {max(answers.milliseconds):.2f} | "
            f"{answers.size / 1024:.1f} | < {TARGET_MS} ms | {verdict} |"
        )
    return lines


def run(holdfast: Contestant, work: Path, images: int, sizes: list[int], requests: int) -> list[str]:
    data = work / "store"
    note("making an empty registry")
    with Server(holdfast, data, work):
        pass
    note(f"filling it with {images:,} images")
    families = fill(data, images, sizes)
    with Server(holdfast, data, work) as server:
        results: dict[Question, Answers] = {}
        for question in questions(families):
            note(question.title)
            ask(server, question, max(1, requests // 10), "")
            results[question] = ask(server, question, requests, "")
        memory = server.peak_mib()
    size = sum(file.stat().st_size for file in data.glob("metadata.sqlite*")) / (1 << 20)
    lines = [
        f"{images:,} images of {IMAGE_LAYERS} layers, {BASE_LAYERS} of them their base's, with a tag each, in a "
        f"repository for each base; metadata of {size:,.0f} MiB, written into the tables directly. {requests:,} requests "
        f"each, one after the other on one connection, after a tenth as many unmeasured. Peak memory of the server: "
        f"{memory:.0f} MiB.",
        "",
    ]
    return lines + table(results)


def note(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench affected", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few images, to see that everything works")
    parser.add_argument("--images", type=int, metavar="N", help="images in the registry (100,000; 2,000 with --quick)")
    parser.add_argument("--requests", type=int, metavar="N", help="requests to measure (500; 20 with --quick)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report to a file as well")
    parser.add_argument("--holdfast", required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    images = arguments.images or (2_000 if arguments.quick else 100_000)
    requests = arguments.requests or (20 if arguments.quick else 500)
    holdfast = next(contestant for contestant in contestants(arguments.holdfast) if contestant.name == HOLDFAST)
    with tempfile.TemporaryDirectory(prefix="holdfast-bench.", dir=os.environ.get("TMPDIR", "/var/tmp")) as directory:
        work = Path(directory)
        lines = [f"- {line}" for line in machine.describe(work, {"Holdfast": arguments.holdfast})]
        try:
            lines += ["", *run(holdfast, work, images, [10, 100, 500], requests)]
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
