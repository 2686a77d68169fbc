"""Silences: of what nobody is told for a while. They are seen and set by those who answer for whom they are about."""

import uuid
from datetime import timedelta

from fastapi import APIRouter

from api.access import Asker, MutesAlerts
from api.paths import OwnId
from api.problems import NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN
from api.rule_checks import wrong
from api.shapes.mutes import SilenceForm, SilenceList, SilenceShape
from api.stretches import stretch
from api.subjects import way_up
from domain.access import Deed, may_about
from domain.errors import NotFound
from domain.muting import Silence
from domain.rules import EventRule

router = APIRouter(prefix="/api/v1/silences", tags=["silences"])

_LONGEST = timedelta(days=30)


@router.get("", summary="List silences", responses=KNOWN)
def list_silences(asker: MutesAlerts) -> SilenceList:
    """List the silences, in force or to come, that keep back something of a resident or an area of yours."""
    found = [one for one in asker.parts.records.mutes.silences(asker.now) if _touches(asker, one)]
    asker.saw(Deed.MUTE_ALERTS, {one.resident for one in found if one.resident is not None})
    return SilenceList(items=[SilenceShape.of(one, asker.now) for one in found])


@router.post("", summary="Silence alerts for a while", status_code=201, responses=ABOUT_ONE | CHANGES)
def silence_alerts(asker: MutesAlerts, form: SilenceForm) -> SilenceShape:
    """Keep messages back: the alerts stand in every list all the same, and are told at its end if they still fire.

    By a rule alone it holds for everybody: for staff who answer for everybody.
    """
    if form.resident is None and form.area is None and form.rule is None:
        raise wrong("body", "says neither whose nor of what: `resident`, `area` or `rule`")
    _check_rule(asker, form.rule)
    begins, ends = stretch(form.starts_at, form.ends_at, asker.now, _LONGEST)
    silence = Silence(
        id=str(uuid.uuid4()),
        starts_at=begins,
        ends_at=ends,
        by=asker.principal.person,
        why=form.why,
        resident=form.resident,
        area=form.area,
        rule=form.rule,
    )
    _let_through(asker, silence)
    asker.parts.records.mutes.put_silence(silence, asker.now)
    return SilenceShape.of(silence, asker.now)


@router.delete("/{silence_id}", summary="End a silence early", responses=ABOUT_ONE)
def end_silence(asker: MutesAlerts, silence_id: OwnId) -> SilenceShape:
    """End a silence now; one that is over stays as it is."""
    mutes = asker.parts.records.mutes
    silence = mutes.silence(silence_id)
    if not _touches(asker, silence):
        raise Problem(NOT_FOUND)
    _let_through(asker, silence)
    mutes.end_silence(silence_id, asker.principal.person, asker.now)
    return SilenceShape.of(mutes.silence(silence_id), asker.now)


def _check_rule(asker: Asker, rule_id: str | None) -> None:
    if rule_id is None:
        return
    try:
        rule = asker.parts.records.rules.rule(rule_id)
    except NotFound:
        raise wrong("body.rule", "no such rule") from None
    if isinstance(rule, EventRule) and not rule.technical:
        raise wrong("body.rule", "what happened is always told")


def _let_through(asker: Asker, silence: Silence) -> None:
    """Let through who may mute all that the silence is about."""
    if silence.area is not None:
        asker.in_area(Deed.MUTE_ALERTS, silence.area)
    if silence.resident is not None:
        placement = asker.about(Deed.MUTE_ALERTS, silence.resident)
        if silence.area is not None and silence.area not in placement.areas:
            raise wrong("body.area", "the resident does not live there: it would keep nothing back")
    if silence.area is None and silence.resident is None:
        asker.everywhere(Deed.MUTE_ALERTS, f"rule:{silence.rule}")


def _touches(asker: Asker, silence: Silence) -> bool:
    """Whether it keeps back anything that the asker answers for: also one on an area that theirs lie in."""
    if silence.resident is not None:
        try:
            placement = asker.parts.records.people.placement(silence.resident)
        except NotFound:
            return False
        return may_about(asker.principal, Deed.MUTE_ALERTS, placement)
    if silence.area is None:
        return True
    areas = asker.areas()
    above_mine = any(silence.area in way_up(areas, mine) for mine in asker.principal.areas if mine in areas)
    return above_mine or asker.holds_for(Deed.MUTE_ALERTS, silence.area)
