# SPDX-License-Identifier: Apache-2.0
from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Plan:
    """How much is measured: rounds, durations and sizes."""

    rounds: int
    seconds: int = 4
    warmup_seconds: int = 1
    idle_seconds: float = 2
    starts: int = 3
    connections: tuple[int, ...] = (1, 16, 64)
    logged_connections: tuple[int, ...] = (16, 64)
    download_bytes: int = 100 * MIB
    download_total: int = 60
    streams: tuple[int, ...] = (1, 4)
    memory_streams: int = 64
    upload_bytes: int = 1024 * MIB
    images: int = 1000
    clients: int = 8
    traced_images: int = 20
    tags: int = 10_000
    page: int = 100

    @staticmethod
    def quick() -> "Plan":
        """A smoke run: one round, small sizes; it shows that everything works, not how fast."""
        return Plan(
            rounds=1,
            seconds=1,
            idle_seconds=0.5,
            starts=1,
            download_bytes=16 * MIB,
            download_total=8,
            upload_bytes=64 * MIB,
            images=40,
            traced_images=8,
            tags=300,
        )
