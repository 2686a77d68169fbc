"""`banister up`: whoever dies is started again, and Ctrl-C ends all of it."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from mqtt.broker import EmbeddedBroker
from tests.brokers import eventually
from tests.disks import full, small_disk
from tests.end_to_end.commands import Command, banister


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Command]:
    with banister(tmp_path, "up") as running:
        running.line("Banister is up")
        yield running


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Give one house for all who are killed in turn: each test begins when everything is ready again."""
    with banister(tmp_path_factory.mktemp("lasting"), "up") as running:
        running.line("Banister is up")
        yield running


def children(command: Command) -> dict[str, int]:
    """Give the process id of each child by what it is; one that has just died counts no more."""
    found = {}
    for child in psutil.Process(command.process.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):  # a zombie is one too
            argv = child.cmdline() or ["dying"]
            found["broker" if "nats-server" in argv[0] else argv[-1]] = child.pid
    return found


@pytest.mark.parametrize("victim", ["broker", "ingest", "alerts", "api"])
def test_a_killed_service_comes_back_and_all_is_ready_again(lasting: Command, victim: str) -> None:
    eventually(lasting.is_ready, within=60, what="readiness before")
    before = children(lasting)
    os.kill(before[victim], signal.SIGKILL)
    eventually(lambda: children(lasting).get(victim, before[victim]) != before[victim], what=f"a new {victim}")

    eventually(lasting.is_ready, within=60, what="readiness")
    after = children(lasting)
    assert {name for name in before if after.get(name) != before[name]} == {victim}


def test_a_full_disk_heals_by_itself(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64m") as disk, banister(disk, "up") as running:
        eventually(running.is_ready, within=60, what="readiness")
        with full(disk):
            eventually(lambda: not running.is_ready(), within=90, what="red")
        eventually(running.is_ready, within=90, what="readiness with room again")
        eventually(EmbeddedBroker(disk).takes_in, within=90, what="a broker that keeps what it is told")


def test_ctrl_c_leaves_no_process_behind(up: Command) -> None:
    pids = children(up).values()

    assert up.interrupt() == 0
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_a_second_one_on_the_same_data_is_refused(lasting: Command) -> None:
    with pytest.raises(AssertionError, match="another banister runs"), banister(lasting.data_dir, "up") as second:
        second.process.wait(60)
