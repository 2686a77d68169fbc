"""One process tree: children that die are started again with backoff, and all of them end when we end.

The services are crash-only: what they cannot handle ends them non-zero. Here is the one who starts them again.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import structlog

from domain.errors import BanisterError

FIRST_WAIT = 0.2
LONGEST_WAIT = 5.0
STEADY_AFTER = 30.0
"""Seconds: a child that lived so long starts with the shortest wait again."""
STOP_WITHIN = 4.0
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)

log = structlog.get_logger()


class AlreadyRunning(BanisterError):
    """Another process tree uses this data directory."""


class NoDataDirectory(BanisterError):
    """The data directory cannot be made or written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A child: what to run, what it needs, and where its words go (None: our own standard error)."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    log_file: Path | None = None


@dataclass(slots=True, kw_only=True)
class _Child:
    service: Service
    process: "subprocess.Popen[bytes]"
    started_at: float
    wait: float = FIRST_WAIT
    again_at: float | None = None


def lock_data_directory(data_dir: Path) -> IO[str]:
    """Hold the data directory for this process tree; AlreadyRunning when somebody else does. Keep what it gives."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = (data_dir / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise NoDataDirectory(f"BANISTER_DATA_DIR: {data_dir} cannot be used: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise AlreadyRunning(f"another banister runs on {data_dir}: stop it, or set BANISTER_DATA_DIR") from None
    return handle


class Supervisor:
    """Starts services in order, watches them, ends them in reverse order."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._children: list[_Child] = []
        self._stopping = False
        self.restarts: dict[str, int] = {}

    def start(self, service: Service) -> None:
        """Start one more child."""
        self._children.append(_Child(service=service, process=_spawn(service), started_at=self._clock()))

    def pid(self, name: str) -> int:
        """Give the process id of a running child."""
        return next(child.process.pid for child in self._children if child.service.name == name)

    def end(self, name: str) -> None:
        """End a running child, hard: `watch` starts it again."""
        for child in self._children:
            if child.service.name == name and child.process.poll() is None:
                child.process.kill()

    def watch(self) -> None:
        """Look at every child once: start again what has ended, when its wait is over. Call it a few times a second."""
        for child in self._children:
            if child.again_at is None:
                self._look(child)
            elif self._clock() >= child.again_at:
                self._again(child)

    def _look(self, child: _Child) -> None:
        code = child.process.poll()
        if code is None or self._stopping:
            return
        if self._clock() - child.started_at > STEADY_AFTER:
            child.wait = FIRST_WAIT
        log.error("service ended", service=child.service.name, code=code, again_in=child.wait)
        child.again_at = self._clock() + child.wait
        child.wait = min(child.wait * 2, LONGEST_WAIT)

    def _again(self, child: _Child) -> None:
        name = child.service.name
        self.restarts[name] = self.restarts.get(name, 0) + 1
        child.process = _spawn(child.service)
        child.started_at = self._clock()
        child.again_at = None

    def stop(self) -> None:
        """End all children, the last started first; those that do not end in time are killed."""
        self._stopping = True
        deadline = time.monotonic() + STOP_WITHIN
        # The first (the broker) goes last, so that the others can say goodbye to it.
        for group in (self._children[:0:-1], self._children[:1]):
            for child in group:
                _tell(child.process, signal.SIGTERM)
            for child in group:
                _wait(child.process, deadline)


def _spawn(service: Service) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, **service.environment}
    if service.log_file is None:
        return _popen(service, environment, None)
    with service.log_file.open("ab") as log_file:
        return _popen(service, environment, log_file)


def _popen(service: Service, environment: Mapping[str, str], out: IO[bytes] | None) -> "subprocess.Popen[bytes]":
    # A session of its own: Ctrl-C in the terminal reaches us alone, and we end the children in order.
    return subprocess.Popen(
        service.argv,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=out,
        start_new_session=True,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - one system call, no lock, library loaded before
    )


def _end_with_parent() -> None:
    """Ask Linux to end this child when we are killed and cannot end it ourselves."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _tell(process: "subprocess.Popen[bytes]", signal_number: int) -> None:
    if process.poll() is None:
        process.send_signal(signal_number)


def _wait(process: "subprocess.Popen[bytes]", deadline: float) -> None:
    try:
        process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def python(*arguments: str) -> tuple[str, ...]:
    """Give the command of one of our own modules, by the Python that runs us."""
    return (sys.executable, *arguments)


def waited(ready: Callable[[], bool], within: float, *, watch: Callable[[], None] | None = None) -> bool:
    """Wait until `ready()`, at most `within` seconds; `watch` is called in between."""
    deadline = time.monotonic() + within
    while not ready():
        if time.monotonic() > deadline:
            return False
        if watch:
            watch()
        time.sleep(0.05)
    return True
