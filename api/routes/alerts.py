"""Alerts: the list, one with its timeline, and what people answer."""

import re
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import AnswersAlerts, Asker, SeesAlerts
from api.alert_pages import Find, Place, page
from api.alert_shapes import shown
from api.answering import Answer, answer_alert
from api.cursors import cursor, last_of
from api.paths import CURSOR, AlertId
from api.problems import NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, problems
from api.rule_checks import wrong
from api.shapes.alerts import (
    Acknowledgement,
    AlertDetail,
    AlertPage,
    AlertQuery,
    MoveShape,
    Resolution,
)
from api.shapes.deliveries import DeliveryShape
from domain.access import Deed
from domain.alerts import Alert, AlertState
from domain.answers import acknowledge, resolve
from domain.errors import BadInput, NotFound
from domain.notifications import ChannelKind
from domain.people import Role
from domain.severity import Severity
from store.records import Records

router = APIRouter(prefix="/api/v1/alerts", tags=["alerts"])

_LIST = "alerts"

_TOLD = frozenset({AlertState.FIRING, AlertState.ACKNOWLEDGED, AlertState.RESOLVED})


@router.get("", summary="List alerts", responses=ABOUT_ONE)
def list_alerts(asker: SeesAlerts, wanted: Annotated[AlertQuery, Query()]) -> AlertPage:
    """List the alerts of the residents and areas that you may see, newest first; pending ones only where asked for."""
    if wanted.resident is not None:
        asker.about(Deed.SEE_ALERTS, wanted.resident)
    severities = {Severity.of(word) for word in wanted.severity} or set(Severity)
    after = _place(wanted)

    def matches(alert: Alert) -> bool:
        unanswered = wanted.unanswered in {None, alert.unanswered_at is not None}
        return alert.severity in severities and unanswered

    found, place = page(_finder(asker, wanted), matches, after, wanted.limit)
    if wanted.resident is None:
        asker.saw(Deed.SEE_ALERTS, {alert.resident for alert in found})
    return AlertPage(
        items=shown(asker.parts.records, found, asker.now), next=cursor(_LIST, str(place)) if place else None
    )


@router.get("/{alert_id}", summary="See one alert", responses=ABOUT_ONE)
def see_alert(asker: SeesAlerts, alert_id: AlertId) -> AlertDetail:
    """See an alert with its timeline and who was told."""
    return _detail(asker, _known(asker, Deed.SEE_ALERTS, alert_id))


@router.post("/{alert_id}/acknowledge", summary="Say that you are on it", responses=ABOUT_ONE | CHANGES | problems(409))
def acknowledge_alert(asker: AnswersAlerts, alert_id: AlertId, form: Acknowledgement | None = None) -> AlertDetail:
    """Take the alert on: the escalation stops. Said twice it changes nothing."""
    note, by = form.note if form else "", asker.principal.person
    return _answered(asker, alert_id, lambda alert, those: acknowledge(alert, by, asker.now, note=note, ladders=those))


@router.post("/{alert_id}/resolve", summary="Say that it is over", responses=ABOUT_ONE | CHANGES | problems(409))
def resolve_alert(asker: AnswersAlerts, alert_id: AlertId, form: Resolution) -> AlertDetail:
    """End the alert and say what it was. Said twice it changes nothing."""
    by = asker.principal.person
    return _answered(asker, alert_id, lambda alert, _: resolve(alert, by, form.disposition, asker.now, note=form.note))


def _answered(asker: Asker, alert_id: str, answer: Answer) -> AlertDetail:
    _known(asker, Deed.ANSWER_ALERTS, alert_id)
    return _detail(asker, answer_alert(asker.parts.records, alert_id, answer, asker.now))


def _known(asker: Asker, deed: Deed, alert_id: str) -> Alert:
    """Give the alert if the asker may do the deed about its resident or area; else 404."""
    try:
        alert = asker.parts.records.alerts.alert(alert_id)
    except NotFound:
        raise Problem(NOT_FOUND) from None
    asker.about_alert(deed, alert.resident)
    return alert


def _finder(asker: Asker, wanted: AlertQuery) -> Find:
    """Give the search over what the asker may see: by relation for relatives, by assignment for all others."""
    search = partial(
        asker.parts.records.alerts.find,
        states=frozenset(wanted.state) or _TOLD,
        technical=wanted.technical,
        since=wanted.since,
    )
    if wanted.resident is not None:
        search = partial(search, residents=[wanted.resident])
    elif asker.principal.role is Role.RELATIVE:
        search = partial(search, residents=asker.principal.residents_for(Deed.SEE_ALERTS))
    else:
        search = partial(search, areas=asker.principal.areas)
    return lambda before, limit: search(before=before, limit=limit)


def _place(wanted: AlertQuery) -> Place | None:
    """Read where the page begins. Both names take both forms that `next` ever had: 0.1 gave a bare place."""
    if wanted.after and wanted.cursor:
        raise wrong("query.cursor", "it is another name of `after`: say one of them")
    field, said = ("query.after", wanted.after) if wanted.after else ("query.cursor", wanted.cursor)
    if not said:
        return None
    try:
        return Place.read(said if re.fullmatch(CURSOR, said) else last_of(_LIST, said, field))
    except BadInput as error:
        raise wrong(field, str(error)) from None


def _detail(asker: Asker, alert: Alert) -> AlertDetail:
    records = asker.parts.records
    timeline, deliveries = records.alerts.timeline(alert.id), _deliveries(asker, alert)
    named = {
        alert.acknowledged_by,
        alert.resolved_by,
        *(one.by for one in timeline),
        *(one.person for one in deliveries),
    }
    return AlertDetail(
        alert=shown(records, [alert], asker.now)[0],
        timeline=[MoveShape.of(move) for move in timeline],
        deliveries=deliveries,
        people={one.id: one.name for one in records.people.persons({one for one in named if one})},
    )


def _deliveries(asker: Asker, alert: Alert) -> list[DeliveryShape]:
    records = asker.parts.records
    seen = records.outbox.of_alert(alert.id)
    if asker.principal.role is Role.RELATIVE:
        seen = [one for one in seen if one.notification.person == asker.principal.person]
    return [DeliveryShape.of(one, channel_kind(records, one.notification.channel)) for one in seen]


def channel_kind(records: Records, channel: str) -> ChannelKind | None:
    """Give by what; None for a channel that is gone since."""
    try:
        return records.people.channel(channel).kind
    except NotFound:
        return None
