# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from .exchange import Answer, expect, request
from .errors import BenchError
from .loaders import Loaders
from .plan import MIB, Plan
from .server import Server

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
READ_REPOSITORY = "bench/read"
TAGS_REPOSITORY = "bench/tags"
TAG = "latest"


@dataclass(frozen=True)
class Blob:
    """A file with random content."""

    path: Path
    digest: str
    length: int

    @staticmethod
    def random(path: Path, length: int) -> "Blob":
        sha256 = hashlib.sha256()
        with path.open("wb") as file:
            for start in range(0, length, MIB):
                chunk = os.urandom(min(MIB, length - start))
                sha256.update(chunk)
                file.write(chunk)
        return Blob(path, f"sha256:{sha256.hexdigest()}", length)

    def descriptor(self, media_type: str) -> dict[str, object]:
        return {"mediaType": media_type, "digest": self.digest, "size": self.length}


@dataclass(frozen=True)
class TagList:
    """A list of tags that was checked: how many names, in how many bytes of JSON."""

    count: int
    length: int


class Fixture:
    """What every registry is given before the rounds: an image, a large blob, a repository with many tags."""

    def __init__(self, plan: Plan, work: Path):
        self._tags = plan.tags
        self._page = plan.page
        self.upload = Blob.random(work / "upload", plan.upload_bytes)
        self.download = Blob.random(work / "download", plan.download_bytes)
        self._small = [Blob.random(work / f"small-{index}", 4096) for index in range(4)]
        config, *layers = self._small
        self.manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST_TYPE,
                "config": config.descriptor("application/vnd.oci.image.config.v1+json"),
                "layers": [layer.descriptor("application/vnd.oci.image.layer.v1.tar+gzip") for layer in layers],
            },
            indent=2,
        ).encode()
        self.manifest_digest = f"sha256:{hashlib.sha256(self.manifest).hexdigest()}"
        self._manifest_path = work / "manifest.json"
        self._manifest_path.write_bytes(self.manifest)

    def manifest_path(self, reference: str) -> str:
        return f"/v2/{READ_REPOSITORY}/manifests/{reference}"

    def blob_path(self, blob: Blob, repository: str = READ_REPOSITORY) -> str:
        return f"/v2/{repository}/blobs/{blob.digest}"

    def tags_path(self, page: int | None = None) -> str:
        return f"/v2/{TAGS_REPOSITORY}/tags/list" + (f"?n={page}" if page else "")

    def push(self, server: Server, loaders: Loaders) -> None:
        """Fills an empty registry."""
        self._put_blob(loaders, server, READ_REPOSITORY, self.download)
        for repository in (READ_REPOSITORY, TAGS_REPOSITORY):
            for blob in self._small:
                self._put_blob(loaders, server, repository, blob)
        headers = {"Content-Type": MANIFEST_TYPE}
        answer = request(server.url, "PUT", self.manifest_path(TAG), self.manifest, headers)
        expect(201, answer, f"{server.contestant.title}: PUT of the manifest")
        loaders.regload(
            *("tags", "--repository", TAGS_REPOSITORY, "--manifest", self._manifest_path),
            *("--count", self._tags, server.url),
        )

    def check(self, server: Server) -> None:
        """Compares every byte that the rounds will read."""
        who = server.contestant.title
        for reference in (TAG, self.manifest_digest):
            for method, body in (("GET", self.manifest), ("HEAD", b"")):
                what = f"{who}: {method} of the manifest {reference}"
                answer = request(server.url, method, self.manifest_path(reference), headers={"Accept": MANIFEST_TYPE})
                expect(200, answer, what)
                _expect_equal(answer.body, body, f"{what}: content")
                _expect_equal(_header(answer, "Content-Length"), str(len(self.manifest)), f"{what}: length")
                _expect_equal(_header(answer, "Docker-Content-Digest"), self.manifest_digest, f"{what}: digest")

        blob = expect(200, request(server.url, "GET", self.blob_path(self.download)), f"{who}: GET of the blob")
        digest = f"sha256:{hashlib.sha256(blob.body).hexdigest()}"
        _expect_equal(digest, self.download.digest, f"{who}: content of the blob")

        self.check_list(server, page=None)
        self.check_list(server, page=self._page)

    def check_list(self, server: Server, page: int | None) -> TagList:
        """Checks the names in a list of tags.

        The order is not checked and a page may be too long: the peer sorts nothing and ignores `n`.
        """
        path = self.tags_path(page)
        what = f"{server.contestant.title}: GET {path}"
        answer = expect(200, request(server.url, "GET", path), what)
        names = json.loads(answer.body)["tags"]
        known = {f"t-{index:06}" for index in range(self._tags)}
        if len(names) < (page or self._tags) or len(set(names)) != len(names) or not known.issuperset(names):
            raise BenchError(f"{what} is not right: {len(names)} tags, {str(names[:5])[1:-1]}, ...")
        return TagList(len(names), len(answer.body))

    def check_upload(self, server: Server, repository: str) -> None:
        """Checks that the large blob is there after its push."""
        answer = request(server.url, "HEAD", self.blob_path(self.upload, repository))
        what = f"{server.contestant.title}: HEAD of the pushed blob"
        expect(200, answer, what)
        _expect_equal(_header(answer, "Content-Length"), str(self.upload.length), f"{what}: length")

    @staticmethod
    def _put_blob(loaders: Loaders, server: Server, repository: str, blob: Blob) -> None:
        loaders.regload(
            "blobput", "--repository", repository, "--file", blob.path, "--digest", blob.digest, server.url
        )


def _header(answer: Answer, name: str) -> str:
    return answer.headers.get(name, "none")


def _expect_equal(value: object, expected: object, what: str) -> None:
    if value != expected:
        raise BenchError(f"{what} is not right: {str(value)[:80]} instead of {str(expected)[:80]}")
