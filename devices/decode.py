"""One MQTT message -> everything it said."""

from datetime import datetime

from devices.decoded import Decoded
from devices.dialects import ALL_DIALECTS, Dialects
from devices.notes import Reason, quarantine, shown


def decode(
    topic: str, payload: bytes, received_at: datetime, *, retained: bool = False, dialects: Dialects = ALL_DIALECTS
) -> Decoded:
    """Decode one message. Pure and total: whatever came, the answer is a `Decoded`, never an exception.

    Each object gives one report with the values that can be believed; all else is in `quarantined`. A `retained`
    reading is history. `received_at` must be aware, UTC.
    """
    for dialect in dialects:
        prefix = dialect.prefix
        if topic.startswith(prefix):
            return dialect.read(topic, len(prefix), payload, received_at, retained=retained)
    notes = [(Reason.UNKNOWN_TOPIC, shown(topic))]
    return Decoded(quarantined=quarantine(notes, None, topic, payload, received_at))
