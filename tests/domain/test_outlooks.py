"""Expected readings, watches off the wrist, silent devices; and local days that are 23 or 25 hours long."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.evaluation import Condition
from domain.hours import LocalHours
from domain.outlooks import outlook
from domain.people import DeviceKind, Power
from domain.waiting import next_clock, window
from tests.domain.home_stories import RULES, ZONE, Story, at

BREACHED, CLEAR, UNKNOWN = Condition.BREACHED, Condition.CLEAR, Condition.UNKNOWN
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = LocalHours(starts=time(22), ends=time(6))


def test_a_reading_expected_by_ten_is_missed_at_ten_and_over_with_the_reading() -> None:
    story = Story()
    story.measure(at("19:00", -1))
    assert story.judge("pressure_expected", at("09:59")).look_at == at("10:00")
    found = story.judge("pressure_expected", at("10:00"))
    assert (found.condition, found.since, found.look_at) == (BREACHED, at("10:00"), at("00:00", 1))
    story.measure(at("10:20"))
    assert story.judge("pressure_expected", at("10:20")).condition is CLEAR


def test_a_reading_that_was_missed_is_over_with_the_day() -> None:
    story = Story()
    story.measure(at("19:00", -1))
    assert story.judge("pressure_expected", at("23:59")).condition is BREACHED
    assert story.judge("pressure_expected", at("00:00", 1)).condition is CLEAR


@pytest.mark.parametrize("last", [None, at("19:00", -8)])
def test_nothing_is_expected_of_who_does_not_measure(last: datetime | None) -> None:
    story = Story()
    if last is not None:
        story.measure(last)
    assert story.judge("pressure_expected", at("10:30")).condition is UNKNOWN


def test_a_pressure_measured_with_the_watch_off_the_wrist_is_none() -> None:
    story = Story()
    story.measure(at("19:00", -1))
    story.say(at("09:00"), "watch", kind=DeviceKind.WATCH, systolic_pressure=120, worn=0)
    assert story.judge("pressure_expected", at("10:30")).condition is BREACHED


def test_a_watch_is_not_worn_for_as_long_as_its_own_reports_say() -> None:
    story = Story()
    story.say(at("08:00"), "watch", kind=DeviceKind.WATCH, worn=1)
    story.say(at("09:00"), "watch", kind=DeviceKind.WATCH, worn=0)
    assert story.judge("watch_not_worn", at("20:00")).condition is CLEAR
    story.say(at("13:00"), "watch", kind=DeviceKind.WATCH, worn=0)
    found = story.judge("watch_not_worn", at("13:00"))
    assert (found.condition, found.since, found.facts) == (BREACHED, at("09:00"), {"hours": 4.0})
    story.say(at("13:30"), "watch", kind=DeviceKind.WATCH, worn=1)
    assert story.judge("watch_not_worn", at("13:30")).condition is CLEAR


@pytest.mark.parametrize(("power", "allowed"), [(Power.MAINS, "12:10"), (Power.BATTERY, "13:00")])
def test_a_device_is_silent_after_what_its_power_allows(power: Power, allowed: str) -> None:
    story = Story()
    story.measure(at("12:00"), power=power)
    due = at(allowed) if power is Power.MAINS else at(allowed, 1)
    before = outlook(RULES["monitor_silent"], story.home, due - timedelta(seconds=1), ZONE)
    assert (before.condition, before.look_at) == (CLEAR, due)
    assert outlook(RULES["monitor_silent"], story.home, due, ZONE).condition is BREACHED


@pytest.mark.parametrize(("day", "long"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9)])
def test_a_night_in_which_the_clock_is_changed_is_an_hour_shorter_or_longer(day: date, long: int) -> None:
    starts, ends = window(NIGHT, datetime.combine(day, time(23), BERLIN).astimezone(UTC), BERLIN)
    assert ends - starts == timedelta(hours=long)
    assert (starts.astimezone(BERLIN).time(), ends.astimezone(BERLIN).time()) == (time(22), time(6))


def test_the_night_is_the_same_before_and_after_midnight() -> None:
    assert window(NIGHT, at("23:00"), ZONE) == window(NIGHT, at("05:59", 1), ZONE) == (at("22:00"), at("06:00", 1))
    assert window(NIGHT, at("12:00"), ZONE) == (at("22:00", -1), at("06:00"))


def test_ten_in_the_morning_is_ten_on_the_wall_also_after_the_clock_was_changed() -> None:
    evening = datetime(2026, 10, 24, 20, tzinfo=BERLIN).astimezone(UTC)
    assert next_clock(time(10), evening, BERLIN) == datetime(2026, 10, 25, 9, tzinfo=UTC)
