# SPDX-License-Identifier: Apache-2.0
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .contestants import Contestant
from .fixture import Fixture
from .loaders import Loaders
from .plan import Plan
from .server import Server


@dataclass(frozen=True)
class Bench:
    """What the steps share."""

    plan: Plan
    work: Path
    loaders: Loaders
    fixture: Fixture

    def prepared(self, contestant: Contestant) -> Server:
        """A server on the data that was pushed before the rounds."""
        return Server(contestant, self.work / f"store-{contestant.store}", self.work)

    @contextmanager
    def empty(self, contestant: Contestant) -> Iterator[Server]:
        """A running server on an empty directory; what others wrote before is on disk when it starts."""
        data = self.work / "empty"
        os.sync()
        try:
            with Server(contestant, data, self.work) as server:
                yield server
        finally:
            shutil.rmtree(data, ignore_errors=True)
