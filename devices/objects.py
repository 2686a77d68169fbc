"""JSON objects -> reports: the times, the counter and the values of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from devices.clock import AHEAD, EARLIEST, told_time
from devices.fields import Table
from devices.notes import Note, Reason, shown
from devices.values import values_in
from domain.readings import Report

MOST_OBJECTS = 1000
MOST_SEQ = 2**53
_APART = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where an object of a dialect keeps its time and its counter ("": it has none), and the table of all other keys.

    Both keys stand in `table` as known and of no interest.
    """

    table: Table
    time_key: str
    seq_key: str = ""


def report_of(
    device: str,
    said: Mapping[str, object],
    layout: Layout,
    received_at: datetime,
    notes: list[Note],
    *,
    retained: bool,
    instead: datetime | None = None,
) -> Report:
    """Make the report of one object. `instead` stands for a clock that is absent or wrong (default: `received_at`).

    A time that cannot be read is quarantined, and the values are kept as those of a wrong clock.
    """
    values = values_in(said, layout.table, notes)
    observed_at = instead or received_at
    device_time: datetime | None = None
    clock_wrong = False
    seq = said.get(layout.seq_key) if layout.seq_key else None
    time_said = said.get(layout.time_key)
    if time_said is not None:
        device_time = told_time(time_said)
        if device_time is None:
            notes.append((Reason.BAD_TIME, f"{layout.time_key}: {shown(time_said)}"))
            clock_wrong = True
        elif EARLIEST <= device_time <= received_at + AHEAD:
            observed_at = device_time
        else:
            clock_wrong = True
    return Report(
        device=device,
        observed_at=observed_at,
        received_at=received_at,
        values=values,
        seq=seq if type(seq) is int and 0 <= seq <= MOST_SEQ else _seq(seq, notes),
        device_time=device_time,
        clock_wrong=clock_wrong,
        history=retained,
    )


def reports_of(
    device: str, said: list[object], layout: Layout, received_at: datetime, notes: list[Note], *, retained: bool
) -> tuple[Report, ...]:
    """Make the reports of a buffered upload; what is no object, or one too many, is noted.

    Objects without a believable time are laid a millisecond apart, the last at `received_at`: at one and the same
    moment they would be one reading to the store, and all but one would be lost.
    """
    if not said:
        notes.append((Reason.EMPTY, "an empty array"))
    if len(said) > MOST_OBJECTS:
        notes.append((Reason.TOO_MANY, f"{len(said)} objects: only the first {MOST_OBJECTS} are taken"))
    taken = said[:MOST_OBJECTS]
    reports: list[Report] = []
    for n, one in enumerate(taken):
        if not isinstance(one, dict):
            notes.append((Reason.NOT_AN_OBJECT, f"at {n}: {shown(one)}"))
            continue
        instead = received_at - (len(taken) - 1 - n) * _APART
        reports.append(report_of(device, one, layout, received_at, notes, retained=retained, instead=instead))
    return tuple(reports)


def _seq(seq: object, notes: list[Note]) -> int | None:
    if seq is None:
        return None
    if type(seq) is float and 0 <= seq <= MOST_SEQ and seq.is_integer():
        return int(seq)
    notes.append((Reason.BAD_SEQ, f"seq: {shown(seq)}"))
    return None
