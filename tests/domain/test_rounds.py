"""Who needs a look today, and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerts import Alert, AlertState, Disposition
from domain.baselines import Hour
from domain.defaults import default_rules
from domain.muting import Away, AwayKind
from domain.own_bands import Band, Bands
from domain.people import DeviceKind, Power
from domain.round_reasons import Measured, Reason, Urgency, Watched, Why, Worn
from domain.rounds import BATTERY_EMPTY, BATTERY_LOW, LEAST_HOURS, SILENT_AFTER, daily_round, look
from domain.rules import RuleKind, ThresholdRule
from domain.severity import Severity
from domain.time_rules import AbsenceRule
from tests.domain.making import firing

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALERT = replace(firing(), started_at=NOW - HOUR, severity=Severity.CRITICAL)
DAY_BAND = Band(low=60, median=70, high=80, days=14, readings=900)
PULSE = Bands(day=DAY_BAND, night=DAY_BAND)


def heard(hours: float | None = 0, *, kind: DeviceKind = DeviceKind.WATCH, battery: float | None = 80) -> Worn:
    at = None if hours is None else NOW - hours * HOUR
    return Worn(id=kind.value, kind=kind, heard_at=at, battery=battery)


WELL = Watched(resident="lin", devices=(heard(),))
AWAY = Away(id="a", resident="lin", starts_at=NOW - HOUR, ends_at=NOW + HOUR, kind=AwayKind.FAMILY, by="daughter")


def reasons(one: Watched) -> Sequence[Reason]:
    found = look(one, NOW, SHANGHAI)
    return found.reasons if found else ()


def whys(one: Watched) -> list[Why]:
    return [reason.why for reason in reasons(one)]


def over(**said: object) -> Alert:
    known: dict[str, object] = {"state": AlertState.RESOLVED, "resolved_at": NOW, "disposition": Disposition.REAL}
    return replace(ALERT, **(known | said))  # type: ignore[arg-type]  # of the test's own making


def pulse(*values: float) -> Measured:
    hours = [
        Hour(start=NOW - (place + 1) * HOUR, minimum=one - 5, mean=one, maximum=one + 5, count=60)
        for place, one in enumerate(values)
    ]
    return Measured(hours={"heart_rate": hours}, vitals={"heart_rate": PULSE})


def test_nobody_needs_a_look_where_all_is_well() -> None:
    assert daily_round([WELL, replace(WELL, resident="zhou")], NOW, SHANGHAI) == []
    assert daily_round([], NOW, SHANGHAI) == []


def test_the_numbers_are_those_of_the_rules() -> None:
    rules = {rule.id: rule for rule in default_rules()}
    battery, door = rules["battery_low"], rules["door_silent"]
    assert isinstance(battery, ThresholdRule)
    assert isinstance(door, AbsenceRule)
    assert [one.fires_at for one in battery.limits] == [BATTERY_LOW, BATTERY_EMPTY]
    assert SILENT_AFTER[DeviceKind.DOOR] == door.silent_after[Power.BATTERY]


@pytest.mark.parametrize(
    ("severity", "urgency"),
    [(Severity.CRITICAL, Urgency.NOW), (Severity.WARNING, Urgency.SOON), (Severity.INFO, Urgency.TODAY)],
)
def test_an_open_alert_is_as_urgent_as_it_is_severe(severity: Severity, urgency: Urgency) -> None:
    [reason] = reasons(replace(WELL, alerts=(replace(ALERT, severity=severity),)))
    assert (reason.why, reason.urgency, reason.alert, reason.since) == (Why.OPEN_ALERT, urgency, ALERT.id, NOW - HOUR)
    assert reason.facts["value"] == ALERT.value


def test_an_alert_that_nobody_answered_says_so() -> None:
    [reason] = reasons(replace(WELL, alerts=(replace(ALERT, unanswered_at=NOW),)))
    assert reason.facts["unanswered"] == 1


@pytest.mark.parametrize(
    ("alert", "expected"),
    [
        (over(), [Why.RECENT_ALERT]),
        (over(disposition=None), [Why.RECENT_ALERT]),
        (over(disposition=Disposition.FALSE_ALARM), []),
        (over(disposition=Disposition.TEST), []),
        (over(severity=Severity.INFO), []),
        (over(severity=Severity.INFO, kind=RuleKind.EVENT), [Why.RECENT_ALERT]),
        (over(technical=True), []),
    ],
)
def test_what_is_over_calls_for_a_look_where_it_was_real_and_serious(alert: Alert, expected: list[Why]) -> None:
    assert whys(replace(WELL, alerts=(alert,))) == expected


def test_a_devices_alert_is_no_emergency_and_its_silence_is_told_once() -> None:
    technical = replace(ALERT, technical=True)
    silent = replace(technical, kind=RuleKind.ABSENCE)
    low = replace(technical, metric="battery")
    [reason] = reasons(replace(WELL, alerts=(technical, silent, low)))
    assert (reason.why, reason.urgency) == (Why.OPEN_ALERT, Urgency.SOMETIME)


@pytest.mark.parametrize(
    ("devices", "hours"),
    [
        ((heard(12),), 12),
        ((heard(20), heard(None, kind=DeviceKind.MONITOR)), 20),
        ((heard(11.9),), None),
        ((heard(20), heard(24, kind=DeviceKind.DOOR)), None),
        ((heard(26), heard(25, kind=DeviceKind.DOOR)), 25),
    ],
)
def test_a_home_of_which_nothing_is_heard_needs_a_look(devices: tuple[Worn, ...], hours: float | None) -> None:
    found = [one for one in reasons(replace(WELL, devices=devices)) if one.why is Why.NOTHING_HEARD]
    assert [one.facts["hours"] for one in found] == ([] if hours is None else [hours])


def test_a_home_that_never_said_anything_has_no_age() -> None:
    [reason] = reasons(replace(WELL, devices=(heard(None),)))
    assert (reason.why, reason.since, reason.facts) == (Why.NOTHING_HEARD, None, {})


@pytest.mark.parametrize(("charge", "urgency"), [(19.9, Urgency.SOMETIME), (9.9, Urgency.TODAY)])
def test_a_low_battery_is_said_with_its_device(charge: float, urgency: Urgency) -> None:
    [reason] = reasons(replace(WELL, devices=(heard(battery=charge), heard(battery=BATTERY_LOW))))
    assert (reason.why, reason.urgency, reason.device) == (Why.BATTERY_LOW, urgency, "watch")


@pytest.mark.parametrize(("amount", "found"), [(0.0, True), (1.9, True), (2.0, False), (9.0, False)])
def test_much_less_than_on_a_quiet_day_is_a_reason(amount: float, *, found: bool) -> None:
    usual = Band(low=4, median=6, high=9, days=14, readings=14)
    measured = Measured(amounts={"door": amount, "steps": 0.0}, daily={"door": usual, "steps": None})
    assert whys(replace(WELL, measured=measured)) == ([Why.LITTLE_ACTIVITY] if found else [])
    assert whys(replace(WELL, measured=measured, away=AWAY)) == []


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((90.0,) * 24, True),
        ((50.0,) * LEAST_HOURS, True),
        ((90.0,) * 2, False),
        ((90.0,) * 3 + (70.0,), True),
        ((90.0,) * 2 + (70.0,), False),
        ((90.0, 50.0) * 12, False),
        ((80.0,) * 24, False),
    ],
)
def test_a_day_off_the_own_band_is_a_reason(values: tuple[float, ...], *, found: bool) -> None:
    assert whys(replace(WELL, measured=pulse(*values))) == ([Why.OFF_BAND] if found else [])


def test_more_oxygen_than_usual_is_none_and_less_is() -> None:
    def oxygen(value: float) -> Watched:
        hours = [Hour(start=NOW - n * HOUR, minimum=value, mean=value, maximum=value) for n in range(1, 9)]
        usual = Band(low=94, median=95, high=96, days=14, readings=99)
        measured = Measured(hours={"spo2": hours}, vitals={"spo2": Bands(day=usual, night=usual)})
        return replace(WELL, measured=measured)

    assert (whys(oxygen(99)), whys(oxygen(93))) == ([], [Why.OFF_BAND])


def test_the_rest_has_reasons_of_its_own() -> None:
    assert whys(replace(WELL, devices=())) == [Why.NO_DEVICE]
    assert whys(replace(WELL, agreed=False)) == [Why.NO_CONSENT]
    assert whys(replace(WELL, back_at=NOW - HOUR)) == [Why.BACK_TODAY]
    assert whys(replace(WELL, back_at=NOW - HOUR, away=AWAY)) == []


def test_who_is_away_is_not_missed_and_who_has_died_is_not_looked_for() -> None:
    assert whys(replace(WELL, devices=(heard(40),), away=AWAY)) == []
    assert look(replace(WELL, alerts=(ALERT,), deceased=True), NOW, SHANGHAI) is None


SOMEBODY = st.builds(
    Watched,
    resident=st.sampled_from("abcdefgh"),
    alerts=st.lists(
        st.sampled_from([ALERT, over(), replace(ALERT, severity=Severity.INFO), replace(ALERT, technical=True)]),
        max_size=3,
    ),
    devices=st.lists(st.sampled_from([heard(), heard(30), heard(None), heard(battery=5)]), max_size=3),
    away=st.sampled_from([None, AWAY]),
    back_at=st.sampled_from([None, NOW - HOUR]),
    agreed=st.booleans(),
    deceased=st.booleans(),
    measured=st.sampled_from([None, Measured(), pulse(*(90.0,) * 9)]),
)


@given(st.lists(SOMEBODY, max_size=8, unique_by=lambda one: one.resident), st.randoms())
def test_a_round_is_in_order_of_urgency_whatever_order_people_come_in(everybody: list[Watched], chance: Random) -> None:
    found = daily_round(everybody, NOW, SHANGHAI)
    assert daily_round(chance.sample(everybody, len(everybody)), NOW, SHANGHAI) == found
    assert [one.urgency for one in found] == sorted((one.urgency for one in found), reverse=True)
    for one in found:
        assert one.urgency is max(reason.urgency for reason in one.reasons)
        assert [reason.urgency for reason in one.reasons] == sorted(
            (reason.urgency for reason in one.reasons), reverse=True
        )


@given(st.lists(SOMEBODY, max_size=8, unique_by=lambda one: one.resident))
def test_nobody_with_an_open_alert_is_left_out_and_nobody_dead_is_in(everybody: list[Watched]) -> None:
    listed = {one.resident for one in daily_round(everybody, NOW, SHANGHAI)}
    alive = {one.resident: one for one in everybody if not one.deceased}
    assert listed <= set(alive)
    assert {name for name, one in alive.items() if any(alert.is_open for alert in one.alerts)} <= listed
