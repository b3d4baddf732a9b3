# SPDX-License-Identifier: Apache-2.0
import os
import platform
import subprocess
import time
from datetime import date
from pathlib import Path


def describe(work: Path, programs: dict[str, str]) -> list[str]:
    """What the figures depend on, as lines of Markdown; `programs` are those measured, by title."""
    lines = [
        f"Date: {date.today().isoformat()}",
        f"CPU: {_field('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores",
        f"Memory: {_memory_gib():.0f} GiB",
        f"System: {_system()}, kernel {platform.release()}",
        f"Filesystem: {_filesystem(work)}",
        f"CPU in use by others before the run: {_busy_share():.0%}",
    ]
    lines += [f"{title}: {_version(program)}" for title, program in programs.items()]
    return lines


def _field(path: str, name: str) -> str:
    for line in Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"


def _memory_gib() -> float:
    return int(_field("/proc/meminfo", "MemTotal").split()[0]) / (1 << 20)


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")


def _filesystem(path: Path) -> str:
    """The type of the mount that is nearest above the path."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    above = [mount for mount in mounts if path.resolve().is_relative_to(mount[1])]
    return max(above, key=lambda mount: len(mount[1]))[2]


def _busy_share() -> float:
    """The share of all cores that was not idle during two seconds."""
    before = _cpu_times()
    time.sleep(2)
    spent = [later - earlier for earlier, later in zip(before, _cpu_times())]
    return 1 - (spent[3] + spent[4]) / sum(spent)


def _cpu_times() -> list[int]:
    """Time of all cores by kind; idle and waiting for disks come fourth and fifth."""
    return [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]


def _version(program: str) -> str:
    result = subprocess.run([program, "--version"], capture_output=True, text=True)
    lines = result.stdout.splitlines()
    return lines[0] if result.returncode == 0 and lines else "unknown version"
