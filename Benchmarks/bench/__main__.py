# SPDX-License-Identifier: Apache-2.0
import argparse
import os
import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from . import machine
from .bench import Bench
from .contestants import DOCKER_REGISTRY, HOLDFAST, HOLDFAST_LOGGED, Contestant, contestants
from .errors import BenchError
from .fixture import Fixture
from .loaders import Loaders
from .plan import Plan
from .report import Report
from .results import Results
from .steps import ONCE, ROUND


def main() -> int:
    arguments = parse_arguments()
    plan = Plan.quick() if arguments.quick else Plan(rounds=5)
    if arguments.rounds:
        plan = replace(plan, rounds=arguments.rounds)
    taking_part = [
        contestant
        for contestant in contestants(arguments.holdfast)
        if not arguments.only or contestant.name in arguments.only
    ]
    # Ends the `with` blocks, and so the servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: terminated"))
    with tempfile.TemporaryDirectory(prefix="holdfast-bench.", dir=os.environ.get("TMPDIR", "/var/tmp")) as directory:
        work = Path(directory)
        try:
            description = machine.describe(work, {contestant.store: contestant.program for contestant in taking_part})
            report = run(plan, taking_part, work, Loaders(arguments.regload))
        except BenchError as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
    markdown = report.markdown(description, arguments.quick)
    print(markdown, end="")
    if arguments.output:
        arguments.output.write_text(markdown)
    return 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Compares Holdfast with docker-registry.")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds to measure (5; 1 with --quick)")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything works")
    parser.add_argument(
        "--only",
        action="append",
        choices=(DOCKER_REGISTRY, HOLDFAST, HOLDFAST_LOGGED),
        help="a contestant to run; may be repeated (all)",
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report to a file as well")
    parser.add_argument("--holdfast", default="", help=argparse.SUPPRESS)
    parser.add_argument("--regload", required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def run(plan: Plan, taking_part: list[Contestant], work: Path, loaders: Loaders) -> Report:
    """All rounds, then what is counted once."""
    note("making test data")
    bench = Bench(plan, work, loaders, Fixture(plan, work))
    results = Results()
    pages: dict[str, int] = {}
    for contestant in taking_part:
        note(f"filling and checking {contestant.title}")
        with bench.prepared(contestant) as server:
            if contestant.store not in pages:
                bench.fixture.push(server, loaders)
            bench.fixture.check(server)
            pages[contestant.store] = bench.fixture.check_list(server, plan.page).count
    for number in range(plan.rounds):
        turn = number % len(taking_part)
        for step in ROUND:
            for contestant in taking_part[turn:] + taking_part[:turn]:
                if step.takes(contestant):
                    note(f"round {number + 1} of {plan.rounds}: {step.title}, {contestant.title}")
                    results.add(contestant.name, step.run(bench, contestant))
    for step in ONCE:
        for contestant in taking_part:
            if step.takes(contestant):
                note(f"{step.title}, {contestant.title}")
                results.add(contestant.name, step.run(bench, contestant))
    return Report(plan, taking_part, results, pages)


def note(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


sys.exit(main())
