"""What the statistics of answers are made of: alerts that fired, when they were told, acknowledged and resolved.

A year of a large installation is 100,000 alerts: each statement runs along one index over the time that is asked for,
and numbers become moments in one place, not by a column's type for each value.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Label, Select, String, literal_column, select, type_coerce

from domain.alerts import Disposition
from domain.kpis import AnsweredAlert, OpenSpell
from domain.notifications import Reason
from domain.people import Role
from domain.severity import Severity
from domain.subjects import area_of
from store.records.database import Database
from store.records.places import subjects_within
from store.records.tables import alerts, households, moves, outbox, people, residents
from store.records.tables.alerts import IS_ACKNOWLEDGEMENT, IS_OPEN
from store.records.tables.columns import EPOCH

_SEVERITIES = {int(one): one for one in Severity}
_DISPOSITIONS = {one.value: one for one in Disposition}


class _Context(NamedTuple):
    """What stands beside the alerts, by resident or by alert; moments in epoch microseconds."""

    buildings: Mapping[str, str]
    told: Mapping[str, int]
    acknowledged: Mapping[str, tuple[int, str]]


class Kpis:
    """Reads what happened; works nothing out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def told(self, since: datetime, until: datetime, areas: Collection[str] | None = None) -> list[AnsweredAlert]:
        """Give the alerts that fired from `since` (inclusive) to `until` (exclusive), in that order.

        `areas` are ids; all that lies below them is included; None: everywhere.
        """
        fired = _ALERTS.where(alerts.c.fired_at >= since, alerts.c.fired_at < until)
        if areas is not None:
            fired = fired.where(alerts.c.resident.in_(subjects_within(areas)))
        with self._database.reading() as connection:
            rows = connection.execute(fired).all()
            context = _context(connection, since)
        return [_answered(row, context) for row in rows]

    def open_at(self, moment: datetime, areas: Collection[str] | None = None) -> list[OpenSpell]:
        """Give when the alerts about people began and ended that had fired before a moment and were open then."""
        wanted = _SPELLS.where(alerts.c.fired_at < moment)
        if areas is not None:
            wanted = wanted.where(alerts.c.resident.in_(subjects_within(areas)))
        parts = (wanted.where(IS_OPEN), wanted.where(~IS_OPEN, alerts.c.resolved_at >= moment))
        with self._database.reading() as connection:
            rows = [row for part in parts for row in connection.execute(part).all()]
        return [OpenSpell(EPOCH + timedelta(microseconds=fired), _moment(resolved)) for fired, resolved in rows]


def _number(column: Column[Any]) -> Label[Any]:
    return type_coerce(column, BigInteger).label(column.name)


def _word(column: Column[Any]) -> Label[Any]:
    return type_coerce(column, String).label(column.name)


_ALERTS: Select[Any] = select(
    alerts.c.id,
    alerts.c.resident,
    alerts.c.site,
    alerts.c.rule,
    alerts.c.technical,
    alerts.c.resolved_by,
    _word(alerts.c.disposition),
    *(_number(alerts.c[name]) for name in ("severity", "fired_at", "resolved_at", "unanswered_at")),
).order_by(alerts.c.fired_at)
_SPELLS: Select[Any] = select(_number(alerts.c.fired_at), _number(alerts.c.resolved_at)).where(~alerts.c.technical)
_HOMES = select(residents.c.id, households.c.building).join(households, households.c.id == residents.c.household)
_RELATIVES = select(people.c.id).where(people.c.role == Role.RELATIVE)
_ASKED = select(outbox.c.alert, _number(outbox.c.ended_at)).where(
    outbox.c.state == literal_column("'sent'"),
    outbox.c.alert.is_not(None),
    outbox.c.reason != Reason.HISTORY,
    outbox.c.person.not_in(_RELATIVES),
)
_ACKNOWLEDGED = select(moves.c.alert, _number(moves.c.at), moves.c.by).where(IS_ACKNOWLEDGEMENT)


def _context(connection: Connection, since: datetime) -> _Context:
    """Read along the time: nothing is told or answered before it has fired."""
    told: dict[str, int] = {}
    for alert, at in connection.execute(_ASKED.where(outbox.c.created_at >= since)).all():
        if at < told.get(alert, at + 1):
            told[alert] = at
    # The newest first: of what is put into a dictionary, the last stays.
    made = connection.execute(_ACKNOWLEDGED.where(moves.c.at >= since).order_by(moves.c.at.desc(), moves.c.n.desc()))
    return _Context(
        buildings=dict(connection.execute(_HOMES).all()),
        told=told,
        acknowledged={alert: (at, by) for alert, at, by in made.all()},
    )


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else EPOCH + timedelta(microseconds=micros)


def _answered(row: Any, context: _Context) -> AnsweredAlert:
    alert, resident, site, rule, technical, resolved_by, disposition, severity, fired, resolved, unanswered = row
    at, by = context.acknowledged.get(alert, (None, None))
    return AnsweredAlert(
        alert=alert,
        resident=resident,
        building=context.buildings.get(resident) or area_of(resident) or "",
        site=site,
        rule=rule,
        severity=_SEVERITIES[severity],
        technical=technical,
        fired_at=EPOCH + timedelta(microseconds=fired),
        first_told_at=_moment(context.told.get(alert)),
        acknowledged_at=_moment(at),
        acknowledged_by=by,
        resolved_at=_moment(resolved),
        resolved_by=resolved_by,
        disposition=_DISPOSITIONS[disposition] if disposition else None,
        unanswered_at=_moment(unanswered),
    )
