"""What is known of devices is written in parts, each once, whatever fails in between."""

from datetime import UTC, datetime

import pytest

from domain.errors import StoreAway
from domain.readings import Report
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
