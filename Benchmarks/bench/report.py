# SPDX-License-Identifier: Apache-2.0
from .contestants import DOCKER_REGISTRY, HOLDFAST, HOLDFAST_LOGGED, Contestant
from .plan import Plan
from .results import Results
from .rows import Row, rows


class Report:
    """The Markdown that goes into the documentation."""

    def __init__(self, plan: Plan, contestants: list[Contestant], results: Results, pages: dict[str, int]):
        self._plan = plan
        self._titles = {contestant.name: contestant.title for contestant in contestants}
        self._results = results
        self._pages = pages

    def markdown(self, machine: list[str], is_quick: bool) -> str:
        parts = ["# Performance", ""]
        if is_quick:
            parts += ["A smoke run with small sizes: the figures only show that the benchmark works.", ""]
        parts += [f"- {line}" for line in machine]
        parts += ["", "## How it was measured", "", *(f"- {note}" for note in self._notes())]
        parts += ["", "## Results", "", *self._table([DOCKER_REGISTRY, HOLDFAST], HOLDFAST)]
        if HOLDFAST_LOGGED in self._titles:
            logged = self._table([DOCKER_REGISTRY, HOLDFAST, HOLDFAST_LOGGED], HOLDFAST_LOGGED)
            parts += ["", "## With every request logged", "", "The peer logs no requests.", "", *logged]
        return "\n".join(parts) + "\n"

    def _notes(self) -> list[str]:
        plan = self._plan
        rounds = "One round" if plan.rounds == 1 else f"{plan.rounds} rounds"
        notes = [
            f"{rounds}; in each, every step is done by one registry after the other, in an order that rotates. Only "
            "the registry being measured runs, in a fresh process, on the same cores as the load generator.",
            "A cell is the median of the rounds with the lowest and the highest; a ratio is the median of the ratios "
            "of each round, above 1 when Holdfast is better, also for times and memory.",
            "Plain HTTP over loopback, no users, blob deletion enabled, logging of requests off.",
            f"Manifest GET: wrk, HEAD: regload, one thread, {plan.seconds} s each; the manifest has three layers. "
            "Blob GET: the client reads the blob into memory and discards it.",
            "Blob push: POST, one PATCH, PUT, into an empty registry. Small image: three layers of 4 KiB of random "
            "bytes, configuration and manifest; HEAD, POST, PATCH and PUT for each blob, then PUT of the manifest, "
            "17 requests, into an empty registry, a repository for each client.",
            "Syncs: fsync, fdatasync, syncfs and sync calls counted by strace over "
            f"{plan.traced_images} of these images, once, apart from the timing.",
            "Lists of tags: median of requests one after the other on one connection. Memory: VmRSS and VmHWM of the "
            "server. Start, lists and reads: on a registry that was filled before.",
        ]
        for store, length in self._pages.items():
            if length != plan.page:
                notes.append(f"Asked for n={plan.page} tags, {store} answers with {length:,}.")
        return notes

    def _table(self, columns: list[str], ours: str) -> list[str]:
        columns = [name for name in columns if name in self._titles]
        titles = ["Measure", *(self._titles[name] for name in columns), "Ratio", "Target", "Verdict"]
        lines = [_line(titles), _line(["---", *("--:" for _ in titles[1:-1]), "---"])]
        for row in rows(self._plan):
            taking_part = [name for name in columns if self._results.all(name, row)]
            if not taking_part or ours in columns and ours not in taking_part:
                continue
            ratio = self._results.ratio(ours, DOCKER_REGISTRY, row)
            lines.append(
                _line(
                    [
                        f"{row.label} ({row.unit})",
                        *(self._cell(name, row) for name in columns),
                        "" if ratio is None else f"{_number(ratio)}×",
                        str(row.target) if row.target else "",
                        self._verdict(ours, row, ratio),
                    ]
                )
            )
        return lines

    def _cell(self, name: str, row: Row) -> str:
        values = self._results.all(name, row)
        median = self._results.median(name, row)
        if median is None:
            return ""
        spread = f" ({_number(min(values))}–{_number(max(values))})" if len(values) > 1 else ""
        return _number(median) + spread

    def _verdict(self, ours: str, row: Row, ratio: float | None) -> str:
        value = self._results.median(ours, row)
        if row.target is None or value is None:
            return ""
        return {True: "met", False: "**missed**", None: ""}[row.target.is_met(value, ratio)]


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _number(value: float) -> str:
    """Three significant digits, and no more decimals than that needs."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"
