"""Why somebody is not told now: silences, being away, quiet hours. SOS and falls pass all of them. Pure.

None of it is a state of an alert: the alert fires, stands in every list, and is told when the mute ends, if it is still
firing then.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.alerts import Alert
from domain.hours import LocalHours
from domain.rules import RuleKind
from domain.severity import Severity
from domain.subjects import area_of
from domain.time_rules import SystemWatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A person's mute for a while, from `starts_at` (inclusive) to `ends_at` (exclusive).

    Of what is None any will do; at least one of the three is said.
    """

    id: str
    starts_at: datetime
    ends_at: datetime
    by: str
    why: str
    resident: str | None = None
    area: str | None = None
    rule: str | None = None


class AwayKind(StrEnum):
    """Where somebody is who is not at home."""

    HOSPITAL = "hospital"
    FAMILY = "family"
    TRAVEL = "travel"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Nobody is at home: what a home tells (`Rule.at_home`) and its devices' silence says nothing meanwhile."""

    id: str
    resident: str
    starts_at: datetime
    ends_at: datetime
    kind: AwayKind
    by: str
    why: str = ""


class MutedBy(StrEnum):
    """What keeps a message back."""

    SILENCE = "silence"
    AWAY = "away"
    QUIET_HOURS = "quiet_hours"
    INHIBITED = "inhibited"
    """An open alert of its whole building, or of the gateway, says it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """Why, and until when; `source` is the id of the silence, of the away, or of the alert that inhibits it."""

    by: MutedBy
    until: datetime
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a mute looks at: an alert's resident and their areas (any level), its rule, and how it is to be taken."""

    resident: str
    areas: frozenset[str]
    rule: str
    severity: Severity
    at_home: bool = False
    happened: bool = False


def muted(subject: Subject, silences: Iterable[Silence], aways: Iterable[Away], now: datetime) -> Muted | None:
    """Give the mute that lasts longest; None where it may be told. What happened (SOS, fall) always may."""
    if subject.happened:
        return None
    found = [
        Muted(by=MutedBy.SILENCE, until=one.ends_at, source=one.id)
        for one in silences
        if one.starts_at <= now < one.ends_at and _matches(one, subject)
    ]
    if subject.at_home:
        found += [
            Muted(by=MutedBy.AWAY, until=one.ends_at, source=one.id)
            for one in aways
            if one.resident == subject.resident and one.starts_at <= now < one.ends_at
        ]
    return max(found, key=lambda one: one.until, default=None)


def happened(alert: Alert) -> bool:
    """Whether it is about something that happened to somebody (SOS, fall): nothing keeps that back."""
    return alert.kind is RuleKind.EVENT and not alert.technical


_OUTAGES = frozenset({SystemWatch.BUILDING_SILENT.value, SystemWatch.GATEWAY_DOWN.value})


def is_outage(alert: Alert) -> bool:
    """Whether it says of a whole area, while it is open, what the single alerts of its devices would say."""
    return alert.kind is RuleKind.SYSTEM and alert.metric in _OUTAGES and alert.is_open


def inhibits(outage: Alert, alert: Alert, areas: Collection[str]) -> bool:
    """Whether the alert of an area keeps back this one, of a silent device whose resident lives in `areas` (ids).

    A gateway speaks only for its own devices: it is `<base>.bridge`, they are `<base>.<name>`.
    """
    single = alert.technical and alert.kind is RuleKind.ABSENCE
    if not single or not is_outage(outage) or area_of(outage.resident) not in areas:
        return False
    of_gateway = outage.metric == SystemWatch.GATEWAY_DOWN.value
    return not of_gateway or alert.device.startswith(outage.device.removesuffix("bridge"))


_TRACE = re.compile(r"muted: (?P<by>[a-z_]+)(?: (?P<source>\S+))? until (?P<until>\S+)$")


def trace(muted: Muted) -> str:
    """Give what a move's note says that nobody was told of because of a mute: `muted: silence <id> until <ISO>`."""
    source = f" {muted.source}" if muted.source else ""
    return f"muted: {muted.by}{source} until {muted.until.isoformat(timespec='seconds')}"


def read_trace(note: str) -> Muted | None:
    """Give the mute that a move's note says (to the second); None where it says none."""
    found = _TRACE.search(note)
    if found is None or found["by"] not in set(MutedBy):
        return None
    return Muted(by=MutedBy(found["by"]), until=datetime.fromisoformat(found["until"]), source=found["source"] or "")


def quiet(hours: LocalHours | None, severity: Severity, timezone: str, now: datetime) -> Muted | None:
    """Give until when a receiver's quiet hours keep a message back; what is critical never waits."""
    if hours is None or severity >= Severity.CRITICAL:
        return None
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone)
    if not hours.holds(local.time()):
        return None
    return Muted(by=MutedBy.QUIET_HOURS, until=_next(local, hours.ends, zone))


def _next(local: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """Give the next moment at which the clock on the wall says `clock`."""
    today = datetime.combine(local.date(), clock, zone)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), clock, zone)


def _matches(silence: Silence, subject: Subject) -> bool:
    wanted = (silence.resident, silence.area, silence.rule)
    return any(one is not None for one in wanted) and (
        silence.resident in {None, subject.resident}
        and (silence.area is None or silence.area in subject.areas)
        and silence.rule in {None, subject.rule}
    )
