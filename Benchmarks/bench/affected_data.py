# SPDX-License-Identifier: Apache-2.0
import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

IMAGE_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
IMAGE_CONFIG = "application/vnd.oci.image.config.v1+json"
PUSHED_AT = 1_700_000_000_000_000


@dataclass(frozen=True)
class Family:
    """A base, and the images that were built on it."""

    base: str
    leaf: str
    children: int


def digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def packed(digests: list[str]) -> bytes:
    """Digests as the table of chains holds them: the number of bytes, then the bytes, of each."""
    return b"".join(b"\x20" + bytes.fromhex(text[len("sha256:") :]) for text in digests)


class Registry:
    """The metadata of an empty registry that does not run, for the length of a `with` block."""

    def __init__(self, path: Path):
        self._database = sqlite3.connect(path, isolation_level=None)
        self._chain = 0
        self._repository = 0
        self.images = 0

    def __enter__(self) -> "Registry":
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("BEGIN")
        return self

    def __exit__(self, kind, error, trace) -> None:
        self._database.execute("ROLLBACK" if kind else "COMMIT")
        self._database.close()

    def add(self, children: int, base_layers: int, layers: int) -> Family:
        """Writes a base with some layers, and images that begin with them, into a repository of their own."""
        self._repository += 1
        repository = f"bench/family-{self._repository:05}"
        self._insert("repository", [(self._repository, repository, children + 1)])
        lower = [digest(f"{repository} layer {number}") for number in range(base_layers)]
        chain = self._add_chain(0, lower, [])
        self._add_image("base", 0, lower, chain)
        for child in range(children):
            upper = [digest(f"{repository} image {child} layer {number}") for number in range(base_layers, layers)]
            self._add_image(f"v{child}", child + 1, lower + upper, self._add_chain(chain, upper, lower))
        self.images += children
        return Family(f"{repository}:base", f"{repository}:v0", children)

    def _add_chain(self, parent: int, layers: list[str], below: list[str]) -> int:
        chain_id = digest(" ".join(below + layers))
        self._chain += 1
        depth = len(below) + len(layers)
        row = (self._chain, parent, packed(layers[:1]), packed(layers), depth, packed([chain_id]))
        self._insert("chain", [row])
        return self._chain

    def _add_image(self, tag: str, position: int, layers: list[str], chain: int) -> None:
        repository, name = self._repository, f"{self._repository} {tag}"
        manifest, config = digest(f"manifest {name}"), digest(f"config {name}")
        self._insert(
            "manifest",
            [(repository, manifest, IMAGE_MANIFEST, IMAGE_CONFIG, 2_000, None, "{}", "everyone", "ci", PUSHED_AT)],
        )
        self._insert("pointer", [(repository, manifest, child) for child in [config, *layers]])
        self._insert("image", [(repository, manifest, config, "linux", "amd64", None, len(layers), chain)])
        self._insert("tag", [(repository, tag, manifest, manifest, PUSHED_AT, "ci")])
        self._insert(
            "event", [(repository, position, PUSHED_AT, tag, "created", manifest, None, "ci", None, None)]
        )

    def _insert(self, table: str, rows: list[tuple]) -> None:
        self._database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
