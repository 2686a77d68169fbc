"""Alerts as they are shown: with whom or where they are about, and whether somebody is told of them now."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from api.shapes.alerts import AlertNames, AlertShape
from api.shapes.mutes import MutedShape
from api.subjects import placement_of
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
    mutes = mutes_of(records, alerts, now, places)
    names = _names_of(records, alerts)
    return [
        AlertShape.of(alert, names[alert.id], MutedShape.of(mutes[alert.id]) if alert.id in mutes else None)
        for alert in alerts
    ]


def _names_of(records: Records, alerts: Sequence[Alert]) -> Mapping[str, AlertNames]:
    """Give by alert what stands on it instead of ids; each kind of them is read once for all alerts."""
    ids = {alert.resident for alert in alerts if area_of(alert.resident) is None}
    residents = {one.id: one for one in records.people.residents(ids=ids)} if ids else {}
    flats = {one.id: one for one in records.people.households({one.household for one in residents.values()})}
    answering = {alert.acknowledged_by for alert in alerts if alert.acknowledged_by}
    people = {one.id: one.name for one in records.people.persons(answering)} if answering else {}
    areas = {area.id: area.name for area in records.people.areas()} if alerts else {}

    def of(alert: Alert) -> AlertNames:
        on_it = people.get(alert.acknowledged_by or "", "")
        resident = residents.get(alert.resident)
        if resident is None:
            return AlertNames(area_name=areas.get(area_of(alert.resident) or "", ""), acknowledged_by_name=on_it)
        flat = flats.get(resident.household)
        return AlertNames(
            resident_name=resident.name,
            building=areas.get(flat.building, "") if flat else "",
            flat=flat.flat if flat else "",
            acknowledged_by_name=on_it,
        )

    return {alert.id: of(alert) for alert in alerts}


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
