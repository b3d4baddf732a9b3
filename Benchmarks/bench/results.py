# SPDX-License-Identifier: Apache-2.0
import statistics
from collections import defaultdict

from .rows import Row


class Results:
    """The figures of every round, by contestant and by row."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], list[float]] = defaultdict(list)

    def add(self, contestant: str, values: dict[str, float]) -> None:
        for key, value in values.items():
            self._values[contestant, key].append(value)

    def all(self, contestant: str, row: Row) -> list[float]:
        """One value a round, in order; empty when the contestant did not take part."""
        return self._values.get((contestant, row.key), [])

    def median(self, contestant: str, row: Row) -> float | None:
        values = self.all(contestant, row)
        return statistics.median(values) if values else None

    def ratio(self, ours: str, peer: str, row: Row) -> float | None:
        """The median of the ratios of each round; above 1 is better for us, whatever the unit."""
        ratios = []
        for mine, theirs in zip(self.all(ours, row), self.all(peer, row)):
            better, worse = (mine, theirs) if row.more_is_better else (theirs, mine)
            ratios.append(better / worse if worse else float("inf"))
        return statistics.median(ratios) if ratios else None
