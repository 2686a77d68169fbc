"""Silences, being away, quiet hours, outages: one table over what each keeps back."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from domain.alerts import Alert, AlertState
from domain.hours import LocalHours
from domain.muting import (
    Away,
    AwayKind,
    Muted,
    MutedBy,
    Silence,
    Subject,
    happened,
    inhibits,
    muted,
    quiet,
    read_trace,
    trace,
)
from domain.rules import RuleKind
from domain.severity import Severity
from tests.domain.making import NOW, firing, sos

HOUR = timedelta(hours=1)
SUBJECT = Subject(
    resident="lin", areas=frozenset({"building-3", "grid-1"}), rule="heart_rate_high", severity=Severity.CRITICAL
)
SILENCE = Silence(id="s1", starts_at=NOW, ends_at=NOW + HOUR, by="li", why="works on the wiring")
AWAY = Away(id="a1", resident="lin", starts_at=NOW, ends_at=NOW + HOUR, kind=AwayKind.HOSPITAL, by="li")
NIGHT = LocalHours(starts=time(22), ends=time(7))


@pytest.mark.parametrize(
    ("silence", "holds"),
    [
        (replace(SILENCE, resident="lin"), True),
        (replace(SILENCE, resident="zhou"), False),
        (replace(SILENCE, area="grid-1"), True),
        (replace(SILENCE, area="building-5"), False),
        (replace(SILENCE, rule="heart_rate_high"), True),
        (replace(SILENCE, area="building-3", rule="spo2_low"), False),
        (SILENCE, False),
    ],
)
def test_a_silence_keeps_back_what_matches_all_that_it_says(*, silence: Silence, holds: bool) -> None:
    assert (muted(SUBJECT, [silence], [], NOW) is not None) is holds


@pytest.mark.parametrize(("hours", "holds"), [(-1, False), (0, True), (0.9, True), (1, False)])
def test_a_silence_holds_from_its_beginning_to_before_its_end(*, hours: float, holds: bool) -> None:
    silence = replace(SILENCE, resident="lin")
    assert (muted(SUBJECT, [silence], [], NOW + hours * HOUR) is not None) is holds


@pytest.mark.parametrize(("at_home", "holds"), [(True, True), (False, False)])
def test_being_away_keeps_back_what_a_home_tells_and_nothing_else(*, at_home: bool, holds: bool) -> None:
    found = muted(replace(SUBJECT, at_home=at_home), [], [AWAY], NOW)
    assert (found == Muted(by=MutedBy.AWAY, until=NOW + HOUR, source="a1")) is holds


def test_the_mute_that_lasts_longest_is_said() -> None:
    longer = replace(SILENCE, id="s2", area="building-3", ends_at=NOW + 2 * HOUR)
    found = muted(replace(SUBJECT, at_home=True), [replace(SILENCE, resident="lin"), longer], [AWAY], NOW)
    assert found == Muted(by=MutedBy.SILENCE, until=NOW + 2 * HOUR, source="s2")


def test_what_happened_passes_everything() -> None:
    call = replace(SUBJECT, rule="sos", happened=True, at_home=True)
    assert muted(call, [replace(SILENCE, resident="lin", area="grid-1", rule="sos")], [AWAY], NOW) is None
    assert happened(firing(sos(), 1))
    assert not happened(replace(firing(sos(), 1), technical=True))
    assert not happened(firing())


@pytest.mark.parametrize(
    ("severity", "local_hour", "until"),
    [(Severity.WARNING, 23, 31), (Severity.INFO, 3, 7), (Severity.WARNING, 7, None), (Severity.CRITICAL, 23, None)],
)
def test_quiet_hours_wait_for_their_local_end(severity: Severity, local_hour: int, until: int | None) -> None:
    midnight = datetime(2026, 11, 23, 16, tzinfo=UTC)
    found = quiet(NIGHT, severity, "Asia/Shanghai", midnight + local_hour * HOUR)
    assert (found and found.until) == (None if until is None else midnight + until * HOUR)


def test_nobody_without_quiet_hours_is_left_to_sleep() -> None:
    assert quiet(None, Severity.INFO, "Asia/Shanghai", NOW) is None


def _silent(device: str = "zigbee2mqtt.door", **changed: object) -> Alert:
    return replace(firing(), kind=RuleKind.ABSENCE, technical=True, device=device, metric="", **changed)  # type: ignore[arg-type]  # test data


def _outage(metric: str, area: str, device: str = "") -> Alert:
    alert = replace(_silent(device), kind=RuleKind.SYSTEM, resident=f"area:{area}")
    return replace(alert, metric=metric)


@pytest.mark.parametrize(
    ("outage", "alert", "holds"),
    [
        (_outage("building_silent", "building-3"), _silent(), True),
        (_outage("building_silent", "building-5"), _silent(), False),
        (_outage("gateway_down", "lin-lane", "zigbee2mqtt.bridge"), _silent(), True),
        (_outage("gateway_down", "lin-lane", "zigbee2mqtt.bridge"), _silent("lin-lane.watch"), False),
        (_outage("nobody_on_duty", "building-3"), _silent(), False),
        (_outage("building_silent", "building-3"), firing(), False),
        (replace(_outage("building_silent", "building-3"), state=AlertState.RESOLVED), _silent(), False),
    ],
)
def test_an_outage_keeps_back_the_silence_of_its_own_devices(*, outage: Alert, alert: Alert, holds: bool) -> None:
    assert inhibits(outage, alert, ("building-3", "grid-1", "lin-lane")) is holds


@pytest.mark.parametrize(
    "mute",
    [
        Muted(by=MutedBy.SILENCE, until=NOW, source="s1"),
        Muted(by=MutedBy.QUIET_HOURS, until=NOW + HOUR),
    ],
)
def test_a_note_says_the_mute_and_is_read_again(mute: Muted) -> None:
    assert read_trace(trace(mute)) == mute
    assert read_trace(f"history; {trace(mute)}") == mute


@pytest.mark.parametrize("note", ["", "muted", "muted: nonsense until 2026-11-24T08:00:00+00:00", "on my way"])
def test_other_notes_say_no_mute(note: str) -> None:
    assert read_trace(note) is None
