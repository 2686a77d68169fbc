"""Whose clock is believed."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from devices import decode
from domain.readings import Report

NOW = datetime(2026, 11, 24, 0, 0, 0, tzinfo=UTC)


def report_at(ts: object, *, now: datetime = NOW) -> tuple[Report, list[str]]:
    payload = orjson.dumps({"ts": ts, "heart_rate": 70})
    decoded = decode("care/v1/site/device/readings", payload, now)
    return decoded.reports[0], [one.reason for one in decoded.quarantined]


@pytest.mark.parametrize(
    "ts",
    [
        "2026-11-23T23:59:00Z",
        "2026-11-23t23:59:00z",
        "2026-11-23 23:59:00+00:00",
        "2026-11-24T07:59:00.000+08:00",
        "2026-11-23T18:59:00-05:00",
        1795478340000,
        1795478340000.0,
        "1795478340000",
    ],
)
def test_a_moment_is_read_in_every_form(ts: object) -> None:
    report, reasons = report_at(ts)
    assert report.observed_at == report.device_time == NOW - timedelta(minutes=1)
    assert report.observed_at.tzinfo is UTC
    assert (report.clock_wrong, reasons) == (False, [])


def test_without_a_time_it_is_the_time_of_receipt() -> None:
    report, reasons = report_at(None)
    assert report.observed_at == NOW
    assert (report.device_time, report.clock_wrong, reasons) == (None, False, [])


@pytest.mark.parametrize(
    "ts", ["2026-11-24T00:05:00.001Z", "2019-12-31T23:59:59Z", 0, -1, 1795478340, "2038-01-19T00:00:00Z"]
)
def test_a_clock_that_is_wrong_is_not_believed_but_kept(ts: object) -> None:
    report, reasons = report_at(ts)
    assert report.observed_at == NOW
    assert report.clock_wrong
    assert report.device_time not in {None, NOW}
    assert reasons == []


@pytest.mark.parametrize("ts", ["2026-11-24T00:05:00Z", "2020-01-01T00:00:00Z"])
def test_a_clock_at_the_edge_is_believed(ts: str) -> None:
    report, _ = report_at(ts)
    assert report.observed_at == datetime.fromisoformat(ts)
    assert not report.clock_wrong


@pytest.mark.parametrize(
    "ts",
    [
        "2026-11-23T23:59:00",
        "2026-11-23",
        "yesterday",
        "",
        "9999-12-31T23:59:59-23:59",
        "2026-11-23T23:59:60Z",
        1e300,
        2**63,
        True,
        [],
        {"s": 1},
    ],
)
def test_a_time_that_cannot_be_read_is_quarantined_and_the_values_are_kept(ts: object) -> None:
    """A time without an offset is no moment either: it could be any of a day."""
    report, reasons = report_at(ts)
    assert report.values == {"heart_rate": 70}
    assert report.observed_at == NOW
    assert (report.device_time, report.clock_wrong, reasons) == (None, True, ["bad_time"])


def test_an_endless_time_is_quarantined() -> None:
    decoded = decode("care/v1/site/device/readings", b'{"ts": 1e999, "heart_rate": 70}', NOW)
    assert decoded.reports[0].observed_at == NOW
    assert [one.reason for one in decoded.quarantined] == ["bad_time"]


def test_a_late_reading_is_stored_at_its_own_time() -> None:
    report, _ = report_at("2026-11-23T00:00:00Z")
    assert report.late
    assert report.observed_at == NOW - timedelta(days=1)


def test_a_buffer_without_times_is_laid_apart_so_that_none_overwrites_another() -> None:
    payload = orjson.dumps([{"ts": 5000, "heart_rate": 60 + n} for n in range(4)])
    reports = decode("care/v1/site/device/readings", payload, NOW).reports
    assert [NOW - report.observed_at for report in reports] == [timedelta(milliseconds=n) for n in (3, 2, 1, 0)]
