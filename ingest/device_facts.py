"""What is known of each device itself: last heard, battery, clock offset, gaps. Gathered here, written in batches."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from sys import intern

from domain.errors import StoreAway
from domain.readings import Availability, Report, SelfDescription, to_millis
from domain.sequence import SequenceWatch
from store.records.registry import DeviceFacts

AT_ONCE = 200
"""Devices whose facts are written in one transaction."""


@dataclass(slots=True)
class _Gathered:
    last_heard_at: datetime | None = None
    battery: float | None = None
    clock_offset: float | None = None
    last_seq: int | None = None
    missed: int = 0
    online: bool | None = None
    online_at: datetime | None = None
    model: str | None = None
    firmware: str | None = None


class FactsGatherer:
    """Gathers facts of devices between two writings; a failed writing loses none.

    Which devices are claimed stands in the table of their counters: there may be 300,000.
    """

    def __init__(self, write: Callable[[Iterable[DeviceFacts]], None]) -> None:
        self._write = write
        self._gathered: dict[str, _Gathered] = {}
        self._sequences = SequenceWatch()

    def __len__(self) -> int:
        return len(self._gathered)

    def claim(self, device: str) -> None:
        """Know that somebody has this device. Its name is one string with that in the store of readings."""
        self._sequences.expect(intern(device))

    def release(self, device: str) -> None:
        """Know that it is retired."""
        self._sequences.drop(device)

    def is_claimed(self, device: str) -> bool:
        """Whether somebody has it."""
        return device in self._sequences

    def report(self, report: Report) -> None:
        """Take in a report that rests in the store."""
        if report.history:
            return
        facts = self._of(report.device)
        facts.last_heard_at = report.received_at
        if "battery" in report.values and not report.late:
            facts.battery = report.values["battery"]
        if report.device_time is not None:
            offset = (report.device_time - report.received_at).total_seconds()
            if facts.clock_offset is None or not report.late or offset > facts.clock_offset:
                facts.clock_offset = offset  # of late ones the newest: the others have waited in a buffer
        if report.seq is not None:
            facts.missed += self._sequences.note(report.device, report.seq, _own_time(report))
            facts.last_seq = self._sequences.last(report.device)

    def availability(self, said: Availability, *, kept: bool = False) -> None:
        """Take in an `online` or `offline`. Nobody knows when it was said where the broker had `kept` it.

        Whoever says `online` is heard of, as in `alerts`; `offline` is mostly said by the broker in its place.
        """
        facts = self._of(said.device)
        if kept:
            facts.online_at = facts.online_at if facts.online == said.online else None
        else:
            facts.online_at = said.received_at
            facts.last_heard_at = said.received_at if said.online else facts.last_heard_at
        facts.online = said.online

    def description(self, said: SelfDescription) -> None:
        """Take in what a device tells of itself."""
        facts = self._of(said.device)
        facts.model = said.model
        facts.firmware = said.firmware

    def flush(self) -> None:
        """Write what was gathered; raises StoreAway and keeps what the records could not take.

        In short transactions: while one lasts, no alert can be committed. What rests is dropped part by part, so that
        nothing is counted twice where a later part fails.
        """
        while self._gathered:
            some = [self._gathered.popitem() for _ in range(min(AT_ONCE, len(self._gathered)))]
            try:
                self._write([_as_facts(device, facts) for device, facts in some])
            except StoreAway:
                self._gathered.update(some)
                raise

    def _of(self, device: str) -> _Gathered:
        facts = self._gathered.get(device)
        if facts is None:
            facts = self._gathered[device] = _Gathered()
        return facts


def _own_time(report: Report) -> int | None:
    believed = report.device_time is not None and not report.clock_wrong
    return to_millis(report.observed_at) if believed else None


def _as_facts(device: str, facts: _Gathered) -> DeviceFacts:
    return DeviceFacts(
        device=device,
        last_heard_at=facts.last_heard_at,
        battery=facts.battery,
        clock_offset=facts.clock_offset,
        last_seq=facts.last_seq,
        missed=facts.missed,
        online=facts.online,
        online_at=facts.online_at,
        model=facts.model,
        firmware=facts.firmware,
    )
