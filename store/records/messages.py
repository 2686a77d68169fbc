"""Joins what a message needs: receiver, channel, alert, move, resident, flat, and the way up to the community.

An alert about an area has no resident and no flat: its place is the way down to that area.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from domain.alerts import Alert, Move
from domain.errors import NotFound
from domain.notifications import Channel, Message, Notification
from domain.people import AreaKind
from domain.subjects import area_of
from store.records.places import areas_above
from store.records.rows import built
from store.records.tables import alerts, areas, channels, households, moves, people, residents
from store.records.tables.columns import Id

_DEFAULT_ZONE = "Asia/Shanghai"
_FROM_COMMUNITY_DOWN = frozenset({AreaKind.COMMUNITY, AreaKind.GRID, AreaKind.BUILDING})

# Statements made once: making one anew costs more than running it.
_JOINED = (
    channels.join(people, people.c.id == channels.c.person)
    .outerjoin(alerts, alerts.c.id == bindparam("this_alert", type_=Id()))
    .outerjoin(moves, and_(moves.c.alert == alerts.c.id, moves.c.n == bindparam("this_move")))
    .outerjoin(residents, residents.c.id == alerts.c.resident)
    .outerjoin(households, households.c.id == residents.c.household)
)
_ALL_BUT_PLACES = (
    select(channels, people, alerts, moves, residents, households)
    .select_from(_JOINED)
    .where(channels.c.id == bindparam("this_channel"), people.c.id == bindparam("this_person"))
)
_ABOVE = areas_above(bindparam("this_area"))
_WAY = (
    select(areas.c.kind, areas.c.name, areas.c.timezone)
    .join(_ABOVE, _ABOVE.c.id == areas.c.id)
    .order_by(_ABOVE.c.height.desc())
)


def message(connection: Connection, notification: Notification, base_url: str) -> Message:
    """Put together the message of a notification, in two queries."""
    row = _all_but_places(connection, notification)
    area = area_of(row[alerts.c.resident] or "")
    place, timezone = place_of(connection, area or row[households.c.building])
    return Message(
        notification=notification,
        channel=built(row, channels, Channel),
        language=row[people.c.language],
        timezone=timezone,
        receiver_name=row[people.c.name],
        alert=built(row, alerts, Alert) if row[alerts.c.id] else None,
        move=built(row, moves, Move) if row[moves.c.alert] else None,
        resident_name=row[residents.c.name] or "",
        place=place if area or not place else (*place, row[households.c.flat]),
        key_holder=row[households.c.key_holder] or "",
        resident_phone=row[residents.c.phone] or "",
        link=_link(base_url, notification.alert),
    )


def _link(base_url: str, alert: str | None) -> str:
    """Give the page of the web app that a message leads to: the alert's, or the first one."""
    app = f"{base_url.rstrip('/')}/app/"
    return f"{app}alerts/{alert}" if alert else app


def _all_but_places(connection: Connection, notification: Notification) -> Mapping[Any, Any]:
    one = {
        "this_channel": notification.channel,
        "this_person": notification.person,
        "this_alert": notification.alert,
        "this_move": notification.move,
    }
    row = connection.execute(_ALL_BUT_PLACES, one).mappings().first()
    if row is None:
        raise NotFound(f"no channel {notification.channel!r} of {notification.person!r}")
    return row


def place_of(connection: Connection, area: str | None) -> tuple[tuple[str, ...], str]:
    """Give the names from the community down to an area, and its time zone."""
    if area is None:
        return (), _DEFAULT_ZONE
    rows = connection.execute(_WAY, {"this_area": area}).all()
    if not rows:
        return (), _DEFAULT_ZONE
    from_community_down = tuple(row.name for row in rows if row.kind in _FROM_COMMUNITY_DOWN)
    return from_community_down or (rows[-1].name,), rows[-1].timezone
