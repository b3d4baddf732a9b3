# SPDX-License-Identifier: Apache-2.0
"""Makes and verifies proofs of a large log, verifies one image without network, and pushes to two programs in turn."""
import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from . import machine
from .bench import Bench
from .contestants import HOLDFAST, Contestant, contestants
from .errors import BenchError
from .fixture import Fixture
from .loaders import Loaders, figures_of
from .pins_data import push_images
from .plan import Plan
from .results import Results
from .rows import Row, Target
from .server import Server
from .steps import push_images as push_small_images

#: What a proof may take, in milliseconds, and how long its text may be, in bytes.
PROOF_TARGET, LENGTH_TARGET = 2, 2560
#: What the verification of one image's signatures may take, in milliseconds.
VERIFY_TARGET = 20
#: The share of the pushes of the program before that must be reached.
PUSH_TARGET = 0.9

INTEGRITY = 6
BEFORE, AFTER = "before", "after"


# Proofs


def proofs(logload: str, sizes: argparse.Namespace) -> list[str]:
    note(f"proofs in a log of {sizes.entries:,} entries")
    figures = figures_of([
        logload, "--entries", str(sizes.entries), "--proofs", str(sizes.proofs), "--images", str(sizes.images),
    ])
    lines = [
        f"A log of {sizes.entries:,} entries of {figures['entry_length_p50_bytes']:,} bytes; its tiles, "
        f"{figures['tile_bytes'] / (1 << 20):.1f} MiB, lie in memory. {sizes.proofs:,} random proofs of each kind, one "
        "after the other on one core. Making a tag's proof is reading tiles and writing the text; verifying it is reading "
        "the text, the signature of the checkpoint, the path to the root, and the entry.",
        "",
        "| | Median (ms) | 99 of 100 within (ms) | Slowest (ms) | Target | Verdict |",
        "| --- | --: | --: | --: | --: | --- |",
    ]
    for key, title in (("tag_proof", "Proof of a tag"), ("consistency", "Proof that the log grew")):
        for part, words in (("make", f"{title}, made"), ("verify", "… verified"), ("both", "… both")):
            median, most, slowest = (figures[f"{key}_{part}_{share}_ms"] for share in ("p50", "p99", "max"))
            target = verdict = ""
            if part == "both":
                target, verdict = f"< {PROOF_TARGET} ms for 99", judged(most < PROOF_TARGET)
            lines.append(f"| {words} | {median:.3f} | {most:.3f} | {slowest:.3f} | {target} | {verdict} |")
    median, longest = figures["tag_proof_length_p50_bytes"], figures["tag_proof_length_max_bytes"]
    signing, *verifying = (figures[f"signatures_{part}_ms"] for part in ("make_p50", "verify_p50", "verify_p99"))
    return lines + [
        "",
        f"The text of a tag's proof has {median:,} bytes, at most {longest:,}; target < {LENGTH_TARGET:,}: "
        f"{judged(longest < LENGTH_TARGET)}.",
        "",
        f"The seven signatures of an image for two platforms, {sizes.images:,} images: hashing, reading, verifying and judging "
        f"all of them takes {verifying[0]:.2f} ms, for 99 of 100 images at most {verifying[1]:.2f} ms; target < "
        f"{VERIFY_TARGET} ms: {judged(verifying[1] < VERIFY_TARGET)}. Making them takes {signing:.2f} ms.",
    ]


# Verification


@dataclass
class Command:
    """A command that is run many times, and how long each run took."""

    title: str
    words: list[str]
    is_offline: bool = True
    target: float | None = None
    seconds: list[float] = field(default_factory=list)

    def milliseconds(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class Person:
    """Who uses the command line: with a home, and a memory of logs, of their own."""

    def __init__(self, program: str, home: Path):
        home.mkdir()
        self.home = home
        self._program = program
        self._environment = {
            **os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "HOLDFAST_KEY_PASSWORD": "benchmark",
        }

    def run(self, words: list[str], status: int = 0) -> str:
        """The standard output of a command, if it ends as it must."""
        done = subprocess.run(
            [self._program, *words], cwd=self.home, env=self._environment, stdin=subprocess.DEVNULL, capture_output=True
        )
        if done.returncode != status:
            said = done.stderr.decode(errors="replace")[-600:]
            raise BenchError(f"holdfast {' '.join(words)} ended with {done.returncode} instead of {status}: {said}")
        return done.stdout.decode()

    def measure(self, command: Command) -> None:
        """Runs a command from the start of the program to its end."""
        begun = time.perf_counter()
        self.run(command.words)
        command.seconds.append(time.perf_counter() - begun)


def verification(holdfast: Contestant, work: Path, runs: int) -> list[str]:
    person = Person(holdfast.program, work / "person")
    with Server(holdfast, work / "verified", work) as server:
        note("signing an image")
        (image,) = push_images(server.url, 1)
        commands = signed(person, image)
        for command in commands:
            person.run(command.words)
        note(f"verifying, {runs} times")
        for _ in range(runs):
            for command in commands:
                person.measure(command)
    # With nobody left to ask.
    for command in commands:
        if command.is_offline:
            person.run(command.words)
    lines = [
        f"An image for two platforms, signed by `holdfast sign` with one key; {runs} runs of each command, interleaved, each "
        "with the start of the program.",
        "",
        "| | Median (ms) | 99 of 100 within (ms) | Slowest (ms) | Target | Verdict |",
        "| --- | --: | --: | --: | --: | --- |",
    ]
    for command in commands:
        median, most, slowest = (command.milliseconds(share) for share in (0.5, 0.99, 1))
        target = f"< {command.target:g} ms" if command.target else ""
        verdict = judged(median < command.target) if command.target else ""
        lines.append(f"| {command.title} | {median:.1f} | {most:.1f} | {slowest:.1f} | {target} | {verdict} |")
    return lines


def signed(person: Person, image: str) -> list[Command]:
    """Signs an image, keeps what is needed without network, and gives the commands that verify it."""
    repository = image.rpartition(":")[0]
    for name in ("release", "other"):
        person.run(["key", "generate", "--output", name])
    person.run(["sign", image, "--key", "release.key"])
    (person.home / "image.tlog-proof").write_text(person.run(["log", "proof", image]))
    log_key = person.run(["log", "key", repository]).strip()
    person.run(["copy", image, "oci:layout:1.0"])
    layout = ["verify", "oci:layout:1.0", "--identity", image, "--key"]
    # A verification that cannot fail would be quick, too.
    person.run([*layout, "other.pub"], INTEGRITY)
    proof = ["verify", "--proof", "image.tlog-proof", "--log-key", log_key, image]
    online = ["verify", image, "--key", "release.pub"]
    return [
        Command("`holdfast --version`, the start alone", ["--version"]),
        Command("`holdfast verify --proof`, a file", proof, target=VERIFY_TARGET),
        Command("`holdfast verify --key`, an OCI layout", [*layout, "release.pub"], target=VERIFY_TARGET),
        Command("`holdfast verify --key`, the registry and its log", online, is_offline=False),
    ]


# Pushes


def pushes(before: str, after: str, regload: str, work: Path, plan: Plan) -> list[str]:
    taking_part = [named(BEFORE, "Before", before), named(AFTER, "After", after)]
    # Pushes of small images use none of the large files.
    plan = replace(plan, upload_bytes=0, download_bytes=0)
    bench = Bench(plan, work, Loaders(regload), Fixture(plan, work))
    results = Results()
    for number in range(plan.rounds):
        turn = number % len(taking_part)
        for contestant in taking_part[turn:] + taking_part[:turn]:
            note(f"round {number + 1} of {plan.rounds}: pushes, {contestant.title}")
            results.add(contestant.name, push_small_images(bench, contestant))
    rows = [
        Row("push.rate", "Pushes", "images/s", more_is_better=True, target=Target(ratio=PUSH_TARGET)),
        Row("push.p50", "… p50", "ms"),
        Row("push.p99", "… p99", "ms"),
        Row("push.cpu", "… server CPU", "ms/image"),
    ]
    lines = [
        f"{plan.images:,} pushes of a small image by {plan.clients} clients into an empty registry, rounds: {plan.rounds}, "
        "interleaved; the ratio is the median of the ratios of each round, above 1 where After is better.",
        "",
        "| | Before | After | Ratio | Target | Verdict |",
        "| --- | --: | --: | --: | --: | --- |",
    ]
    for row in rows:
        ratio = results.ratio(AFTER, BEFORE, row)
        verdict = judged(ratio >= PUSH_TARGET) if row.target else ""
        cells = " | ".join(spread(results.all(name, row)) for name in (BEFORE, AFTER))
        lines.append(f"| {row.label} ({row.unit}) | {cells} | {ratio:.2f}× | {row.target or ''} | {verdict} |")
    return lines


def named(name: str, title: str, program: str) -> Contestant:
    """Holdfast as it is always measured, under another name."""
    ours = next(contestant for contestant in contestants(program) if contestant.name == HOLDFAST)
    return replace(ours, name=name, title=title, store=name)


def spread(values: list[float]) -> str:
    """The median of the rounds with the lowest and the highest."""
    ordered = sorted(values)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    return f"{middle:.1f} ({ordered[0]:.1f}–{ordered[-1]:.1f})"


def judged(is_met: bool) -> str:
    return "met" if is_met else "**missed**"


def note(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench log", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything works")
    parser.add_argument("--rounds", type=int, default=0, metavar="N", help="rounds of pushes (5; 1 with --quick)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report to a file as well")
    parser.add_argument("--holdfast", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--before", default="", help=argparse.SUPPRESS)
    parser.add_argument("--logload", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--regload", default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    plan = Plan.quick() if arguments.quick else Plan(rounds=5)
    if arguments.rounds:
        plan = replace(plan, rounds=arguments.rounds)
    arguments.entries = 10_000 if arguments.quick else 1_000_000
    arguments.proofs = 1_000 if arguments.quick else 10_000
    arguments.images = 100 if arguments.quick else 1_000
    runs = 10 if arguments.quick else 200
    programs = {"Holdfast": arguments.holdfast}
    if arguments.before:
        programs["Before"] = arguments.before
    with tempfile.TemporaryDirectory(prefix="holdfast-bench.", dir=os.environ.get("TMPDIR", "/var/tmp")) as directory:
        work = Path(directory)
        lines = [f"- {line}" for line in machine.describe(work, programs)]
        try:
            lines += ["", *proofs(arguments.logload, arguments)]
            lines += ["", *verification(named(AFTER, "Holdfast", arguments.holdfast), work, runs)]
            if arguments.before:
                lines += ["", *pushes(arguments.before, arguments.holdfast, arguments.regload, work, plan)]
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
