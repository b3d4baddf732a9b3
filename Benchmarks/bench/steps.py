# SPDX-License-Identifier: Apache-2.0
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from .bench import Bench
from .contestants import Contestant
from .fixture import MANIFEST_TYPE, TAG
from .tracing import traced_syncs

Values = dict[str, float]
GIGABYTE = 1e9
MEGABYTE = 1e6


@dataclass(frozen=True)
class Step:
    """A part of a round. Each contestant does it in turn, alone, in a fresh process."""

    title: str
    run: Callable[[Bench, Contestant], Values]
    takes_logged: bool = False

    def takes(self, contestant: Contestant) -> bool:
        return self.takes_logged or not contestant.is_logged


def read_manifests(bench: Bench, contestant: Contestant) -> Values:
    plan, fixture, loaders = bench.plan, bench.fixture, bench.loaders
    values: Values = {}
    with bench.prepared(contestant) as server:

        def measure(method: str, name: str, connections: int, seconds: int) -> dict[str, float]:
            reference = TAG if name == "tag" else fixture.manifest_digest
            url = server.url + fixture.manifest_path(reference)
            length = len(fixture.manifest)
            if method == "GET":
                return loaders.wrk(url, connections, seconds, MANIFEST_TYPE, length)
            return loaders.regload(
                *("raw", "--method", method, "--connections", connections, "--seconds", seconds),
                *("--accept", MANIFEST_TYPE, "--length", length, url),
            )

        measure("GET", "tag", 16, plan.warmup_seconds)
        if contestant.is_logged:
            cases = [("GET", "tag", connections) for connections in plan.logged_connections]
        else:
            cases = [(m, n, c) for m in ("GET", "HEAD") for n in ("tag", "digest") for c in plan.connections]
        for method, name, connections in cases:
            figures = measure(method, name, connections, plan.seconds)
            values[f"manifest.{method}.{name}.{connections}.rate"] = figures["per_second"]
            values[f"manifest.{method}.{name}.{connections}.p99"] = figures["p99_ms"]
    return values


def read_blob(bench: Bench, contestant: Contestant) -> Values:
    plan, blob = bench.plan, bench.fixture.download
    values: Values = {}
    with bench.prepared(contestant) as server:
        url = server.url + bench.fixture.blob_path(blob)
        bench.loaders.regload("blobget", "--length", blob.length, url)
        for streams in plan.streams:
            before = server.cpu_seconds()
            figures = bench.loaders.regload(
                *("blobget", "--streams", streams, "--repeat", plan.download_total // streams),
                *("--length", blob.length, url),
            )
            cpu = server.cpu_seconds() - before
            values[f"download.{streams}.rate"] = figures["bytes"] / MEGABYTE / figures["seconds"]
            values[f"download.{streams}.cpu"] = cpu / (figures["bytes"] / GIGABYTE)
    return values


def list_tags(bench: Bench, contestant: Contestant) -> Values:
    values: Values = {}
    with bench.prepared(contestant) as server:
        for key, page in (("full", None), ("page", bench.plan.page)):
            checked = bench.fixture.check_list(server, page)
            url = server.url + bench.fixture.tags_path(page)
            figures = bench.loaders.regload("raw", "--seconds", bench.plan.seconds, "--length", checked.length, url)
            values[f"tags.{key}"] = figures["p50_ms"]
    return values


def start_and_idle(bench: Bench, contestant: Contestant) -> Values:
    plan, blob = bench.plan, bench.fixture.download
    starts = []
    for _ in range(plan.starts):
        with bench.prepared(contestant) as server:
            starts.append(server.start_ms)
    with bench.prepared(contestant) as server:
        time.sleep(plan.idle_seconds)
        idle = server.resident_mib()
        url = server.url + bench.fixture.blob_path(blob)
        bench.loaders.regload("blobget", "--streams", plan.memory_streams, "--length", blob.length, url)
        return {"start": statistics.median(starts), "memory.idle": idle, "memory.streams": server.peak_mib()}


def push_blob(bench: Bench, contestant: Contestant) -> Values:
    blob, repository = bench.fixture.upload, "bench/upload"
    with bench.empty(contestant) as server:
        before = server.cpu_seconds()
        figures = bench.loaders.regload(
            "blobput", "--repository", repository, "--file", blob.path, "--digest", blob.digest, server.url
        )
        cpu = server.cpu_seconds() - before
        bench.fixture.check_upload(server, repository)
        return {
            "upload.seconds": figures["seconds"],
            "upload.cpu": cpu / (blob.length / GIGABYTE),
            "upload.memory": server.peak_mib(),
        }


def push_images(bench: Bench, contestant: Contestant) -> Values:
    plan = bench.plan
    with bench.empty(contestant) as server:
        before = server.cpu_seconds()
        figures = bench.loaders.regload("push", "--images", plan.images, "--clients", plan.clients, server.url)
        cpu = server.cpu_seconds() - before
        return {
            "push.rate": figures["per_second"],
            "push.p50": figures["p50_ms"],
            "push.p99": figures["p99_ms"],
            "push.cpu": cpu * 1000 / plan.images,
        }


def count_syncs(bench: Bench, contestant: Contestant) -> Values:
    plan = bench.plan
    with bench.empty(contestant) as server:
        # The first push opens files and makes tables; it is not traced.
        bench.loaders.regload("push", "--images", plan.clients, "--clients", plan.clients, server.url)
        with traced_syncs(server.pid, bench.work) as syncs:
            bench.loaders.regload("push", "--images", plan.traced_images, "--clients", plan.clients, server.url)
            # Work put off until after the answers counts too.
            time.sleep(plan.idle_seconds)
        return {"push.syncs": syncs.count / plan.traced_images}


#: The steps of a round.
ROUND = (
    Step("manifest reads", read_manifests, takes_logged=True),
    Step("blob reads", read_blob),
    Step("lists of tags", list_tags),
    Step("start and memory", start_and_idle),
    Step("push of a large blob", push_blob),
    Step("pushes of small images", push_images, takes_logged=True),
)

#: What is counted once, after the rounds: tracing slows a server down.
ONCE = (Step("syncs to disk", count_syncs),)
