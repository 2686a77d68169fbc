"""Messages as they come from the broker."""

from datetime import datetime
from typing import Any, Self

from api.shapes.quarantine import RefusedShape
from api.shapes.shape import Shape, example
from devices.decoded import Decoded
from domain.readings import Report
from mqtt.message import Message

SHOWN = 1024
"""So many bytes of a payload are shown."""


class ReportShape(Shape):
    """What one object of a message says, as it was taken."""

    model_config = example({"observed_at": "2026-11-24T08:00:00Z", "values": {"heart_rate": 72.0}, "late": False})

    observed_at: datetime
    values: dict[str, float]
    late: bool

    @classmethod
    def of(cls, report: Report) -> Self:
        """Show one."""
        return cls(observed_at=report.observed_at, values=dict(report.values), late=report.late)


_MESSAGE: dict[str, Any] = {
    "topic": "care/v1/lin-lane/watch-lin/readings",
    "device": "lin-lane.watch-lin",
    "claimed": True,
    "received_at": "2026-11-24T08:00:00.180Z",
    "retained": False,
    "size": 19,
    "payload": '{"heart_rate": 900}',
    "reports": [{"observed_at": "2026-11-24T08:00:00Z", "values": {}, "late": False}],
    "online": None,
    "refused": [{"reason": "implausible", "detail": "heart_rate 900 is outside 20-300"}],
}


class MessageShape(Shape):
    """One message: what came (`payload`, its first 1,024 bytes), what it says, and why what of it was refused.

    `device` is null where the topic names none; `claimed`: it is somebody's. `online` is the word of an availability.
    """

    model_config = example(_MESSAGE)

    topic: str
    device: str | None
    claimed: bool
    received_at: datetime
    retained: bool
    size: int
    payload: str
    reports: list[ReportShape]
    online: bool | None
    refused: list[RefusedShape]

    @classmethod
    def of(cls, message: Message, decoded: Decoded, device: str | None, *, claimed: bool) -> Self:
        """Show one."""
        return cls(
            topic=message.topic,
            device=device,
            claimed=claimed,
            received_at=message.received_at,
            retained=message.retained,
            size=len(message.payload),
            payload=message.payload[:SHOWN].decode("utf-8", "replace"),
            reports=[ReportShape.of(one) for one in decoded.reports],
            online=decoded.availability.online if decoded.availability is not None else None,
            refused=[RefusedShape.of(one) for one in decoded.quarantined],
        )
