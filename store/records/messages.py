"""Joins what a message needs: receiver, channel, alert, move, resident, flat, and the way up to the community."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, FromClause, and_, select

from domain.alerts import Alert, Move
from domain.errors import NotFound
from domain.notifications import Channel, Message, Notification
from domain.people import AreaKind
from store.records.places import areas_above
from store.records.rows import built
from store.records.tables import alerts, areas, channels, households, moves, people, residents

_DEFAULT_ZONE = "Asia/Shanghai"
_FROM_COMMUNITY_DOWN = frozenset({AreaKind.COMMUNITY, AreaKind.GRID, AreaKind.BUILDING})


def message(connection: Connection, notification: Notification, base_url: str) -> Message:
    """Put together the message of a notification, in two queries."""
    row = _all_but_places(connection, notification)
    place, timezone = _place(connection, row[households.c.building])
    return Message(
        notification=notification,
        channel=built(row, channels, Channel),
        language=row[people.c.language],
        timezone=timezone,
        receiver_name=row[people.c.name],
        alert=built(row, alerts, Alert) if row[alerts.c.id] else None,
        move=built(row, moves, Move) if row[moves.c.alert] else None,
        resident_name=row[residents.c.name] or "",
        place=(*place, row[households.c.flat]) if place else (),
        key_holder=row[households.c.key_holder] or "",
        resident_phone=row[residents.c.phone] or "",
        link=_link(base_url, notification.alert),
    )


def _link(base_url: str, alert: str | None) -> str:
    return f"{base_url.rstrip('/')}/alerts/{alert}" if alert else base_url


def _all_but_places(connection: Connection, notification: Notification) -> Mapping[Any, Any]:
    wanted = (
        select(channels, people, alerts, moves, residents, households)
        .select_from(_joined(notification))
        .where(channels.c.id == notification.channel, people.c.id == notification.person)
    )
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise NotFound(f"no channel {notification.channel!r} of {notification.person!r}")
    return row


def _joined(notification: Notification) -> FromClause:
    this_move = and_(moves.c.alert == alerts.c.id, moves.c.n == notification.move)
    return (
        channels.join(people, people.c.id == channels.c.person)
        .outerjoin(alerts, alerts.c.id == notification.alert)
        .outerjoin(moves, this_move)
        .outerjoin(residents, residents.c.id == alerts.c.resident)
        .outerjoin(households, households.c.id == residents.c.household)
    )


def _place(connection: Connection, building: str | None) -> tuple[tuple[str, ...], str]:
    if building is None:
        return (), _DEFAULT_ZONE
    above = areas_above(building)
    way = select(areas.c.kind, areas.c.name, areas.c.timezone).join(above, above.c.id == areas.c.id)
    rows = connection.execute(way.order_by(above.c.height.desc())).all()
    return tuple(row.name for row in rows if row.kind in _FROM_COMMUNITY_DOWN), rows[-1].timezone
