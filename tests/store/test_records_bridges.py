"""What bridges say of themselves, and when devices said that they are there, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.availability import Word
from store.records import Records
from store.records.bridges import MOST, BridgeWord
from store.records.registry import DeviceFacts
from tests.neighbourhood import WATCH, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BRIDGE, OTHER = "zigbee2mqtt.bridge", "home.attic.bridge"


def up(minutes: int, *, bridge: str = BRIDGE, kept: bool = False) -> BridgeWord:
    return BridgeWord(bridge=bridge, online=True, at=NOW + minutes * MINUTE, kept=kept)


def down(minutes: int, *, kept: bool = False) -> BridgeWord:
    return replace(up(minutes, kept=kept), online=False)


def known(said: BridgeWord) -> Word:
    return Word(online=said.online, at=said.at)


def test_the_last_word_of_each_bridge_is_known(any_records: Records) -> None:
    any_records.bridges.hear([up(0), up(1, bridge=OTHER)])
    any_records.bridges.hear([down(2)])
    any_records.bridges.hear([])
    assert any_records.bridges.all() == {BRIDGE: known(down(2)), OTHER: known(up(1))}


@pytest.mark.parametrize("batches", [[[down(5), up(3)]], [[down(5)], [up(3)]]])
def test_an_older_word_never_overturns_a_newer_one(any_records: Records, batches: list[list[BridgeWord]]) -> None:
    for batch in batches:
        any_records.bridges.hear(batch)
    assert any_records.bridges.all() == {BRIDGE: known(down(5))}


def test_what_the_broker_kept_is_no_news_where_it_is_known(any_records: Records) -> None:
    any_records.bridges.hear([down(0)])
    any_records.bridges.hear([down(9, kept=True)])
    assert any_records.bridges.all() == {BRIDGE: known(down(0))}
    any_records.bridges.hear([up(10, kept=True)])
    assert any_records.bridges.all() == {BRIDGE: known(up(10))}
    any_records.bridges.hear([down(9, kept=True)])
    assert any_records.bridges.all() == {BRIDGE: known(up(10))}


def test_names_without_end_do_not_push_out_who_is_known(any_records: Records) -> None:
    any_records.bridges.hear([up(0)])
    for part in range(3):
        names = [f"{part}-{n:04}.bridge" for n in range(MOST // 2)]
        any_records.bridges.hear([up(0, bridge=name) for name in names])
    any_records.bridges.hear([down(1)])
    assert len(any_records.bridges.all()) == MOST
    assert any_records.bridges.all()[BRIDGE] == known(down(1))


def heard(records: Records, **facts: object) -> tuple[bool | None, datetime | None]:
    records.registry.hear([DeviceFacts(device=WATCH, **facts)])  # type: ignore[arg-type]  # test data
    found = records.registry.device(WATCH).facts
    return found.online, found.online_at


def test_when_a_device_said_that_it_is_there_is_known(any_records: Records) -> None:
    cast(any_records, NOW)
    assert heard(any_records, online=True, online_at=NOW) == (True, NOW)
    assert heard(any_records, online=False, online_at=NOW + MINUTE) == (False, NOW + MINUTE)
    assert heard(any_records, online=True, online_at=NOW) == (False, NOW + MINUTE), "an older word"
    assert heard(any_records, battery=80.0) == (False, NOW + MINUTE)
    assert heard(any_records, online=False, online_at=NOW + 2 * MINUTE) == (False, NOW + 2 * MINUTE)


def test_a_kept_word_of_a_device_was_said_before(any_records: Records) -> None:
    cast(any_records, NOW)
    assert heard(any_records, online=False) == (False, None), "nobody knows when"
    any_records.registry.hear([DeviceFacts(device=WATCH, last_heard_at=NOW)])
    assert heard(any_records, online=False) == (False, NOW), "not before it was heard of"
    assert heard(any_records, online=True, online_at=NOW + MINUTE) == (True, NOW + MINUTE)
    assert heard(any_records, online=True) == (True, NOW + MINUTE), "it is known already"
