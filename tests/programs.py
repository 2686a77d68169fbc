"""Programs that some tests need from the machine."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from api.web_app import CHECKOUT
from banister.web_build import SourcesWrong, WebBuildFailed, build, tools
from banister.web_node import Node, NoNode, find_node


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
    return program if program is not None else without(f"missing program: {name}")


def without(reason: str) -> NoReturn:
    """Skip the test for want of something, or fail it where nothing may be missing."""
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


def need_node() -> Node:
    """Return the Node of the wheel."""
    try:
        return find_node()
    except NoNode as error:
        without(f"missing program: node ({error})")


def need_web_tools() -> Node:
    """Return the Node of the wheel, with the web app's packages installed: vite, vue-tsc, prettier, openapi-ts."""
    try:
        return tools(CHECKOUT, lambda _line: None)
    except WebBuildFailed as error:
        without(f"missing program: the tools of web/ ({error})")


def need_web_app() -> Path:
    """Return the folder of the built web app, of the sources as they stand."""
    try:
        build(CHECKOUT, lambda _line: None)
    except SourcesWrong:
        raise
    except WebBuildFailed as error:
        without(f"missing: {error}")
    return CHECKOUT / "dist"
