"""What devices said and could not be taken."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field

from api.paths import NO_NUL
from api.replaying import Became, Replayed
from api.shapes.shape import Shape, example
from devices.notes import PAYLOAD_KEPT
from domain.readings import Quarantined
from store.records.findings import Kept

_ENTRY: dict[str, Any] = {
    "id": 1042,
    "device": "lin-lane.watch-lin",
    "topic": "care/v1/lin-lane/watch-lin/readings",
    "reason": "implausible",
    "detail": "heart_rate 900 is outside 20-300",
    "payload": '{"heart_rate": 900}',
    "received_at": "2026-11-24T08:00:00Z",
}
_REASON: dict[str, Any] = {"reason": "implausible", "detail": "heart_rate 900 is outside 20-300"}
_REPLAYED: dict[str, Any] = {
    "id": 1042,
    "became": "still_refused",
    "readings": 2,
    "devices": ["lin-lane.watch-lin"],
    "refused": [_REASON],
}


class QuarantineEntry(Shape):
    """Something a device said that could not be taken."""

    model_config = example(_ENTRY)

    id: int
    device: str | None
    topic: str
    reason: str
    detail: str
    payload: str
    received_at: datetime

    @classmethod
    def of(cls, kept: Kept) -> Self:
        """Show one."""
        return cls(**_shown(kept))


class QuarantineShape(Shape):
    """A page of entries, the newest first, and how many there have ever been for each reason; `next` goes on."""

    model_config = example({"counts": {"implausible": 3}, "items": [_ENTRY], "next": None})

    counts: dict[str, int]
    items: list[QuarantineEntry]
    next: str | None


class QuarantineWhole(Shape):
    """One entry with its bytes in hex; `cut`: there was more of it, and so it cannot be read again whole."""

    model_config = example(_ENTRY | {"payload_hex": "7b7d", "size": 2, "cut": False})

    id: int
    device: str | None
    topic: str
    reason: str
    detail: str
    payload: str
    received_at: datetime
    payload_hex: str
    size: int
    cut: bool

    @classmethod
    def of(cls, kept: Kept) -> Self:
        """Show one whole."""
        payload = kept.entry.payload
        return cls(
            **_shown(kept), payload_hex=payload.hex(), size=len(payload), cut=len(payload) in {_ONCE_KEPT, PAYLOAD_KEPT}
        )


_ONCE_KEPT = 1024
"""So much of a payload was kept before there was a replay."""


class ReplayForm(Shape):
    """Of whose entries: of a device, of a reason, or of both together."""

    model_config = example({"device": "lin-lane.watch-lin", "reason": "unknown_metric"})

    device: Annotated[str, Field(min_length=1, max_length=256, pattern=NO_NUL)]
    reason: Annotated[str, Field(min_length=1, max_length=64, pattern=NO_NUL)] | None = None


class RefusedShape(Shape):
    """Why something still cannot be taken."""

    model_config = example(_REASON)

    reason: str
    detail: str

    @classmethod
    def of(cls, one: Quarantined) -> Self:
        """Show one."""
        return cls(reason=one.reason, detail=one.detail)


class ReplayedShape(Shape):
    """What became of a message: its entries are gone where it was `taken`, and stay as they were else.

    `readings` rest in the store now, also where something else of the message is still refused. `unclaimed`: its device
    is nobody's; `says_nothing`: it can be read now, and holds no reading.
    """

    model_config = example(_REPLAYED)

    id: int
    became: Became
    readings: int
    devices: list[str]
    refused: list[RefusedShape]

    @classmethod
    def of(cls, one: Replayed) -> Self:
        """Show what became of one."""
        return cls(
            id=one.number,
            became=one.became,
            readings=one.readings,
            devices=list(one.devices),
            refused=[RefusedShape.of(two) for two in one.refused],
        )


class ReplayedList(Shape):
    """What became of some messages, the oldest first; `left`: how many of its entries are kept now."""

    model_config = example({"items": [_REPLAYED], "left": 12})

    items: list[ReplayedShape]
    left: int


def _shown(kept: Kept) -> dict[str, Any]:
    entry = kept.entry
    same = {name: getattr(entry, name) for name in ("device", "topic", "reason", "detail", "received_at")}
    return same | {"id": kept.number, "payload": entry.payload.decode("utf-8", "replace")}
