"""Our own dialect: `care/v1/<site>/<device>/readings`, `/status`, `/info`."""

import re
from itertools import chain

from devices.decoded import NOTHING, Decoded, Message
from devices.fields import table_of
from devices.kinds import KINDS
from devices.notes import Note, Reason, shown
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


def decode_native(message: Message) -> Decoded:
    """Decode a message below `care/v1`; what our own services say there (`service`, `alerts`) is nothing."""
    match = _TOPIC.fullmatch(message.rest)
    if match is None:
        return _not_ours(message)
    site, name, word = match.groups()
    if site == "service" or name == "alerts":
        return NOTHING
    device = f"{site}.{name}"
    if word == "readings":
        return _readings(device, message)
    return _words(device, word, message)


def _readings(device: str, message: Message) -> Decoded:
    notes: list[Note] = []
    reports: tuple[Report, ...] = ()
    said = said_in(message.payload, notes)
    received_at, retained = message.received_at, message.retained
    if isinstance(said, dict):
        reports = (report_of(device, said, LAYOUT, received_at, notes, retained=retained),)
    elif isinstance(said, list):
        reports = reports_of(device, said, LAYOUT, received_at, notes, retained=retained)
    elif not notes:
        notes.append((Reason.NOT_AN_OBJECT, shown(said)))
    return Decoded(reports, message.quarantined(notes, device) if notes else ())


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
