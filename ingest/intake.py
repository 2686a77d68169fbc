"""The way of a batch: decode, identify, append. What returns from here may be acknowledged."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from devices.decoded import Decoded
from domain.errors import StoreAway
from domain.readings import Availability, Quarantined, Report
from ingest.bridge_words import BridgeWords
from ingest.device_facts import FactsGatherer
from mqtt.message import Message
from mqtt.topics import speaks_of_bridge
from store.readings import ReadingStore
from store.records import Records
from store.records.findings import Sighting

log = structlog.get_logger()

REGISTRY_EVERY = timedelta(seconds=1)
MOST_REPORTS = 20_000
"""Reports that are held at once: a thousand messages may be a thousand buffers of a thousand objects each."""


class Decode(Protocol):
    """`devices.decode.decode`, with the dialects of this installation."""

    def __call__(self, topic: str, payload: bytes, received_at: datetime, *, retained: bool = False) -> Decoded:
        """Give what the message says."""
        ...


@dataclass(slots=True)
class Counts:
    """What went through since the start."""

    messages: int = 0
    reports: int = 0
    readings: int = 0
    quarantined: int = 0
    unclaimed: int = 0


@dataclass(slots=True)
class _Batch:
    reports: list[Report] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    strangers: list[tuple[str, Report | None, Message]] = field(default_factory=list)
    """Device, what it reported, and the message, of devices that nobody has claimed."""
    sightings: dict[str, Sighting] = field(default_factory=dict)


class Intake:
    """Takes batches of messages to the readings store; everything else it meets goes to the records.

    `take` raises StoreAway when the store that a batch needs cannot take it: nothing of it may be acknowledged then.
    What was written of it already changes nothing when it comes again.
    """

    def __init__(self, *, readings: ReadingStore, records: Records, decode: Decode, facts_every: timedelta) -> None:
        self._readings = readings
        self._records = records
        self._decode = decode
        self._facts = FactsGatherer(records.registry.hear)
        self._bridges = BridgeWords(records.bridges.hear)
        self._facts_every = facts_every
        self._revision = 0
        self._registry_due: datetime | None = None
        self._facts_due: datetime | None = None
        self._records_missed = False
        self.counts = Counts()
        self.refresh()

    def refresh(self) -> None:
        """Read which devices are claimed, as far as that has changed."""
        self._revision, changed = self._records.registry.known(self._revision)
        for device in changed:
            (self._facts.release if device.retired else self._facts.claim)(device.id)

    def take(self, messages: Sequence[Message]) -> None:
        """Let the readings of a batch rest, and put on record what could not be taken."""
        batch = _Batch()
        for message in messages:
            self._sort(message, batch)
            if len(batch.reports) + len(batch.strangers) >= MOST_REPORTS:
                self._settle(batch)
                batch = _Batch()
        self._settle(batch)
        self.counts.messages += len(messages)

    def _settle(self, batch: _Batch) -> None:
        if batch.strangers:
            self._meet(batch)
        self._append(batch)
        self._record(batch)
        for report in batch.reports:
            self._facts.report(report)
        self._count(batch)

    def probe(self) -> None:
        """Raise StoreAway where the stores that the last batch needed could not take it now."""
        self._readings.check()
        if self._records_missed:
            self._records.check()
            self._records_missed = False

    def _sort(self, message: Message, batch: _Batch) -> None:
        decoded = self._decode(message.topic, message.payload, message.received_at, retained=message.retained)
        batch.quarantined.extend(decoded.quarantined)
        for report in decoded.reports:
            if self._facts.is_claimed(report.device):
                batch.reports.append(report)
            else:
                batch.strangers.append((report.device, report, message))
        if decoded.availability is not None or decoded.description is not None:
            self._aside(decoded, message, batch)

    def _aside(self, decoded: Decoded, message: Message, batch: _Batch) -> None:
        """Take in what a device says of itself; it is written with the facts."""
        description = decoded.description
        if decoded.availability:
            self._available(decoded.availability, message)
        if description and self._facts.is_claimed(description.device):
            self._facts.description(description)
        elif description and not decoded.reports:  # else it stands there with what it reported
            batch.strangers.append((description.device, None, message))

    def _available(self, said: Availability, message: Message) -> None:
        """Take in that a device is there or gone; of bridges also where nobody has registered them."""
        if speaks_of_bridge(message.topic, said.device):
            self._bridges.say(said, kept=message.retained)
        if self._facts.is_claimed(said.device):
            self._facts.availability(said, kept=message.retained)

    def _meet(self, batch: _Batch) -> None:
        """Look again who the strangers are: one claimed a moment ago must lose nothing."""
        with self._needing_records():
            self.refresh()
        for device, report, message in batch.strangers:
            if not self._facts.is_claimed(device):
                _sight(device, message, batch)
            elif report is not None:
                batch.reports.append(report)

    def _append(self, batch: _Batch) -> None:
        if not batch.reports:
            return
        for refusal in self._readings.append(batch.reports).refused:
            batch.quarantined.append(
                Quarantined(
                    device=refusal.report.device,
                    topic="",
                    reason="store_refused",
                    detail=refusal.reason,
                    payload=repr(dict(refusal.report.values)).encode(),
                    received_at=refusal.report.received_at,
                )
            )

    def _record(self, batch: _Batch) -> None:
        with self._needing_records():
            if batch.quarantined:
                self._records.findings.quarantine(batch.quarantined)
            if batch.sightings:
                self._records.findings.unclaimed(batch.sightings.values())

    @contextlib.contextmanager
    def _needing_records(self) -> Iterator[None]:
        """Remember that it was the records that were away: it is they that are waited for then."""
        try:
            yield
        except StoreAway:
            self._records_missed = True
            raise

    def _count(self, batch: _Batch) -> None:
        counts = self.counts
        counts.reports += len(batch.reports)
        counts.readings += sum(len(report.values) for report in batch.reports)
        counts.quarantined += len(batch.quarantined)
        counts.unclaimed += len(batch.sightings)

    def idle(self, now: datetime) -> bool:
        """Do what passing time asks for: learn of new devices, write facts. False, and nothing lost, when it fails."""
        try:
            if self._registry_due is None or now >= self._registry_due:
                self._registry_due = now + REGISTRY_EVERY
                self.refresh()
            if self._facts_due is None or now >= self._facts_due:
                self._facts_due = now + self._facts_every
                self._flush()
        except StoreAway as away:
            log.error("records away", error=str(away), devices_waiting=len(self._facts))
            return False
        return True

    def _flush(self) -> None:
        self._bridges.flush()
        self._facts.flush()

    def close(self) -> None:
        """Write the last facts, where the records can be reached."""
        try:
            self._flush()
        except StoreAway as away:
            log.error("records away: the last facts are lost", error=str(away), devices=len(self._facts))


def _sight(device: str, message: Message, batch: _Batch) -> None:
    before = batch.sightings.get(device)
    batch.sightings[device] = Sighting(
        device=device,
        site=device.partition(".")[0],
        topic=message.topic,
        payload=message.payload,
        at=message.received_at,
        count=before.count + 1 if before else 1,
    )
