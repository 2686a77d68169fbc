"""Builds the web app of a checkout into `web/dist`: once, and again when its sources have changed.

`python -m banister.web_build` does so by itself (`make web`); a house that starts has it done beside it. Whoever comes
second waits for the first. A build takes its place when it is whole: what was there before is served until then.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from api.web_app import CHECKOUT
from banister.web_node import Node, NodeFailed, find_node
from banister.web_sources import STAMP, digest, is_fresh, is_installed
from domain.errors import BanisterError

INSTALL_WITHIN = 600.0
BUILD_WITHIN = 300.0

Tell = Callable[[str], None]


class WebBuildFailed(BanisterError):
    """The web app could not be built; what was built before is still there."""


def build(web: Path, tell: Tell) -> bool:
    """Build where it is due; whether it was. Raises WebBuildFailed, with the reason and where to read more."""
    with _failing(web):
        if is_fresh(web):
            return False
        with _alone(web, tell):
            if is_fresh(web):  # somebody else has built it meanwhile
                return False
            _build(web, tell)
    return True


@contextlib.contextmanager
def _failing(web: Path) -> Iterator[None]:
    """Say of whatever fails in the block what that means."""
    try:
        yield
    except (BanisterError, OSError) as error:
        log = web / ".build" / "last.log"
        reason = error.strerror if isinstance(error, OSError) else str(error)
        more = f" (all of it: {log})" if isinstance(error, NodeFailed | _NoPackages) else ""
        kind = SourcesWrong if isinstance(error, NodeFailed) else WebBuildFailed
        raise kind(f"the web app cannot be built: {reason}{more}") from error


class SourcesWrong(WebBuildFailed):
    """The tools are there, and what they are to build is not right."""


class _NoPackages(BanisterError):
    """The packages of the lock file could not be installed."""


@contextlib.contextmanager
def _alone(web: Path, tell: Tell) -> Iterator[None]:
    """Hold the folder itself: nothing is left behind, and whoever dies lets go of it."""
    held = os.open(web, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("building the web app: somebody else is at it, waiting …")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def tools(web: Path, tell: Tell) -> Node:
    """Give Node, with the packages of the lock file there for it to run; raises WebBuildFailed."""
    with _failing(web), _alone(web, tell):
        node, log = find_node(), _fresh_log(web)
        _install(web, node, log, tell)
    return node


def _fresh_log(web: Path) -> Path:
    folder = web / ".build"
    shutil.rmtree(folder, ignore_errors=True)  # what a build that was cut short has left
    folder.mkdir()
    return folder / "last.log"


def _install(web: Path, node: Node, log: Path, tell: Tell) -> None:
    if not is_installed(web):
        tell("building the web app: installing packages (half a minute, the first time only) …")
        try:
            node.run([node.npm, "ci", "--ignore-scripts"], web, within=INSTALL_WITHIN, log=log)
        except NodeFailed as error:
            raise _NoPackages(str(error)) from error


def _build(web: Path, tell: Tell) -> None:
    node, log = find_node(), _fresh_log(web)
    begun = time.monotonic()
    _install(web, node, log, tell)
    tell("building the web app: putting it together (a few seconds) …")
    fresh, sources = log.parent / f"dist-{os.getpid()}", digest(web)  # not where one that was cut short still writes
    vite = str(Path("node_modules", "vite", "bin", "vite.js"))
    node.run([vite, "build", "--outDir", str(fresh), "--emptyOutDir"], web, within=BUILD_WITHIN, log=log)
    node.run(["pack.mjs", str(fresh)], web, within=BUILD_WITHIN, log=log)
    (fresh / STAMP).write_text(f"{sources}\n", encoding="utf-8")
    _take_place(fresh, web / "dist")
    tell(f"the web app is built ({time.monotonic() - begun:.0f} s)")


def _take_place(fresh: Path, place: Path) -> None:
    before = fresh.with_name("before")
    if place.exists():
        place.rename(before)
    fresh.rename(place)
    shutil.rmtree(before, ignore_errors=True)


def main() -> int:
    """Build, saying what goes on; 1 where it cannot be done."""
    signal.signal(signal.SIGTERM, _end)
    try:
        build(CHECKOUT, _say)
    except WebBuildFailed as error:
        _say(str(error), sys.stderr.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(line: str, where: int = 1) -> None:
    with contextlib.suppress(OSError):  # whoever started us is gone: the build is of use all the same
        os.write(where, f"• {line}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
