"""Silences and aways are kept with who said so, end when somebody says so, and are seen by who polls."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import BadInput, NotFound
from domain.muting import Away, AwayKind, Silence
from store.records import Records
from tests.neighbourhood import BUILDING, MR_ZHOU, MRS_LIN, STEWARD, cast

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SILENCE = Silence(id="s1", starts_at=NOW, ends_at=NOW + HOUR, by=STEWARD, why="装修", resident=MRS_LIN, rule="spo2_low")
AWAY = Away(
    id="a1", resident=MRS_LIN, starts_at=NOW, ends_at=NOW + HOUR, kind=AwayKind.FAMILY, by=STEWARD, why="女儿家"
)


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them."""
    cast(any_records, NOW)
    return any_records


def test_mutes_in_force_and_to_come_are_given_by_their_beginning(house: Records) -> None:
    later = replace(SILENCE, id="s0", starts_at=NOW + 3 * HOUR, ends_at=NOW + 4 * HOUR, resident=None, area=BUILDING)
    house.mutes.put_silence(later, NOW)
    house.mutes.put_silence(SILENCE, NOW)
    house.mutes.put_away(AWAY, NOW)
    assert house.mutes.silences(NOW) == [SILENCE, later]
    assert house.mutes.silences(NOW + HOUR) == [later]
    assert (house.mutes.aways(NOW), house.mutes.aways(NOW + HOUR)) == ([AWAY], [])


def test_a_mute_that_is_over_is_kept(house: Records) -> None:
    house.mutes.put_silence(SILENCE, NOW)
    house.mutes.put_away(AWAY, NOW)
    back = NOW + HOUR / 2
    house.mutes.end_silence("s1", "steward-wang", back)
    house.mutes.end_away("a1", "steward-wang", back)
    assert (house.mutes.silences(back), house.mutes.aways(back)) == ([], [])
    assert house.mutes.silence("s1") == replace(SILENCE, ends_at=back)
    assert house.mutes.aways_of(MRS_LIN) == [house.mutes.away("a1")] == [replace(AWAY, ends_at=back)]
    assert house.mutes.aways_of(MR_ZHOU) == []
    house.mutes.end_silence("s1", "steward-wang", NOW + HOUR)
    assert house.mutes.silence("s1").ends_at == back


def test_a_mute_put_again_is_changed(house: Records) -> None:
    house.mutes.put_away(AWAY, NOW)
    longer = replace(AWAY, ends_at=NOW + 48 * HOUR, kind=AwayKind.HOSPITAL)
    house.mutes.put_away(longer, NOW)
    assert house.mutes.aways(NOW) == [longer]


def test_who_polls_sees_every_write(house: Records) -> None:
    mutes = house.mutes
    writes: list[Callable[[], object]] = [
        lambda: mutes.put_silence(SILENCE, NOW),
        lambda: mutes.put_away(AWAY, NOW),
        lambda: mutes.end_silence("s1", "steward-wang", NOW),
        lambda: mutes.end_away("a1", "steward-wang", NOW),
    ]
    for write in writes:
        before = house.revision()
        write()
        assert house.revision() > before


@pytest.mark.parametrize(
    "wrong",
    [replace(SILENCE, ends_at=NOW), replace(SILENCE, resident=None, rule=None)],
    ids=["ends before it begins", "about nothing"],
)
def test_a_silence_that_means_nothing_is_refused(house: Records, wrong: Silence) -> None:
    with pytest.raises(BadInput):
        house.mutes.put_silence(wrong, NOW)


def test_a_mute_of_nobody_is_not_found(house: Records) -> None:
    mutes = house.mutes
    unknown: list[Callable[[], object]] = [
        lambda: mutes.put_silence(replace(SILENCE, resident="nobody"), NOW),
        lambda: mutes.put_silence(replace(SILENCE, area="nowhere"), NOW),
        lambda: mutes.put_away(replace(AWAY, resident="nobody"), NOW),
        lambda: mutes.end_silence("nothing", "steward-wang", NOW),
        lambda: mutes.end_away("nothing", "steward-wang", NOW),
        lambda: mutes.away("nothing"),
    ]
    for ask in unknown:
        with pytest.raises(NotFound):
            ask()
