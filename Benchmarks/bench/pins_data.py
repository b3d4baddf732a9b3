# SPDX-License-Identifier: Apache-2.0
"""A tree of files that name images, and the images in a registry."""
import hashlib
import json
import random
from dataclasses import dataclass
from pathlib import Path

from .errors import BenchError
from .exchange import request

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
PLATFORMS = ("amd64", "arm64")


@dataclass(frozen=True)
class Tree:
    files: int
    references: int
    size: int


def push_images(url: str, count: int) -> list[str]:
    """Pushes small images for two platforms each; their references, with the host."""
    host = url.removeprefix("http://")
    references = []
    for number in range(count):
        name, tag = f"team{number % 20}/app{number}", f"1.{number % 7}.{number % 3}"
        children = []
        for architecture in PLATFORMS:
            config = json.dumps(
                {"os": "linux", "architecture": architecture, "config": {"Env": [f"NUMBER={number}"]},
                 "rootfs": {"type": "layers", "diff_ids": []}}
            ).encode()
            put_blob(url, name, config)
            manifest = json.dumps(
                {"schemaVersion": 2, "mediaType": MANIFEST, "config": descriptor(CONFIG, config), "layers": []}
            ).encode()
            put_manifest(url, name, digest(manifest), MANIFEST, manifest)
            platform = {"os": "linux", "architecture": architecture}
            children.append({**descriptor(MANIFEST, manifest), "platform": platform})
        index = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": children}).encode()
        put_manifest(url, name, tag, INDEX, index)
        references.append(f"{host}/{name}:{tag}")
    return references


def digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def descriptor(media_type: str, content: bytes) -> dict:
    return {"mediaType": media_type, "digest": digest(content), "size": len(content)}


def put_blob(url: str, name: str, content: bytes) -> None:
    answer = request(url, "POST", f"/v2/{name}/blobs/uploads/?digest={digest(content)}", content,
                     {"Content-Type": "application/octet-stream"})
    if answer.status != 201:
        raise BenchError(f"{name}: a blob was answered with {answer.status}")


def put_manifest(url: str, name: str, reference: str, media_type: str, content: bytes) -> None:
    answer = request(url, "PUT", f"/v2/{name}/manifests/{reference}", content, {"Content-Type": media_type})
    if answer.status != 201:
        raise BenchError(f"{name}:{reference} was answered with {answer.status}")


def write_tree(root: Path, images: list[str], files: int, references: int) -> Tree:
    """Writes a tree like a big company's: a fifth of the files names images, the others are code and configuration."""
    random_numbers = random.Random(1)
    writers = [dockerfile, compose, manifest, values, workflow]
    left, size = references, 0
    for number in range(files):
        directory = root / f"group{number % 50}" / f"service{number // 50}"
        directory.mkdir(parents=True, exist_ok=True)
        if left > 0 and number % 3 == 0:
            wish = min(left, random_numbers.choice([1, 2, 3]) if files > references else 4)
            # What is left at the end goes into the last files.
            remaining_files = (files - number + 2) // 3
            wish = max(wish, -(-left // remaining_files))
            chosen = [random_numbers.choice(images) for _ in range(wish)]
            name, text = writers[(number // 3) % len(writers)](directory, number, chosen)
            left -= wish
        else:
            name, text = other(number, random_numbers)
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        size += len(text)
    return Tree(files, references - left, size)


def dockerfile(_: Path, number: int, images: list[str]) -> tuple[str, str]:
    stages = "\n".join(f"FROM {image} AS stage{place}\nRUN make part{place}\n" for place, image in enumerate(images))
    return f"Dockerfile.part{number}", f"# built every night\n{stages}COPY . /src\nCMD [\"/src/run\"]\n"


def compose(_: Path, number: int, images: list[str]) -> tuple[str, str]:
    services = "".join(
        f"  service{place}:\n    image: \"{image}\"  # checked\n    restart: always\n    environment:\n      MODE: fast\n"
        for place, image in enumerate(images)
    )
    return f"compose.part{number}.yaml", f"services:\n{services}"


def manifest(_: Path, number: int, images: list[str]) -> tuple[str, str]:
    documents = [
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web{number}-{place}\n  labels: {{app: web}}\nspec:\n"
        f"  replicas: 3\n  template:\n    spec:\n      containers:\n        - name: web\n          image: {image}\n"
        "          ports:\n            - containerPort: 8080\n"
        for place, image in enumerate(images)
    ]
    return f"deploy{number}.yaml", "---\n".join(documents)


def values(_: Path, number: int, images: list[str]) -> tuple[str, str]:
    parts = []
    for place, image in enumerate(images):
        repository, _, tag = image.rpartition(":")
        parts.append(f"part{place}:\n  image:\n    repository: {repository}\n    tag: \"{tag}\"\n  replicas: 2\n")
    return f"values-part{number}.yaml", "".join(parts)


def workflow(_: Path, number: int, images: list[str]) -> tuple[str, str]:
    jobs = "".join(
        f"  job{place}:\n    runs-on: ubuntu-latest\n    container: {image}\n    steps:\n      - run: make\n"
        for place, image in enumerate(images)
    )
    return f".github/workflows/build{number}.yml", f"on: push\njobs:\n{jobs}"


def other(number: int, random_numbers: random.Random) -> tuple[str, str]:
    words = "\n".join(f"key{place}: {random_numbers.randrange(1 << 30):x} # an image of nothing" for place in range(40))
    kind = number % 4
    if kind == 0:
        return f"settings{number}.yaml", words + "\n"
    if kind == 1:
        return f"main{number}.go", "package main\n\n// " + words.replace("\n", "\n// ") + "\n"
    if kind == 2:
        return f"run{number}.sh", "#!/bin/sh\n# " + words.replace("\n", "\n# ") + "\nexec make all\n"
    return f"notes{number}.md", "# Notes\n\n" + words + "\n"
