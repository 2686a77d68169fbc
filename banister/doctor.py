"""`banister doctor`: looks at this machine and this installation, and says what would hurt."""

import platform
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from domain.errors import BanisterError

LEAST_FREE_BYTES = 2 * 1024**3
WAL_RESET_BUG = ((3, 7, 0), (3, 51, 2))
"""SQLite's first and last version whose WAL can lose a commit when it is reset under load; fixed in 3.51.3."""


class Level(StrEnum):
    """How a finding stands."""

    OK = "ok"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    name: str
    level: Level
    detail: str


def ok(name: str, detail: str) -> Finding:
    """Say that it is well."""
    return Finding(name=name, level=Level.OK, detail=detail)


def warning(name: str, detail: str) -> Finding:
    """Say that it works, and what will hurt some day."""
    return Finding(name=name, level=Level.WARNING, detail=detail)


def bad(name: str, detail: str) -> Finding:
    """Say that it does not work."""
    return Finding(name=name, level=Level.BAD, detail=detail)


def python_version(version: tuple[int, ...] = tuple(sys.version_info[:3])) -> Finding:
    """Look at the Python that runs us."""
    said = ".".join(str(part) for part in version)
    if version < (3, 11):
        return bad("python", f"{said}: 3.11 or later is needed")
    return ok("python", f"{said} on {platform.system()} {platform.machine()}")


def sqlite_version(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Finding:
    """Look at the SQLite that Python carries."""
    said = ".".join(str(part) for part in version)
    first, last = WAL_RESET_BUG
    if first <= version[:3] <= last:
        return warning("sqlite", f"{said} has the WAL-reset bug (fixed in 3.51.3): PostgreSQL for more than a trial")
    return ok("sqlite", said)


def free_space(data_dir: Path, least: int = LEAST_FREE_BYTES) -> Finding:
    """Look at the room on the disk that holds the data directory."""
    place = next(path for path in (data_dir, *data_dir.resolve().parents) if path.exists())
    free = shutil.disk_usage(place).free
    said = f"{free / 1024**3:.1f} GiB free at {place}"
    return ok("disk", said) if free >= least else warning("disk", f"{said}: acknowledgements stop when it is full")


def writable(data_dir: Path) -> Finding:
    """Try to write where the data will rest."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = data_dir / ".doctor"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return bad("data directory", f"{data_dir}: {error.strerror}")
    return ok("data directory", str(data_dir.resolve()))


def port_free(host: str, port: int) -> Finding:
    """See whether the API's address can be taken (a running Banister takes it, which is no fault)."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return warning("http address", f"{host}:{port}: {error.strerror} (is banister running already?)")
    return ok("http address", f"{host}:{port} is free")


def answers(name: str, look: Callable[[], str]) -> Finding:
    """Run a look that raises when something does not answer; it gives what it saw."""
    try:
        return ok(name, look())
    except (BanisterError, OSError) as error:
        return bad(name, str(error))


def healthy(findings: Iterable[Finding]) -> bool:
    """Whether nothing is bad."""
    return all(finding.level is not Level.BAD for finding in findings)
