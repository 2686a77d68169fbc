"""What a person waits for: the demo's first critical alert, a killed service's return, the end after Ctrl-C."""

import os
import signal
import tempfile
import time
from pathlib import Path

import psutil

from tests.brokers import eventually
from tests.end_to_end.commands import Command, banister

Row = tuple[str, float, str, float | None]


def bench_demo() -> list[Row]:
    """Seconds from the command to a critical alert told to a steward, and from Ctrl-C to the end."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, banister(Path(folder), "demo") as demo:
        demo.line("kept")
        living = time.monotonic() - started
        demo.line("told", "王建国", "!!!")
        told = time.monotonic() - started
        ended = _seconds_to_end(demo)
    return [
        ("demo: command to living", living, "s", None),
        ("demo: command to a critical alert told", told, "s", 60.0),
        ("demo: Ctrl-C to the end", ended, "s", 5.0),
    ]


def bench_return() -> list[Row]:
    """Seconds from kill -9 of a service until it has told of itself again."""
    with tempfile.TemporaryDirectory() as folder, banister(Path(folder), "up") as up:
        up.line("Banister is up")
        waits: list[Row] = [
            (f"up: {name} back after kill -9", _seconds_to_return(up, name), "s", 2.0) for name in ("ingest", "alerts")
        ]
        ended = _seconds_to_end(up)
    return [*waits, ("up: Ctrl-C to the end", ended, "s", 5.0)]


def _seconds_to_return(up: Command, name: str) -> float:
    victim = next(one for one in psutil.Process(up.process.pid).children() if one.cmdline()[-1] == name)
    os.kill(victim.pid, signal.SIGKILL)
    started = time.monotonic()
    eventually(lambda: _ups(up, name) > 1, what=f"{name}'s line to be up again")
    return time.monotonic() - started


def _ups(up: Command, name: str) -> int:
    """Count how often a service has said that its line is up."""
    return sum('"event": "line up"' in line and f'"service": "{name}"' in line for line in up.lines)


def _seconds_to_end(command: Command) -> float:
    started = time.monotonic()
    command.interrupt()
    return time.monotonic() - started
