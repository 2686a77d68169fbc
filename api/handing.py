"""Handing an area's post over: who may, to whom, and which open alerts go with it."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from api.access import Asker
from api.answering import answer_alert
from api.problems import FORBIDDEN, REFUSED, Problem
from api.rule_checks import wrong
from domain.access import Deed
from domain.alerts import Alert, AlertState, Change
from domain.answers import hand_over, handed_to
from domain.escalation import Ladders
from domain.people import Placement
from domain.rosters import Handover, Roster, on_duty
from domain.subjects import area_of
from store.records import Records

_RECENT = timedelta(days=31)
_AGAIN = timedelta(days=1)
"""How long the same hand-over asked for once more is the one that was made."""
_ANSWERED_FOR = frozenset({AlertState.FIRING, AlertState.ACKNOWLEDGED})
_MOST = 10_000
_MEANWHILE = timedelta(minutes=1)
"""How long after it an alert may still have been told to whoever gave the post away."""


def made_before(asker: Asker, area: str, giver: str | None, to: str) -> Handover | None:
    """Give the asker's hand-over that this one repeats; None: it is a new one.

    It is found also by somebody who answers for the area no longer: the first answer may have been lost on the way.
    """
    rosters, me = asker.parts.records.rosters, asker.principal.person
    made = [
        one
        for one in rosters.handovers(area)
        if me in {one.by, one.from_person} and one.to_person == to and asker.now - one.at < _AGAIN
    ]
    holding = _holding(rosters.roster(area), asker.now) if made else set()
    same = (one for one in made if one.from_person == (giver or one.from_person))
    return next((one for one in same if to in holding and one.from_person not in holding), None)


def giver_of(asker: Asker, roster: Roster, said: str | None) -> str:
    """Tell whose post is handed over: of who is said, who asks, or who alone is on duty."""
    holding = _holding(roster, asker.now)
    if said is not None:
        if said not in holding:
            raise wrong("body.from_person", "has no post for this area")
        return said
    if asker.principal.person in holding:
        return asker.principal.person
    primary = on_duty(roster, asker.now).primary
    if len(primary) != 1:
        raise wrong("body.from_person", "say whose post: not exactly one person is on duty")
    return primary[0]


def let_through(asker: Asker, placement: Placement, roster: Roster, giver: str, to: str) -> None:
    """Let through staff above, who decide; and who hands over themselves, to somebody who knows the area.

    Nobody sees more people by it than staff have decided: those are the area's others, those above it, and who handed
    it over lately.
    """
    if asker.holds_for(Deed.KEEP_ROSTERS, roster.area):
        return
    if giver != asker.principal.person:
        raise Problem(FORBIDDEN, detail="hand over your own post; another's is handed over by staff")
    if to not in known_here(asker, placement, roster):
        raise Problem(REFUSED, detail="they have no post here or above: staff may hand over to them")


def known_here(asker: Asker, placement: Placement, roster: Roster) -> set[str]:
    """Give the ids of those who know the area: its own, those above it, and who handed it over lately."""
    rosters = asker.parts.records.rosters
    known = {one for way in rosters.rosters(placement.areas).values() for one in _holding(way, asker.now)}
    return known | {one.from_person for one in rosters.handovers(roster.area) if asker.now - one.at < _RECENT}


def make(asker: Asker, area: str, giver: str, to: str, why: str) -> Handover:
    """End the one post and begin the other."""
    handover = Handover(
        id=str(uuid.uuid4()),
        area=area,
        from_person=giver,
        to_person=to,
        at=asker.now,
        by=asker.principal.person,
        why=why,
    )
    asker.parts.records.rosters.hand_over(handover, asker.now)
    return handover


def move_alerts(asker: Asker, handover: Handover) -> list[str]:
    """Give the open alerts that are the giver's to whoever took over, each in its timeline; those moved already stay.

    Theirs are those that they acknowledged or were told of; and all about people of the very area, told or not.
    """
    records, moved = asker.parts.records, []

    def answer(alert: Alert, ladders: Ladders) -> Change | None:
        if _was_handed(records, alert, handover):
            return None
        return hand_over(alert, handover, asker.now, ladders=ladders)

    for alert in _theirs(records, handover):
        after = answer_alert(records, alert.id, answer, asker.now)
        if after.state in _ANSWERED_FOR:
            moved.append(alert.id)
    return moved


def _theirs(records: Records, handover: Handover) -> Iterator[Alert]:
    for alert in records.alerts.find(areas=[handover.area], states=_ANSWERED_FOR, limit=_MOST):
        if (alert.fired_at or alert.started_at) - handover.at > _MEANWHILE:
            continue  # it is told to whoever took over by itself
        told = any(one.notification.person == handover.from_person for one in records.outbox.of_alert(alert.id))
        if told or alert.acknowledged_by == handover.from_person or _is_next(records, alert, handover):
            yield alert


def _is_next(records: Records, alert: Alert, handover: Handover) -> bool:
    """Whether it is about a person of that very area: its steward is the first to be told."""
    if alert.technical or area_of(alert.resident) is not None:
        return False
    return records.people.placement(alert.resident).areas[0] == handover.area


def _was_handed(records: Records, alert: Alert, handover: Handover) -> bool:
    return any(
        move.at >= handover.at and handed_to(move) == handover.to_person for move in records.alerts.timeline(alert.id)
    )


def _holding(roster: Roster, moment: datetime) -> set[str]:
    return {one.person for one in roster.posts if one.holds_at(moment)}
