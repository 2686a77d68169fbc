"""What is known of devices is written in parts, each once, whatever fails in between."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import StoreAway
from domain.readings import Availability, Report
from ingest.device_facts import AT_ONCE, FactsGatherer
from store.records.registry import DeviceFacts

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


class Desk:
    """Takes facts, until it is told to be away after so many parts."""

    def __init__(self) -> None:
        self.parts: list[list[DeviceFacts]] = []
        self.takes: int | None = None

    def __call__(self, facts: list[DeviceFacts]) -> None:
        if self.takes is not None and len(self.parts) >= self.takes:
            raise StoreAway("for a moment")
        self.parts.append(facts)


def _heard(desk: Desk, devices: int) -> FactsGatherer:
    gatherer = FactsGatherer(desk)  # type: ignore[arg-type]  # a list is what it is given
    for number in range(devices):
        gatherer.report(Report(device=f"d{number}", observed_at=NOW, received_at=NOW, values={"battery": 80.0}))
    return gatherer


def test_many_devices_are_written_in_parts_and_each_once() -> None:
    desk = Desk()
    gatherer = _heard(desk, 2 * AT_ONCE + 1)
    gatherer.flush()
    assert [len(part) for part in desk.parts] == [AT_ONCE, AT_ONCE, 1]
    assert len({one.device for part in desk.parts for one in part}) == 2 * AT_ONCE + 1
    gatherer.flush()
    assert len(desk.parts) == 3, "there is nothing more"


def test_what_rests_is_not_written_again_where_a_later_part_fails() -> None:
    desk = Desk()
    desk.takes = 1
    gatherer = _heard(desk, 2 * AT_ONCE)
    with pytest.raises(StoreAway):
        gatherer.flush()
    desk.takes = None
    gatherer.flush()
    told = [one.device for part in desk.parts for one in part]
    assert len(told) == len(set(told)) == 2 * AT_ONCE


def _word(online: bool, second: int) -> Availability:  # noqa: FBT001
    return Availability(device="d", online=online, received_at=NOW + timedelta(seconds=second))


def _told(*words: tuple[bool, int, bool]) -> DeviceFacts:
    """Give what is written of a device that said these: online, at which second, and whether the broker had kept it."""
    desk = Desk()
    gatherer = FactsGatherer(desk)  # type: ignore[arg-type]  # a list is what it is given
    for online, second, kept in words:
        gatherer.availability(_word(online, second), kept=kept)
    gatherer.flush()
    return desk.parts[0][0]


def test_who_says_online_is_heard_of_and_who_says_offline_is_not() -> None:
    assert _told((True, 1, False)) == DeviceFacts(
        device="d", online=True, online_at=NOW + timedelta(seconds=1), last_heard_at=NOW + timedelta(seconds=1)
    )
    gone = _told((True, 1, False), (False, 2, False))
    assert (gone.online, gone.online_at, gone.last_heard_at) == (
        False,
        NOW + timedelta(seconds=2),
        NOW + timedelta(seconds=1),
    )


def test_what_the_broker_kept_has_no_time_and_proves_no_life() -> None:
    assert _told((True, 1, True)) == DeviceFacts(device="d", online=True)
    assert _told((False, 1, False), (False, 2, True)).online_at == NOW + timedelta(seconds=1)
    assert _told((False, 1, False), (True, 2, True)) == DeviceFacts(device="d", online=True)
