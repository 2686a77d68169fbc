"""Killed with -9 between the sending and the mark; records away: nobody is forgotten, nobody is told a third time."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.notifications import DeliveryState
from store.records import Records, open_records
from tests.alerts.deliveries import delivering, state, until, webhook
from tests.alerts.delivery_cast import a_notification, settle_in
from tests.alerts.receivers import Receiver, receiving

MESSAGES = 12


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/records.sqlite3"


def _program(url: str, folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "tests.alerts.delivery_program", url, str(folder)])


def _fill(records: Records, receiver: Receiver) -> list[str]:
    hooks = [webhook(f"{receiver.url}/ok/{n}", f"hook-{n}") for n in range(MESSAGES)]
    settle_in(records, *hooks)
    messages = [a_notification(None, hook.id) for hook in hooks]
    for message in messages:
        records.outbox.put(message)
    return [message.id for message in messages]


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    if not listed.exists():
        pytest.skip("no /proc with children here")
    return [int(child) for child in listed.read_text().split()]


def _is_gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return not status.exists() or "State:\tZ" in status.read_text()


@pytest.mark.parametrize("after", [1, 5, MESSAGES])
def test_a_crash_between_sending_and_marking_tells_nobody_more_than_twice(
    receiver: Receiver, url: str, tmp_path: Path, after: int
) -> None:
    with open_records(url) as records:
        messages = _fill(records, receiver)
        first = _program(url, tmp_path)
        receiver.before_answer = lambda: os.kill(first.pid, signal.SIGKILL) if len(receiver.told) == after else None
        first.wait(30)
        second = _program(url, tmp_path)
        until(lambda: records.outbox.counts()[DeliveryState.SENT] == MESSAGES)
        second.kill()
        second.wait()
    keys = Counter(receiver.keys())
    assert set(keys) == set(messages), "everybody was told"
    assert max(keys.values()) <= 2, "and by the same key where it was twice"


def test_the_children_of_a_killed_worker_end(receiver: Receiver, url: str, tmp_path: Path) -> None:
    with open_records(url) as records:
        settle_in(records, webhook(f"{receiver.url}/hang/"))
        records.outbox.put(a_notification(None, "hook"))
        program = _program(url, tmp_path)
        until(lambda: receiver.told)
        children = _children(program.pid)
        program.kill()
        program.wait()
    assert len(children) == 2
    until(lambda: all(_is_gone(child) for child in children))


def test_what_was_accepted_while_the_records_are_away_is_marked_once_they_are_back(
    receiver: Receiver, url: str, tmp_path: Path
) -> None:
    with open_records(url) as records:
        settle_in(records, webhook(f"{receiver.url}/slow/"))
        records.outbox.put(a_notification(None, "hook", id="slow"))
        with delivering(records, tmp_path, deadline=60.0) as delivery:
            until(lambda: receiver.told)
            other = sqlite3.connect(f"{tmp_path}/records.sqlite3", isolation_level=None)
            other.execute("BEGIN EXCLUSIVE")
            receiver.go_on.set()
            until(lambda: delivery.facts().records_away_since)
            assert delivery.facts().unwritten == 1
            other.execute("COMMIT")
            other.close()
            until(lambda: state(records, "slow") is DeliveryState.SENT)
            until(lambda: delivery.facts().records_away_since is None)
    assert receiver.keys() == ["slow"]
