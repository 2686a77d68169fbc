"""Alerts: the list, one with its timeline, and what people answer."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import AnswersAlerts, Asker, SeesAlerts
from api.alert_pages import Find, Place, page
from api.answering import answer_alert
from api.paths import AlertId
from api.problems import NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, problems
from api.shapes.alerts import (
    Acknowledgement,
    AlertDetail,
    AlertPage,
    AlertQuery,
    AlertShape,
    DeliveryShape,
    MoveShape,
    Resolution,
)
from domain.access import Deed
from domain.alerts import Alert, AlertState, Change
from domain.answers import acknowledge, resolve
from domain.errors import NotFound
from domain.notifications import ChannelKind
from domain.people import Role
from domain.severity import Severity
from store.records import Records

router = APIRouter(prefix="/api/v1/alerts", tags=["alerts"])

_TOLD = frozenset({AlertState.FIRING, AlertState.ACKNOWLEDGED, AlertState.RESOLVED})


@router.get("", summary="List alerts", responses=ABOUT_ONE)
def list_alerts(asker: SeesAlerts, wanted: Annotated[AlertQuery, Query()]) -> AlertPage:
    """List the alerts of the residents that you may see, newest first; pending ones only where asked for."""
    if wanted.resident is not None:
        asker.about(Deed.SEE_ALERTS, wanted.resident)
    severities = {Severity.of(word) for word in wanted.severity} or set(Severity)
    after = Place.read(wanted.cursor) if wanted.cursor else None
    found, place = page(_finder(asker, wanted), lambda alert: alert.severity in severities, after, wanted.limit)
    if wanted.resident is None:
        asker.saw(Deed.SEE_ALERTS, {alert.resident for alert in found})
    return AlertPage(items=_shapes(asker.parts.records, found), next=str(place) if place else None)


@router.get("/{alert_id}", summary="See one alert", responses=ABOUT_ONE)
def see_alert(asker: SeesAlerts, alert_id: AlertId) -> AlertDetail:
    """See an alert with its timeline and who was told."""
    return _detail(asker, _known(asker, Deed.SEE_ALERTS, alert_id))


@router.post("/{alert_id}/acknowledge", summary="Say that you are on it", responses=ABOUT_ONE | CHANGES | problems(409))
def acknowledge_alert(asker: AnswersAlerts, alert_id: AlertId, form: Acknowledgement | None = None) -> AlertDetail:
    """Take the alert on: the escalation stops. Said twice it changes nothing."""
    note = form.note if form else ""
    return _answered(asker, alert_id, lambda alert: acknowledge(alert, asker.principal.person, asker.now, note=note))


@router.post("/{alert_id}/resolve", summary="Say that it is over", responses=ABOUT_ONE | CHANGES | problems(409))
def resolve_alert(asker: AnswersAlerts, alert_id: AlertId, form: Resolution) -> AlertDetail:
    """End the alert and say what it was. Said twice it changes nothing."""
    by = asker.principal.person
    return _answered(asker, alert_id, lambda alert: resolve(alert, by, form.disposition, asker.now, note=form.note))


def _answered(asker: Asker, alert_id: str, answer: Callable[[Alert], Change | None]) -> AlertDetail:
    _known(asker, Deed.ANSWER_ALERTS, alert_id)
    return _detail(asker, answer_alert(asker.parts.records, alert_id, answer, asker.now))


def _known(asker: Asker, deed: Deed, alert_id: str) -> Alert:
    """Give the alert if the asker may do the deed about its resident; else 404."""
    try:
        alert = asker.parts.records.alerts.alert(alert_id)
    except NotFound:
        raise Problem(NOT_FOUND) from None
    asker.about(deed, alert.resident)
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
        search = partial(search, residents=asker.principal.residents)
    else:
        search = partial(search, areas=asker.principal.areas)
    return lambda before, limit: search(before=before, limit=limit)


def _shapes(records: Records, alerts: list[Alert]) -> list[AlertShape]:
    residents = records.people.residents(ids={alert.resident for alert in alerts}) if alerts else []
    names = {resident.id: resident.name for resident in residents}
    return [AlertShape.of(alert, names.get(alert.resident, "")) for alert in alerts]


def _detail(asker: Asker, alert: Alert) -> AlertDetail:
    records = asker.parts.records
    return AlertDetail(
        alert=_shapes(records, [alert])[0],
        timeline=[MoveShape.of(move) for move in records.alerts.timeline(alert.id)],
        deliveries=_deliveries(asker, alert),
    )


def _deliveries(asker: Asker, alert: Alert) -> list[DeliveryShape]:
    records = asker.parts.records
    seen = records.outbox.of_alert(alert.id)
    if asker.principal.role is Role.RELATIVE:
        seen = [one for one in seen if one.notification.person == asker.principal.person]
    return [
        DeliveryShape(
            id=one.notification.id,
            person=one.notification.person,
            channel=_kind(records, one.notification.channel),
            reason=one.notification.reason,
            move=one.notification.move,
            state=one.state,
            created_at=one.notification.created_at,
            ended_at=one.ended_at,
            attempts=one.attempts,
            error=one.error,
        )
        for one in seen
    ]


def _kind(records: Records, channel: str) -> ChannelKind | None:
    try:
        return records.people.channel(channel).kind
    except NotFound:  # the channel is gone since
        return None
