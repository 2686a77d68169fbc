"""Our own dialect: `care/v1/<site>/<device>/readings`, `/status`, `/info`."""

import re
from datetime import datetime
from itertools import chain

from devices.decoded import NOTHING, Decoded, Message
from devices.fields import table_of
from devices.kinds import KINDS
from devices.notes import Note, Reason, quarantine, shown
from devices.objects import Layout, report_of, reports_of
from devices.payload import said_in
from devices.words import availability_of, description_of
from domain.readings import Report

BASE = "care/v1"
SUBTOPICS = ("+/+/readings", "+/+/status", "+/+/info")
LAYOUT = Layout(
    table=table_of(chain.from_iterable(KINDS.values()), ignored=("ts", "seq")), time_key="ts", seq_key="seq"
)
_TOPIC = re.compile(r"([a-z0-9][a-z0-9_-]{0,63})/([a-z0-9][a-z0-9_-]{0,63})/([a-z]+)", re.ASCII)


def decode_native(topic: str, begin: int, payload: bytes, received_at: datetime, *, retained: bool) -> Decoded:
    """Decode a message below `care/v1`; what our own services say there (`service`, `alerts`) is nothing.

    Readings, which are nearly all there is, take the shortest way through.
    """
    match = _TOPIC.fullmatch(topic, begin)
    if match is None:
        return _not_ours(Message(topic, topic[begin:], payload, received_at, retained))
    site, name, word = match.groups()
    if site == "service" or name == "alerts":
        return NOTHING
    device = f"{site}.{name}"
    if word != "readings":
        return _words(device, word, Message(topic, topic[begin:], payload, received_at, retained))
    notes: list[Note] = []
    said = said_in(payload, notes)
    if isinstance(said, dict):
        reports: tuple[Report, ...] = (report_of(device, said, LAYOUT, received_at, notes, retained=retained),)
    else:
        reports = _several(device, said, received_at, notes, retained=retained)
    return Decoded(reports, quarantine(notes, device, topic, payload, received_at) if notes else ())


def _several(
    device: str, said: object, received_at: datetime, notes: list[Note], *, retained: bool
) -> tuple[Report, ...]:
    if isinstance(said, list):
        return reports_of(device, said, LAYOUT, received_at, notes, retained=retained)
    if not notes:
        notes.append((Reason.NOT_AN_OBJECT, shown(said)))
    return ()


def _words(device: str, word: str, message: Message) -> Decoded:
    notes: list[Note] = []
    if word == "status":
        said = availability_of(device, message.payload, message.received_at, notes)
        return Decoded(availability=said, quarantined=message.quarantined(notes, device))
    if word == "info":
        description = description_of(device, message.payload, message.received_at, notes)
        return Decoded(description=description, quarantined=message.quarantined(notes, device))
    notes.append((Reason.UNKNOWN_TOPIC, shown(word)))
    return Decoded(quarantined=message.quarantined(notes, device))


def _not_ours(message: Message) -> Decoded:
    if message.rest.startswith("service/"):
        return NOTHING
    levels = message.rest.count("/")
    reason = Reason.BAD_TOPIC if levels == 2 else Reason.UNKNOWN_TOPIC
    return Decoded(quarantined=message.quarantined([(reason, shown(message.rest))], None))
