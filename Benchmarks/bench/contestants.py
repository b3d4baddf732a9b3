# SPDX-License-Identifier: Apache-2.0
from dataclasses import dataclass
from pathlib import Path

DOCKER_REGISTRY = "docker-registry"
HOLDFAST = "holdfast"
HOLDFAST_LOGGED = "holdfast-logged"

DOCKER_REGISTRY_CONFIG = """\
version: 0.1
log:
  level: error
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: {data}
  delete:
    enabled: true
  cache:
    blobdescriptor: inmemory
http:
  addr: 127.0.0.1:{port}
  secret: benchmark
"""

HOLDFAST_CONFIG = """\
log: {{requests: {requests}}}
rules:
  - change: allow
    create: allow
    delete: allow
"""


@dataclass(frozen=True)
class Contestant:
    """A registry with a configuration.

    Contestants of the same `store` share their prepared data: they are the same program.
    """

    name: str
    title: str
    store: str
    program: str
    config: str
    arguments: tuple[str, ...]

    @property
    def is_logged(self) -> bool:
        """Whether this is the extra contestant that only takes part where requests are many."""
        return self.name == HOLDFAST_LOGGED

    def write_config(self, path: Path, data: Path, port: int) -> None:
        path.write_text(self.config.format(data=data, port=port))

    def command(self, config: Path, data: Path, port: int) -> list[str]:
        values = {"config": config, "data": data, "port": port}
        return [self.program, *(argument.format(**values) for argument in self.arguments)]


def contestants(holdfast: str) -> list[Contestant]:
    """All contestants; `holdfast` is the path of the program under test."""
    serve = ("serve", "--listen", "127.0.0.1:{port}", "--data", "{data}", "--config", "{config}")
    return [
        Contestant(
            name=DOCKER_REGISTRY,
            title="docker-registry",
            store=DOCKER_REGISTRY,
            program="docker-registry",
            config=DOCKER_REGISTRY_CONFIG,
            arguments=("serve", "{config}"),
        ),
        Contestant(
            name=HOLDFAST,
            title="Holdfast",
            store=HOLDFAST,
            program=holdfast,
            config=HOLDFAST_CONFIG.replace("{requests}", "off"),
            arguments=serve,
        ),
        Contestant(
            name=HOLDFAST_LOGGED,
            title="Holdfast, requests logged",
            store=HOLDFAST,
            program=holdfast,
            config=HOLDFAST_CONFIG.replace("{requests}", "all"),
            arguments=serve,
        ),
    ]
