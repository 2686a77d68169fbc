"""Programs that some tests need from the machine."""

import os
import shutil
from pathlib import Path

import pytest


def find(name: str, *paths: str) -> str | None:
    """Return where the program is.

    It is looked for on the PATH, then at `paths` (globs such as /usr/lib/postgresql/*/bin/initdb; the last match wins).
    With TESTS_LOOK_ON_PATH_ONLY a machine plays one that has less than it has.
    """
    on_path = shutil.which(name)
    if on_path is not None or os.environ.get("TESTS_LOOK_ON_PATH_ONLY"):
        return on_path
    found = [str(match) for path in paths for match in sorted(Path("/").glob(path.removeprefix("/")))]
    return found[-1] if found else None


def need(name: str, *paths: str) -> str:
    """Return where the program is, or skip the test with its name.

    Where TESTS_NEED_EVERY_PROGRAM is set (.ci/run sets it) a missing program fails the test.
    """
    program = find(name, *paths)
    if program is not None:
        return program
    reason = f"missing program: {name}"
    if os.environ.get("TESTS_NEED_EVERY_PROGRAM"):
        pytest.fail(reason)
    pytest.skip(reason)


def need_mosquitto() -> str:
    """Return the Mosquitto broker."""
    return need("mosquitto", "/usr/sbin/mosquitto")


def need_postgres(name: str = "postgres") -> str:
    """Return a program of PostgreSQL's server: postgres, initdb, pg_ctl."""
    return need(name, f"/usr/lib/postgresql/*/bin/{name}")


def need_chromium() -> str:
    """Return the browser."""
    return need("chromium", "/usr/bin/chromium")
