"""What lies in quarantine is read once more: after a decoder has learned, or a device was claimed.

It is decoded as of when it came, and its readings rest in the store before the entry goes: an entry is never lost, and
to do it twice changes nothing. Nobody is alerted by it: what was late when it came is history now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.access import Asker
from api.claiming import kept_device
from api.sites import site_of_topic, sites_of
from devices import decode, dialects_of
from devices.decoded import Decoded
from domain.access import Deed
from domain.errors import NotFound
from domain.readings import Quarantined, Report
from store.records.findings import Kept


class Became(StrEnum):
    """What became of an entry."""

    TAKEN = "taken"
    STILL_REFUSED = "still_refused"
    UNCLAIMED = "unclaimed"
    SAYS_NOTHING = "says_nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What became of one entry; `refused` says why what still cannot be taken cannot. Only what is TAKEN is gone."""

    number: int
    became: Became
    readings: int
    devices: tuple[str, ...]
    refused: tuple[Quarantined, ...]


class Mine:
    """Tells which topics are the asker's to look after: their sites', and those that belong to no site of ours."""

    def __init__(self, asker: Asker) -> None:
        areas = list(asker.areas().values())
        self.sites = sites_of(areas, asker.principal.areas)
        self._others = {area.site for area in areas if area.site} - self.sites

    def holds(self, topic: str) -> bool:
        """Whether it is one of them."""
        return site_of_topic(topic) not in self._others


def replay(asker: Asker, kept: Kept) -> Replayed:
    """Read one entry again. NOT_FOUND, and nothing done, where it speaks of a device that somebody else looks after."""
    entry = kept.entry
    dialects = dialects_of(asker.parts.settings.dialects.split(","))
    said = decode(entry.topic, entry.payload, entry.received_at, dialects=dialects)
    devices = tuple(sorted({report.device for report in said.reports}))
    ours = {device for device in devices if _is_claimed(asker, device)}
    asker.note(Deed.KEEP_DEVICES, f"quarantine:{kept.number}", ",".join(devices)[:200])
    theirs = [report for report in said.reports if report.device in ours]
    refused = [*said.quarantined, *_stored(asker, theirs)]
    became = _became(said, ours, refused)
    if became is Became.TAKEN:
        asker.parts.records.findings.let_go(entry)
    readings = sum(len(report.values) for report in theirs)
    return Replayed(number=kept.number, became=became, readings=readings, devices=devices, refused=tuple(refused))


def replay_some(asker: Asker, entries: Iterable[Kept], most: int) -> list[Replayed]:
    """Read entries again, the oldest first and each message once; `most` messages."""
    messages = {
        (one.entry.topic, one.entry.payload, one.entry.received_at): one
        for one in sorted(entries, key=lambda kept: -kept.number)
    }
    oldest_first = sorted(messages.values(), key=lambda kept: kept.number)
    return [replay(asker, one) for one in oldest_first[:most]]


def _is_claimed(asker: Asker, device: str) -> bool:
    """Whether it is a device of ours; the 404 problem where it is somebody else's to look after."""
    try:
        asker.parts.records.registry.device(device)
    except NotFound:
        return False
    return kept_device(asker, device).retired_at is None


def _stored(asker: Asker, reports: Sequence[Report]) -> list[Quarantined]:
    """Let the readings rest; give what the store will never take."""
    if not reports:
        return []
    return [
        Quarantined(
            device=one.report.device,
            topic="",
            reason="store_refused",
            detail=one.reason,
            payload=b"",
            received_at=one.report.received_at,
        )
        for one in asker.parts.readings.append(reports).refused
    ]


def _became(said: Decoded, ours: set[str], refused: Sequence[Quarantined]) -> Became:
    if refused:
        return Became.STILL_REFUSED
    if any(report.device not in ours for report in said.reports):
        return Became.UNCLAIMED
    return Became.TAKEN if said.reports else Became.SAYS_NOTHING
