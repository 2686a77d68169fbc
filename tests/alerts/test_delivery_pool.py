"""Sending children: their deadline, their end, and what is not lost with them."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from alerts.channels.parcel import ChannelSettings, Parcel
from alerts.delivery_pool import SenderPool
from alerts.delivery_wire import Outcome
from domain.notifications import ChannelKind
from tests.alerts.deliveries import until
from tests.alerts.receivers import LOOPBACK, Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@contextmanager
def _pool(folder: Path, *, deadline: float = 20.0) -> Iterator[SenderPool]:
    settings = ChannelSettings(deadline=deadline, console_file=folder / "console.jsonl", webhook_allow=LOOPBACK)
    pool = SenderPool(settings, size=1)
    try:
        yield pool
    finally:
        pool.close()


def _parcel(target: str, name: str = "one", kind: ChannelKind = ChannelKind.WEBHOOK, event: str = "{}") -> Parcel:
    return Parcel(id=name, kind=kind, target=target, title="t", body="b", short="s", event=event)


def _listening(pool: SenderPool, outcomes: list[Outcome]) -> Callable[[], bool]:
    def listen() -> bool:
        outcomes.extend(pool.wait(0.05))
        return bool(outcomes)

    return listen


def _send(pool: SenderPool, parcel: Parcel) -> Outcome:
    """Send it and wait for its outcome."""
    outcomes: list[Outcome] = []
    until(lambda: pool.wait(0.05) == [] and pool.take(parcel))
    until(_listening(pool, outcomes))
    return outcomes[0]


def test_a_parcel_becomes_an_outcome(receiver: Receiver, tmp_path: Path) -> None:
    with _pool(tmp_path) as pool:
        assert _send(pool, _parcel(f"{receiver.url}/ok/")) == Outcome(id="one", receipt="HTTP 204")
        assert _send(pool, _parcel(f"{receiver.url}/410/")) == Outcome(id="one", error="HTTP 410 {}", for_good=True)
        assert pool.in_flight == 0


def test_a_parcel_larger_than_the_line_holds_arrives_whole(receiver: Receiver, tmp_path: Path) -> None:
    with _pool(tmp_path) as pool:
        assert _send(pool, _parcel(f"{receiver.url}/ok/", event='"' + "x" * 3_000_000 + '"')).error is None
    assert len(receiver.told[0].body) == 3_000_002


def test_a_channel_that_breaks_is_told_and_breaks_nothing_else(receiver: Receiver, tmp_path: Path) -> None:
    with _pool(tmp_path) as pool:
        broken = _send(pool, _parcel("", kind=ChannelKind.CONSOLE, event="no JSON"))
        assert broken.error is not None
        assert (broken.error.startswith("unexpected JSONDecodeError"), broken.for_good) == (True, False)
        assert _send(pool, _parcel(f"{receiver.url}/ok/")).error is None
        assert pool.killed == 0


def test_a_child_that_is_killed_fails_what_it_had_and_is_replaced(receiver: Receiver, tmp_path: Path) -> None:
    with _pool(tmp_path) as pool:
        outcomes: list[Outcome] = []
        until(lambda: pool.wait(0.05) == [] and pool.take(_parcel(f"{receiver.url}/hang/")))
        until(lambda: receiver.told)
        os.kill(pool.children[0], signal.SIGKILL)
        until(_listening(pool, outcomes))
        assert outcomes == [Outcome(id="one", error="the sending child ended")]
        assert _send(pool, _parcel(f"{receiver.url}/ok/")).error is None


def test_interrupting_everybody_leaves_the_children_to_their_parent(receiver: Receiver, tmp_path: Path) -> None:
    with _pool(tmp_path) as pool:
        assert _send(pool, _parcel(f"{receiver.url}/ok/")).error is None
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(pool.children[0], number)
        assert _send(pool, _parcel(f"{receiver.url}/ok/")).error is None


def test_an_attempt_that_overruns_has_failed_and_costs_its_child(receiver: Receiver, tmp_path: Path) -> None:
    with _pool(tmp_path, deadline=1.0) as pool:
        before = pool.children
        assert _send(pool, _parcel(f"{receiver.url}/drip-headers/")).error == "no answer within 1 s"
        until(lambda: pool.wait(0.05) == [] and pool.children != before)
        assert pool.killed == 1


def test_a_ring_ends_the_waiting(tmp_path: Path) -> None:
    with _pool(tmp_path) as pool:
        for _ in range(100_000):
            pool.wake()
        until(lambda: pool.wait(0.05) == [] and pool.take(_parcel("", kind=ChannelKind.CONSOLE)))
