"""Whether a device is there: bridge, device and silence, each of which alone takes it away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.availability import (
    Because,
    EffectiveAvailability,
    Word,
    availability,
    is_bridge,
    silence_limits,
    word_of_bridge,
)
from domain.defaults import default_rules
from domain.people import DeviceKind, Power
from domain.time_rules import AbsenceRule

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DAY = timedelta(hours=25)
UP, DOWN = (Word(online=online, at=NOW - 30 * MINUTE) for online in (True, False))

moments = st.integers(-48 * 60, 60).map(lambda minutes: NOW + minutes * MINUTE)
words = st.builds(Word, online=st.booleans(), at=moments)
limits = st.sampled_from([10 * MINUTE, DAY])


def judged(
    bridge: Word | None = None,
    device: Word | None = None,
    heard: datetime | None = NOW - MINUTE,
    allowed: timedelta | None = DAY,
) -> EffectiveAvailability:
    return availability(bridge=bridge, device=device, heard=heard, allowed=allowed, now=NOW)


@pytest.mark.parametrize(
    ("said", "because", "since"),
    [
        ((UP, UP, NOW - MINUTE, DAY), Because.ONLINE, None),
        ((None, None, NOW - MINUTE, DAY), Because.ONLINE, None),
        ((DOWN, UP, NOW - MINUTE, DAY), Because.BRIDGE_DOWN, DOWN.at),
        ((DOWN, DOWN, None, None), Because.BRIDGE_DOWN, DOWN.at),
        ((UP, DOWN, NOW - HOUR, DAY), Because.DEVICE_OFFLINE, DOWN.at),
        ((UP, DOWN, None, DAY), Because.DEVICE_OFFLINE, DOWN.at),
        ((UP, DOWN, NOW - MINUTE, DAY), Because.ONLINE, None),
        ((UP, UP, NOW - DAY, DAY), Because.SILENT, NOW),
        ((UP, UP, NOW - DAY + MINUTE, DAY), Because.ONLINE, None),
        ((None, UP, NOW - HOUR, 10 * MINUTE), Because.SILENT, NOW - 50 * MINUTE),
        ((UP, UP, None, DAY), Because.NEVER_HEARD, None),
        ((None, None, None, None), Because.NEVER_HEARD, None),
        ((None, UP, NOW - DAY, None), Because.ONLINE, None),
        ((None, None, NOW - DAY, None), Because.UNKNOWN, None),
    ],
)
def test_the_first_reason_against_it_is_given(
    said: tuple[Word | None, Word | None, datetime | None, timedelta | None], because: Because, since: datetime | None
) -> None:
    assert judged(*said) == EffectiveAvailability(because=because, since=since)


@given(bridge=st.none() | words, device=st.none() | words, heard=st.none() | moments, allowed=limits)
def test_it_is_there_when_all_three_say_so_and_only_then(
    bridge: Word | None, device: Word | None, heard: datetime | None, allowed: timedelta
) -> None:
    found = judged(bridge, device, heard, allowed)
    bridge_is, heard_is = bridge is None or bridge.online, heard is not None and NOW - heard < allowed
    device_is = device is None or device.online or (heard is not None and heard > device.at)
    assert (found.online is True) == (bridge_is and device_is and heard_is)


@given(bridge=words, device=st.none() | words, heard=st.none() | moments, allowed=st.none() | limits)
def test_a_bridge_that_goes_takes_everything_with_it(
    bridge: Word, device: Word | None, heard: datetime | None, allowed: timedelta | None
) -> None:
    gone = judged(replace(bridge, online=False), device, heard, allowed)
    assert gone == EffectiveAvailability(because=Because.BRIDGE_DOWN, since=bridge.at)


@given(bridge=st.none() | words, device=st.none() | words, heard=moments, allowed=limits)
def test_a_bridge_that_is_there_proves_nothing_of_a_device(
    bridge: Word | None, device: Word | None, heard: datetime, allowed: timedelta
) -> None:
    if bridge is None or bridge.online:
        assert judged(bridge, device, heard, allowed) == judged(None, device, heard, allowed)


@given(device=words, heard=moments, later=moments, allowed=limits)
def test_to_be_heard_of_later_never_takes_a_device_away(
    device: Word, heard: datetime, later: datetime, allowed: timedelta
) -> None:
    if judged(None, device, min(heard, later), allowed).online:
        assert judged(None, device, max(heard, later), allowed).online


@given(bridge=st.none() | words, device=st.none() | words, heard=st.none() | moments, allowed=st.none() | limits)
def test_since_when_is_told_of_what_is_not_there_and_of_nothing_else(
    bridge: Word | None, device: Word | None, heard: datetime | None, allowed: timedelta | None
) -> None:
    found = judged(bridge, device, heard, allowed)
    assert (found.since is not None) == (found.online is False)


def test_how_long_a_device_may_be_silent_is_what_the_rule_of_absence_says() -> None:
    rules = [one for one in default_rules() if isinstance(one, AbsenceRule)]
    limits = silence_limits(default_rules())
    assert {(one.device, power): long for one in rules for power, long in one.silent_after.items()} == limits
    assert silence_limits([]) == limits
    longer = replace(rules[0], silent_after={Power.BATTERY: 49 * HOUR}, enabled=False)
    changed = silence_limits([*rules, longer])
    assert changed[longer.device, Power.BATTERY] == 49 * HOUR
    assert changed[longer.device, Power.MAINS] == limits[DeviceKind.WATCH, Power.MAINS]


BRIDGES = {"zigbee2mqtt.bridge": DOWN, "home.attic.bridge": UP, "home.cellar.bridge": DOWN, "home/zigbee.bridge": UP}


@pytest.mark.parametrize(
    ("device", "word"),
    [
        ("zigbee2mqtt.林家大门", DOWN),
        ("zigbee2mqtt.flat 502/door.left", DOWN),
        ("home.attic.a4c138000001", UP),
        ("home.cellar.a4c138000001", DOWN),
        ("home.a4c138000001", UP),
        ("home/zigbee.door", UP),
        ("home2.door", None),
        ("lin-lane.watch-lin", None),
        ("zigbee2mqtt.bridge", None),
        ("bridge", None),
    ],
)
def test_a_device_is_behind_the_nearest_bridge_or_any_of_those_beside_it(device: str, word: Word | None) -> None:
    assert word_of_bridge(device, NOW, BRIDGES) == word


def test_what_was_not_heard_since_one_of_several_gateways_went_may_have_been_its() -> None:
    device, gone = "home.a4c138000001", BRIDGES["home.cellar.bridge"]
    heard = [gone.at - MINUTE, gone.at, gone.at + MINUTE, None]
    assert [word_of_bridge(device, one, BRIDGES) for one in heard] == [gone, gone, UP, UP]


def test_gateways_beside_one_another_are_down_when_the_last_is() -> None:
    last = Word(online=False, at=NOW)
    both = BRIDGES | {"home.attic.bridge": last}
    assert [word_of_bridge("home.a4c138000001", heard, both) for heard in (NOW - DAY, NOW + MINUTE, None)] == [last] * 3


def test_a_bridge_is_known_by_its_name() -> None:
    named = ["a.bridge", "home.attic.bridge", ".bridge", "bridge", "a.bridge.b", ""]
    assert [is_bridge(one) for one in named] == [True, True, False, False, False, False]
