"""Kill -9 between commit and acknowledgement: what comes again changes nothing and rings nobody twice."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.alerts import Alert
from domain.notifications import Notification
from domain.rules import RuleKind
from domain.severity import Severity
from mqtt.message import Message
from store.records import open_records
from tests.alerts.engine_rig import Rig
from tests.neighbourhood import DAUGHTER, STEWARD

READINGS = st.fixed_dictionaries(
    {"heart_rate": st.sampled_from([30, 45, 70, 97, 110, 180])},
    optional={
        "spo2": st.sampled_from([85, 93, 97]),
        "sos": st.just(value=True),
        "battery": st.sampled_from([5, 15, 20.5, 90]),
        "worn": st.just(value=True),
    },
)
AGES = st.sampled_from([0, 0, 0, 30, 90, 300, 1200, 7200])
"""Seconds; most readings are live, some late."""
Spoken = tuple[dict[str, Any], int, bool]
"""Values, age, and whether the watch or the monitor said them."""
QUICK = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
"""Each example is a database: shrinking would take minutes."""


def _messages(rig: Rig, batch: list[Spoken]) -> list[Message]:
    return [
        rig.message("watch-lin" if watch else "monitor-lin", rig.now - timedelta(seconds=age), **values)
        for values, age, watch in batch
    ]


def _told(rig: Rig) -> tuple[list[Notification], list[tuple[str, Severity, datetime]]]:
    """Give what matters for ever: the notifications; which alerts there are, how bad, since when.

    Not the newest numbers: a restart forgets clear readings that came before an older breach, and takes them in when
    they come again. Not the scores: a restart forgets the other parameters, and in another order they come to others.
    """
    alerts = {one.id: one for one in rig.alerts() if one.kind is not RuleKind.SCORE}
    told = sorted((one for one in rig.outbox() if one.alert in alerts), key=lambda one: one.id)
    return told, sorted((one.id, one.severity, one.started_at) for one in alerts.values())


def _all(rig: Rig) -> tuple[list[Notification], list[Alert]]:
    alerts = [one for one in rig.alerts() if one.kind is not RuleKind.SCORE]
    ids = {one.id for one in alerts}
    return sorted((one for one in rig.outbox() if one.alert in ids), key=lambda one: one.id), alerts


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty database to copy: migrating one for each example would take minutes."""
    file = tmp_path_factory.mktemp("empty") / "r.sqlite"
    open_records(f"sqlite:///{file}").close()
    return file


@contextmanager
def _rig(empty: Path) -> Iterator[Rig]:
    with TemporaryDirectory() as folder:
        shutil.copy(empty, folder)
        with open_records(f"sqlite:///{folder}/{empty.name}") as records:
            yield Rig(records)


@given(
    batches=st.lists(st.lists(st.tuples(READINGS, AGES, st.booleans()), min_size=1, max_size=4), max_size=6),
    data=st.data(),
)
@QUICK
def test_committed_batches_that_come_again_in_any_order_after_a_kill_tell_nothing_new(
    empty: Path, batches: list[list[Spoken]], data: st.DataObject
) -> None:
    with _rig(empty) as rig:
        committed: list[list[Message]] = []
        for batch in batches:
            committed.append(_messages(rig, batch))
            rig.engine.handle(committed[-1])
            before = _told(rig)
            rig.restart()
            for again in data.draw(st.lists(st.sampled_from(committed), max_size=3)):
                rig.engine.handle(data.draw(st.permutations(again)))
            assert _told(rig) == before
            rig.now += timedelta(seconds=data.draw(st.sampled_from([1, 60, 130])))


@given(batches=st.lists(st.lists(READINGS, min_size=1, max_size=3), max_size=6), data=st.data())
@QUICK
def test_live_batches_that_come_again_after_a_kill_change_nothing_at_all(
    empty: Path, batches: list[list[dict[str, Any]]], data: st.DataObject
) -> None:
    with _rig(empty) as rig:
        committed: list[list[Message]] = []
        for batch in batches:
            committed.append(_messages(rig, [(values, 3 - i, True) for i, values in enumerate(batch)]))
            rig.engine.handle(committed[-1])
            before = _all(rig)
            rig.restart()
            for again in data.draw(st.lists(st.sampled_from(committed), max_size=2)):
                rig.engine.handle(again)
            assert _all(rig) == before
            rig.now += timedelta(seconds=data.draw(st.sampled_from([5, 60, 130])))


def test_the_same_minute_three_times_rings_once(rig: Rig) -> None:
    minute = [rig.message(at=rig.now - timedelta(seconds=50 - 10 * i), heart_rate=170 + i) for i in range(6)]
    for _ in range(3):
        rig.engine.handle(minute)
        rig.restart()
    assert rig.told() == [f"{DAUGHTER}: first", f"{STEWARD}: first"]


def test_a_breach_that_is_over_is_not_told_again_when_it_comes_again(rig: Rig) -> None:
    story = [(0, 180), (60, 80), (180, 80)]
    messages = [rig.message(at=rig.now + timedelta(seconds=s), heart_rate=rate) for s, rate in story]
    rig.now += timedelta(minutes=4)
    rig.engine.handle(messages)
    rig.restart()
    rig.engine.handle(messages)
    assert len(rig.alerts()) == 1
    assert len(rig.outbox()) == 2
