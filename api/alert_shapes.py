"""Alerts as they are shown: with whom or where they are about, and whether somebody is told of them now."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from api.shapes.alerts import AlertShape
from api.shapes.mutes import MutedShape
from api.subjects import areas_of, placement_of
from domain.alerts import Alert, AlertState
from domain.errors import NotFound
from domain.muting import Muted, MutedBy, Subject, happened, inhibits, is_outage, muted
from domain.people import Placement
from domain.rules import RuleKind
from domain.subjects import area_of
from store.records import Records

_CAN_BE_MUTED = frozenset({AlertState.PENDING, AlertState.FIRING, AlertState.ACKNOWLEDGED})


Places = Mapping[str, Placement]
"""Where residents and areas are, by subject."""


def shown(records: Records, alerts: Sequence[Alert], now: datetime, places: Places | None = None) -> list[AlertShape]:
    """Give them as they stand at `now`; `places` of their subjects, where these are known already."""
    subjects = {alert.resident for alert in alerts}
    residents = {one for one in subjects if area_of(one) is None}
    names = {one.id: one.name for one in records.people.residents(ids=residents)} if residents else {}
    areas = areas_of(records) if residents != subjects else {}
    mutes = mutes_of(records, alerts, now, places)
    shapes = []
    for alert in alerts:
        area, mute = area_of(alert.resident), mutes.get(alert.id)
        shapes.append(
            AlertShape.of(
                alert,
                resident_name=names.get(alert.resident, ""),
                area_name=areas[area].name if area in areas else "",
                muted=MutedShape.of(mute) if mute else None,
            )
        )
    return shapes


def mutes_of(
    records: Records, alerts: Sequence[Alert], now: datetime, places: Places | None = None
) -> Mapping[str, Muted]:
    """Give by what the telling of each of these alerts is held back at `now`; those that are told are left out."""
    alerts = [alert for alert in alerts if alert.state in _CAN_BE_MUTED and not happened(alert)]
    if not alerts:
        return {}
    silences, aways = records.mutes.silences(now), records.mutes.aways(now)
    outages = _outages(records, alerts)
    if not (silences or aways or outages):
        return {}
    at_home = {rule.id for rule in records.rules.rules() if rule.at_home}
    places = places_of(records, {alert.resident for alert in alerts}) if places is None else places
    found = {}
    for alert in alerts:
        if alert.resident not in places:
            continue
        areas = places[alert.resident].areas
        mute = muted(_subject(alert, areas, at_home), silences, aways, now) or _inhibited(alert, areas, outages, now)
        if mute is not None:
            found[alert.id] = mute
    return found


def _outages(records: Records, alerts: Sequence[Alert]) -> list[Alert]:
    if not any(alert.technical and alert.kind is RuleKind.ABSENCE for alert in alerts):
        return []
    return [one for one in records.alerts.open() if is_outage(one)]


def _inhibited(alert: Alert, areas: Sequence[str], outages: Sequence[Alert], now: datetime) -> Muted | None:
    """Say which alert of the whole building says it already; it lasts until somebody ends that one."""
    source = next((one.id for one in outages if inhibits(one, alert, areas)), None)
    return Muted(by=MutedBy.INHIBITED, until=alert.due_at or now, source=source) if source else None


def _subject(alert: Alert, areas: Sequence[str], at_home: set[str]) -> Subject:
    return Subject(
        resident=alert.resident,
        areas=frozenset(areas),
        rule=alert.rule,
        severity=alert.severity,
        at_home=alert.rule in at_home,
    )


def places_of(records: Records, subjects: set[str]) -> Places:
    """Give where these subjects are; those that are gone since are left out."""
    places = {}
    for subject in subjects:
        try:
            places[subject] = placement_of(records, subject)
        except NotFound:
            continue
    return places
