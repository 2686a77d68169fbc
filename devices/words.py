"""The two small messages that many dialects share: that a device is there, and what it is."""

import math
from collections.abc import Mapping
from datetime import datetime

from devices.notes import Note, Reason, shown
from devices.payload import said_in
from domain.readings import Availability, SelfDescription

_ONLINE = {"online": True, "offline": False}
MOST_CHARACTERS = 80
MOST_SECONDS = 366 * 86_400


def availability_of(device: str, payload: bytes, received_at: datetime, notes: list[Note]) -> Availability | None:
    """Read `online`, `offline` or `{"state": "online"}`; nothing at all (a retained word taken back) says nothing."""
    if not payload.strip():
        return None
    online = _ONLINE.get(payload[:16].decode("utf-8", "replace").strip().lower())
    if online is None:
        unread: list[Note] = []
        said = said_in(payload, unread)
        state = said.get("state") if isinstance(said, dict) else said
        online = _ONLINE.get(state.strip().lower()) if isinstance(state, str) else None
    if online is None:
        notes.append((Reason.BAD_STATUS, shown(payload[:40].decode("utf-8", "replace"))))
        return None
    return Availability(device=device, online=online, received_at=received_at)


def description_of(device: str, payload: bytes, received_at: datetime, notes: list[Note]) -> SelfDescription | None:
    """Read what a device tells of itself; a part of the wrong type is noted and left out."""
    if not payload.strip():
        return None
    said = said_in(payload, notes)
    if not isinstance(said, dict):
        if not notes:
            notes.append((Reason.NOT_AN_OBJECT, shown(said)))
        return None
    return SelfDescription(
        device=device,
        kind=_text(said, "kind", notes),
        model=_text(said, "model", notes),
        firmware=_text(said, "firmware", notes),
        interval_seconds=_seconds(said, "interval_s", notes),
        received_at=received_at,
    )


def _text(said: Mapping[str, object], key: str, notes: list[Note]) -> str | None:
    value = said.get(key)
    if value is None:
        return None
    if isinstance(value, str) and value.isprintable() and len(value) <= MOST_CHARACTERS:
        return value
    notes.append((Reason.BAD_INFO, f"{key}: {shown(value)}"))
    return None


def _seconds(said: Mapping[str, object], key: str, notes: list[Note]) -> float | None:
    value = said.get(key)
    if value is None:
        return None
    if isinstance(value, (int, float)) and type(value) is not bool and 0 < value < math.inf:
        return float(min(value, MOST_SECONDS))
    notes.append((Reason.BAD_INFO, f"{key}: {shown(value)}"))
    return None
