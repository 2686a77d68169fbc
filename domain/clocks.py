"""How far a device's clock is from ours, as far as its reports can tell. Pure.

A clock that is ahead shows at once: nothing was observed in the future. One before 2020 as well (MQTT contract,
"Time"). A clock that is slow looks like a report that waited in a buffer. The two are told apart by what follows: a
buffer that is sent empties, and its reports grow younger; a slow clock stays as late as it is. So what is late counts
only once it has been late by the same time, give or take `SAME`, in at least `REPORTS` reports over `STEADY` on our
clock, with no punctual one between. A device that sends every report late by the same time looks like a slow clock,
and its readings are as late as if it had one.
"""

from dataclasses import dataclass
from datetime import timedelta

from domain.readings import Report

STEADY = timedelta(minutes=15).total_seconds()
REPORTS = 3
SAME = 60.0
"""Seconds by which the lateness of a slow clock may differ between two reports: the line's own delay is in it."""


@dataclass(frozen=True, slots=True)
class Lag:
    """A device that is late again and again: since when (our clock, epoch seconds), in how many, between what."""

    since: float
    newest: float
    reports: int
    least: float
    most: float


def offset(report: Report) -> float | None:
    """Give the seconds that the device's clock is ahead of ours; None where it said nothing."""
    if report.device_time is None:
        return None
    return (report.device_time - report.received_at).total_seconds()


def is_certain(report: Report, offset: float) -> bool:
    """Whether the offset is the clock's own, and no time that the report waited."""
    return offset > 0 or report.clock_wrong


def lagging(before: Lag | None, report: Report, late: float) -> Lag:
    """Take in a report that is late by so many seconds. Of those received at one moment the least late counts."""
    received = report.received_at.timestamp()
    if before is None or not _same(before, late):
        return Lag(received, received, 1, late, late)
    again = before.reports + (received > before.newest)
    return Lag(before.since, max(before.newest, received), again, min(before.least, late), max(before.most, late))


def is_slow(lag: Lag) -> bool:
    """Whether it was late by the same time for so long that its clock is slow."""
    return lag.reports >= REPORTS and lag.newest - lag.since >= STEADY


def _same(lag: Lag, late: float) -> bool:
    return max(lag.most, late) - min(lag.least, late) <= SAME
