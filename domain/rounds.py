"""The daily round: who needs a look today, and why. Pure; what it looks at is fetched by whoever asks.

Its numbers are those of the rules (clinical facts), taken a step earlier: a round is walked by somebody who has time,
so it names what nobody is called for. A reason never ends an alert and never begins one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.alerts import Alert, Disposition
from domain.baselines import Hour
from domain.muting import happened
from domain.own_bands import Against, Bands, against
from domain.people import DeviceKind
from domain.round_reasons import Look, Reason, Urgency, Watched, Why, Worn
from domain.rules import RuleKind
from domain.severity import Severity

LOOKS_BACK = timedelta(hours=24)
"""Since the last round."""
SILENT_AFTER: Mapping[DeviceKind, timedelta] = {
    DeviceKind.WATCH: timedelta(hours=12),
    DeviceKind.MONITOR: timedelta(hours=12),
    DeviceKind.DOOR: timedelta(hours=25),
}
"""Telecare's shortest step (12 / 24 / 48 h); a door's sensor reports once a day, and proves itself alive in 25 h."""
BATTERY_LOW, BATTERY_EMPTY = 20.0, 10.0
"""The rules' limits of a battery, in %."""
MUCH_LESS = 0.5
"""So little of a quiet day's openings or steps is a reason to look."""
LEAST_HOURS = 3
"""Hours with readings; one unusual reading is no day."""
MOST_OF_THEM = 0.75
_BELOW_ONLY = frozenset({"spo2"})
"""More oxygen in the blood than usual is no reason."""
_NO_FOLLOW_UP = frozenset({Disposition.TEST, Disposition.FALSE_ALARM})


def daily_round(everybody: Iterable[Watched], now: datetime, zone: ZoneInfo) -> list[Look]:
    """Give those who need a look, the most urgent first; nobody, where there is no reason."""
    looks = (look(one, now, zone) for one in everybody)
    return sorted((one for one in looks if one is not None), key=_order)


def look(one: Watched, now: datetime, zone: ZoneInfo) -> Look | None:
    """Give why somebody needs a look; None: they need none. Who has died needs none any more."""
    if one.deceased:
        return None
    found = [*_alerts(one.alerts), *_devices(one, now), *_readings(one, zone), *_person(one)]
    reasons = sorted(found, key=lambda reason: (-reason.urgency, list(Why).index(reason.why), _since(reason)))
    return Look(resident=one.resident, reasons=tuple(reasons)) if reasons else None


def _order(one: Look) -> tuple[int, int, float, str]:
    urgent = [reason for reason in one.reasons if reason.urgency is one.urgency]
    return -one.urgency, -len(urgent), min(map(_since, urgent)), one.resident


def _since(reason: Reason) -> float:
    return reason.since.timestamp() if reason.since else float("inf")


_BY_SEVERITY = {Severity.CRITICAL: Urgency.NOW, Severity.WARNING: Urgency.SOON, Severity.INFO: Urgency.TODAY}


def _alerts(alerts: Iterable[Alert]) -> Iterator[Reason]:
    """Give what is open, and what is over and calls for asking how they are."""
    # A device's silence and its charge are reasons of their own.
    for alert in alerts:
        if alert.technical and (alert.kind is RuleKind.ABSENCE or alert.metric == "battery"):
            continue
        if alert.is_open:
            urgency = Urgency.SOMETIME if alert.technical else _BY_SEVERITY[alert.severity]
            unanswered = {"unanswered": 1.0} if alert.unanswered_at else {}
            yield _about(alert, Why.OPEN_ALERT, urgency, alert.started_at, unanswered)
        elif _is_followed_up(alert):
            yield _about(alert, Why.RECENT_ALERT, Urgency.TODAY, alert.resolved_at or alert.started_at, {})


def _is_followed_up(alert: Alert) -> bool:
    serious = alert.severity >= Severity.WARNING or happened(alert)
    return serious and not alert.technical and alert.disposition not in _NO_FOLLOW_UP


def _about(alert: Alert, why: Why, urgency: Urgency, since: datetime, facts: Mapping[str, float]) -> Reason:
    numbers = {"value": alert.value, "worst": alert.worst, "limit": alert.limit}
    said = {name: number for name, number in numbers.items() if number is not None}
    return Reason(
        why=why,
        urgency=urgency,
        since=since,
        alert=alert.id,
        rule=alert.rule,
        severity=alert.severity,
        metric=alert.metric,
        device=alert.device,
        facts={**said, **facts},
    )


def _devices(one: Watched, now: datetime) -> Iterator[Reason]:
    if not one.devices:
        yield Reason(why=Why.NO_DEVICE, urgency=Urgency.SOMETIME)
        return
    heard = max((device.heard_at for device in one.devices if device.heard_at), default=None)
    if one.away is None and all(_is_silent(device, now) for device in one.devices):
        hours = {"hours": round((now - heard) / timedelta(hours=1), 1)} if heard else {}
        yield Reason(why=Why.NOTHING_HEARD, urgency=Urgency.SOON, since=heard, facts=hours)
    for device in one.devices:
        if device.battery is not None and device.battery < BATTERY_LOW:
            urgency = Urgency.TODAY if device.battery < BATTERY_EMPTY else Urgency.SOMETIME
            facts = {"battery": device.battery}
            yield Reason(why=Why.BATTERY_LOW, urgency=urgency, device=device.id, metric="battery", facts=facts)


def _is_silent(device: Worn, now: datetime) -> bool:
    return device.heard_at is None or now - device.heard_at >= SILENT_AFTER[device.kind]


def _readings(one: Watched, zone: ZoneInfo) -> Iterator[Reason]:
    if one.measured is None or one.away is not None:
        return
    for metric, amount in sorted(one.measured.amounts.items()):
        band = one.measured.daily.get(metric)
        if band is not None and amount < band.low * MUCH_LESS:
            facts = {"amount": amount, "low": band.low, "median": band.median}
            yield Reason(why=Why.LITTLE_ACTIVITY, urgency=Urgency.SOON, metric=metric, facts=facts)
    for metric, hours in sorted(one.measured.hours.items()):
        yield from _off_band(metric, hours, one.measured.vitals.get(metric, Bands()), zone)


def _off_band(metric: str, hours: Sequence[Hour], usual: Bands, zone: ZoneInfo) -> Iterator[Reason]:
    """Give a reason where most hours of the day lay on one side of the band of their own time of day."""
    seen = [(hour, band) for hour in hours if (band := usual.at(hour.start, zone)) is not None]
    if len(seen) < LEAST_HOURS:
        return
    for side in (Against.BELOW, *(() if metric in _BELOW_ONLY else (Against.ABOVE,))):
        off = [(hour, band) for hour, band in seen if against(hour.mean, band) is side]
        if len(off) >= MOST_OF_THEM * len(seen):
            hour, band = off[-1]
            facts = {"value": hour.mean, "low": band.low, "high": band.high, "hours": float(len(off))}
            yield Reason(why=Why.OFF_BAND, urgency=Urgency.TODAY, since=off[0][0].start, metric=metric, facts=facts)


def _person(one: Watched) -> Iterator[Reason]:
    if one.back_at is not None and one.away is None:
        yield Reason(why=Why.BACK_TODAY, urgency=Urgency.TODAY, since=one.back_at)
    if not one.agreed:
        yield Reason(why=Why.NO_CONSENT, urgency=Urgency.SOMETIME)
