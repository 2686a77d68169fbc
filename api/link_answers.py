"""Answering by a signed link: who came by it, how the alert stands, and taking it on in the receiver's name."""

from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from api.answering import answer_alert
from api.link_page import Case
from api.link_words import Said, about
from api.parts import Parts
from api.subjects import areas_of, placement_of
from domain.access import Deed, may_about
from domain.alerts import Alert, AlertState, Change
from domain.answers import acknowledge
from domain.errors import MoveRefused, NotFound
from domain.escalation import Ladders
from domain.links import SIGNED_WITH, BadLink, SignedLink, read_link
from domain.people import Placement
from domain.subjects import area_of
from store.records import Records
from store.records.audit import Entry
from store.records.links import LinkUsed, UsedLink

log = structlog.get_logger()

_NOTE = "by the link in a message"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is to be said to whoever came.

    language  of the receiver; empty where nobody is known by the link
    stands    how the alert is now, where what is said is about the link alone
    """

    said: Said
    language: str = ""
    case: Case | None = None
    stands: Said | None = None


def look_at(parts: Parts, token: str) -> Outcome:
    """Tell how the alert stands; nothing is answered by looking, for mail scanners look too."""
    visit = _Visit.of(parts, token, Deed.SEE_ALERTS)
    return visit if isinstance(visit, Outcome) else visit.outcome(visit.standing())


def take_on(parts: Parts, token: str) -> Outcome:
    """Acknowledge in the receiver's name, once."""
    visit = _Visit.of(parts, token, Deed.ANSWER_ALERTS)
    if isinstance(visit, Outcome):
        return visit
    standing = visit.standing()
    return visit.outcome(visit.answer() if standing is Said.ASK else standing)


class _TakenMeanwhile(Exception):
    """Somebody is on it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """Somebody who came by a good link and may still answer."""

    parts: Parts
    link: SignedLink
    alert: Alert
    language: str
    case: Case
    now: datetime

    @classmethod
    def of(cls, parts: Parts, token: str, deed: Deed) -> "_Visit | Outcome":
        """Let somebody in, or say why not. Every visit with a link of ours is on record under its receiver's name."""
        now, records = parts.clock(), parts.records
        try:
            link = read_link(records.secret(SIGNED_WITH), token, _LONG_AGO)
        except BadLink as error:
            log.warning("signed link refused", reason=str(error))
            return Outcome(said=Said.UNKNOWN)
        try:
            person, alert = records.people.person(link.person), records.alerts.alert(link.alert)
            principal, placement = records.people.principal(person.id, now), placement_of(records, alert.resident)
        except NotFound:
            log.warning("signed link refused", reason="receiver, alert or subject is gone")
            return Outcome(said=Said.UNKNOWN)
        may_answer = may_about(principal, Deed.ANSWER_ALERTS, placement)
        fresh = now < link.expires_at
        allowed = may_answer and fresh
        records.audit.put([Entry(at=now, person=person.id, deed=deed, subject=alert.resident, allowed=allowed)])
        if not fresh:
            return Outcome(said=Said.EXPIRED, language=person.language)
        if not may_answer:
            return Outcome(said=Said.FORBIDDEN, language=person.language)
        case = _case(records, alert, placement)
        return cls(parts=parts, link=link, alert=alert, language=person.language, case=case, now=now)

    def standing(self) -> Said:
        """Tell whether there is still something to answer by this link."""
        if self.parts.records.alerts.used_link(self.link.notification) is not None:
            return Said.USED
        return _standing(self.alert)

    def answer(self) -> Said:
        """Acknowledge; of two who press at the same moment one is told that somebody is on it."""
        person, records = self.link.person, self.parts.records
        used = UsedLink(notification=self.link.notification, person=person, alert=self.link.alert, used_at=self.now)
        try:
            answer_alert(records, self.link.alert, self._take, self.now, link=used)
        except LinkUsed:
            return Said.USED
        except MoveRefused:
            return Said.OVER
        except _TakenMeanwhile:  # since this visit looked, perhaps by a second press of the same button
            return Said.ON_IT if records.alerts.used_link(used.notification) is None else Said.USED
        return Said.TAKEN

    def _take(self, alert: Alert, ladders: Ladders) -> Change:
        change = acknowledge(alert, self.link.person, self.now, note=_NOTE, ladders=ladders)
        if change is None:
            raise _TakenMeanwhile
        return change

    def outcome(self, said: Said) -> Outcome:
        """Give what is said, with the alert as it is shown."""
        alone = said is Said.USED
        stands = _standing(self.parts.records.alerts.alert(self.alert.id)) if alone else None
        return Outcome(said=said, language=self.language, case=self.case, stands=stands)


def _standing(alert: Alert) -> Said:
    if alert.state is AlertState.FIRING:
        return Said.ASK
    if alert.state is AlertState.ACKNOWLEDGED:
        return Said.ASK if alert.reminded_at is not None else Said.ON_IT
    return Said.OVER


def _case(records: Records, alert: Alert, placement: Placement) -> Case:
    return Case(
        place=_place(records, alert.resident),
        about=about(alert),
        severity=alert.severity,
        since=alert.started_at,
        timezone=placement.timezone,
    )


def _place(records: Records, subject: str) -> str:
    """Name the flat and its building, or the area: never who lives there."""
    areas, area = areas_of(records), area_of(subject)
    if area is not None:
        return areas[area].name
    household = records.people.household(records.people.resident(subject).household)
    return f"{areas[household.building].name} {household.flat}"
