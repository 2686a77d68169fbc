"""A resident's past is what their devices said while they were theirs."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.defaults import default_rules
from domain.metrics import MetricClass
from domain.people import Ownership
from domain.readings import Report
from store import past
from store.past import past_hours, past_of, past_reports
from store.records import Records
from store.sqlite_readings import SqliteReadings
from tests.neighbourhood import MRS_LIN, WATCH, cast
from tests.store.readings_contract import DAY, MINUTE, T0, pulses, report

KEEP = dict.fromkeys(MetricClass, 400 * DAY)
OURS = Ownership(device=WATCH, resident=MRS_LIN, since=T0 - 100 * DAY)
RULES = {rule.id: rule for rule in default_rules()}


@pytest.fixture
def readings(tmp_path: Path) -> Iterator[SqliteReadings]:
    with SqliteReadings(tmp_path / "readings.sqlite", KEEP) as store:
        yield store


def test_metrics_of_one_moment_are_one_report_again(readings: SqliteReadings) -> None:
    said = [report(T0, {"heart_rate": 72.0, "spo2": 97.0}), report(T0 + MINUTE, {"heart_rate": 73.0})]
    readings.append(said)
    assert past_reports(readings, [OURS], None, T0, T0 + DAY) == said
    (first, _) = past_reports(readings, [OURS], {"heart_rate", "no metric"}, T0, T0 + DAY)
    assert first.values == {"heart_rate": 72.0}


def test_what_somebody_else_wore_is_not_theirs(readings: SqliteReadings) -> None:
    readings.append(pulses(range(60, 70)))
    before = Ownership(device=WATCH, resident=MRS_LIN, since=T0 - DAY, until=T0 + 3 * MINUTE)
    assert [one.values["heart_rate"] for one in past_reports(readings, [before], None, T0, T0 + DAY)] == [60, 61, 62]


def test_a_long_series_is_read_in_pieces(readings: SqliteReadings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "AT_ONCE", 7)
    said = pulses(range(60, 110))
    readings.append(said)
    assert past_reports(readings, [OURS], {"heart_rate"}, T0, T0 + DAY) == said


def test_hours_are_read_four_weeks_back_and_only_while_worn(readings: SqliteReadings) -> None:
    long_ago, off = T0 - 29 * DAY, T0 - 3 * DAY
    readings.append([*pulses([50], start=long_ago), *pulses([70, 72], start=T0 - 2 * DAY)])
    readings.append([report(off, {"heart_rate": 40.0, "worn": 0.0}), report(off + timedelta(hours=2), {"worn": 1.0})])
    (hour,) = past_hours(readings, [OURS], "heart_rate", T0, T0 + DAY)
    assert (hour.start, hour.minimum, hour.maximum) == (T0 - 2 * DAY, 70, 72)


def test_a_dry_run_reads_what_its_rule_needs_and_two_weeks_before(readings: SqliteReadings, records: Records) -> None:
    cast(records, T0)
    door = Report(device="zigbee2mqtt.林家大门", observed_at=T0 - 10 * DAY, received_at=T0, values={"door": 1.0})
    readings.append([*pulses([72]), door])
    placement = records.people.placement(MRS_LIN)
    found = past_of(records, readings, placement, RULES["door_left_open"], since=T0, until=T0 + DAY)
    assert [one.device for one in found.reports] == [door.device]
    found = past_of(records, readings, placement, RULES["heart_rate_unusual"], since=T0, until=T0 + DAY)
    assert [one.device for one in found.reports] == [WATCH]
    assert list(found.hours) == ["heart_rate"]
