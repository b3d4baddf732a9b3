# SPDX-License-Identifier: Apache-2.0
from dataclasses import dataclass

from .plan import MIB, Plan


@dataclass(frozen=True)
class Target:
    """What Holdfast has to reach: a ratio to the peer, or an absolute bound of its own figure."""

    ratio: float | None = None
    at_most: float | None = None
    below: float | None = None

    def __str__(self) -> str:
        if self.ratio is not None:
            return f"≥ {self.ratio:g}×"
        return f"≤ {self.at_most:g}" if self.at_most is not None else f"< {self.below:g}"

    def is_met(self, value: float, ratio: float | None) -> bool | None:
        """Nothing when the target is a ratio and there is no peer."""
        if self.ratio is not None:
            return None if ratio is None else ratio >= self.ratio
        return value <= self.at_most if self.at_most is not None else value < self.below


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    key: str
    label: str
    unit: str
    more_is_better: bool = False
    target: Target | None = None


def rows(plan: Plan) -> list[Row]:
    table = []
    for method in ("GET", "HEAD"):
        for name in ("tag", "digest"):
            for connections in plan.connections:
                key = f"manifest.{method}.{name}.{connections}"
                label = f"Manifest {method} by {name}, {_many(connections, 'connection')}"
                table += [
                    Row(f"{key}.rate", label, "req/s", more_is_better=True, target=Target(ratio=8)),
                    Row(f"{key}.p99", f"{label}, p99", "ms"),
                ]
    for streams in plan.streams:
        label = f"Blob GET {_size(plan.download_bytes)}, {_many(streams, 'stream')}"
        table += [
            Row(f"download.{streams}.rate", label, "MB/s", more_is_better=True, target=Target(ratio=1)),
            Row(f"download.{streams}.cpu", f"{label}, server CPU", "s/GB"),
        ]
    upload = f"Blob push {_size(plan.upload_bytes)}"
    push = f"{plan.images:,} pushes of a small image, {plan.clients} clients"
    table += [
        Row("upload.seconds", upload, "s", target=Target(ratio=2)),
        Row("upload.cpu", f"{upload}, server CPU", "s/GB"),
        Row("upload.memory", f"{upload}, peak memory", "MiB"),
        Row("push.rate", push, "images/s", more_is_better=True, target=Target(ratio=5)),
        Row("push.p50", f"{push}, p50", "ms"),
        Row("push.p99", f"{push}, p99", "ms"),
        Row("push.cpu", f"{push}, server CPU", "ms/image"),
        Row("push.syncs", "Syncs to disk per small image", "calls", target=Target(at_most=8)),
        Row("tags.full", f"List of {plan.tags:,} tags, whole", "ms"),
        Row("tags.page", f"List of {plan.tags:,} tags, n={plan.page}", "ms"),
        Row("start", "Process start to first 200", "ms"),
        Row("memory.idle", "Idle memory", "MiB", target=Target(below=64)),
        Row(
            "memory.streams",
            f"Peak memory, {plan.memory_streams} streams of {_size(plan.download_bytes)}",
            "MiB",
            target=Target(below=256),
        ),
    ]
    return table


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _size(count: int) -> str:
    return f"{count // (1024 * MIB)} GiB" if count % (1024 * MIB) == 0 else f"{count // MIB} MiB"
