"""What went wrong in one message, noted in passing and turned into quarantine entries at its end."""

from datetime import datetime
from enum import StrEnum

from domain.readings import Quarantined

MOST_ENTRIES = 20
MOST_NAMES = 8
DETAIL_LENGTH = 160
PAYLOAD_KEPT = 4096
"""What is not longer can be tried again later (`POST /quarantine/{id}/replay`)."""
TOPIC_KEPT = 256


class Reason(StrEnum):
    """Why something is in quarantine: stable words, counted by."""

    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    EMPTY = "empty"
    TOO_MANY = "too_many"
    UNKNOWN_METRIC = "unknown_metric"
    IMPLAUSIBLE = "implausible"
    NOT_A_NUMBER = "not_a_number"
    WRONG_TYPE = "wrong_type"
    SAID_TWICE = "said_twice"
    BAD_TIME = "bad_time"
    BAD_SEQ = "bad_seq"
    BAD_TOPIC = "bad_topic"
    UNKNOWN_TOPIC = "unknown_topic"
    BAD_STATUS = "bad_status"
    BAD_INFO = "bad_info"
    MORE = "more"


Note = tuple[Reason, str]


def shown(value: object) -> str:
    """Show any JSON value in printable text of bounded length, however large or deep it is."""
    if isinstance(value, str):
        return repr(value[:60])
    if isinstance(value, dict):
        return f"an object of {len(value)}"
    if isinstance(value, list):
        return f"an array of {len(value)}"
    return repr(value)[:60]


def quarantine(
    notes: list[Note], device: str | None, topic: str, payload: bytes, received_at: datetime
) -> tuple[Quarantined, ...]:
    """Make the entries of a message: unknown names together in one, and never more than `MOST_ENTRIES`."""
    kept = topic[:TOPIC_KEPT]
    shown_topic = kept if kept.isprintable() else repr(kept)
    return tuple(
        Quarantined(
            device=device,
            topic=shown_topic,
            reason=reason.value,
            detail=detail[:DETAIL_LENGTH],
            payload=payload[:PAYLOAD_KEPT],
            received_at=received_at,
        )
        for reason, detail in _bounded(notes)
    )


def _bounded(notes: list[Note]) -> list[Note]:
    unknown = dict.fromkeys(detail for reason, detail in notes if reason is Reason.UNKNOWN_METRIC)
    entries = [note for note in notes if note[0] is not Reason.UNKNOWN_METRIC]
    if unknown:
        entries.insert(0, (Reason.UNKNOWN_METRIC, _names(list(unknown))))
    if len(entries) <= MOST_ENTRIES:
        return entries
    left = len(entries) - MOST_ENTRIES + 1
    return [*entries[: MOST_ENTRIES - 1], (Reason.MORE, f"and {left} more in this message")]


def _names(unknown: list[str]) -> str:
    listed = ", ".join(unknown[:MOST_NAMES])
    return listed if len(unknown) <= MOST_NAMES else f"{len(unknown)} keys: {listed} …"
