"""What devices say, as it comes from the broker, for staff who look for a fault; at a bounded rate."""

import threading
from collections import deque
from collections.abc import AsyncIterator, Collection, Sequence
from functools import partial

import anyio
import orjson
from fastapi.sse import ServerSentEvent

from api.access import Asker
from api.claiming import kept_device
from api.live.bell import Wake
from api.live.message_gate import NEEDED, Gate
from api.live.topics import matches, topics_of, topics_of_sites
from api.live.vigil import RECHECK, Vigil, in_thread
from api.problems import NOT_FOUND, Problem
from api.replaying import Mine
from api.shapes.messages import MessageShape
from devices import dialects_of
from devices.decoded import Decoded
from domain.access import Deed
from domain.errors import NotFound
from mqtt.message import Message
from mqtt.topics import ROOT, DeviceTopic, read_topic

HOLDS = 25
PAUSE = 0.5
"""So many messages each half a second: no eye reads faster, and a busy site fills no browser."""
Pair = tuple[Message, Decoded]


class Desk:
    """Where messages wait for one stream; what finds no place is counted."""

    def __init__(self, topics: Collection[str], wake: Wake) -> None:
        self._topics = tuple(topics)
        self._wake = wake
        self._lock = threading.Lock()
        self._waiting: deque[Pair] = deque()
        self._dropped = 0

    def put(self, message: Message, decoded: Decoded) -> None:
        """Lay a message down, if it is one of those that are looked for; by the line's thread."""
        if not any(matches(one, message.topic) for one in self._topics):
            return
        with self._lock:
            if len(self._waiting) < HOLDS:
                self._waiting.append((message, decoded))
            else:
                self._dropped += 1
        self._wake.ring()

    def take(self) -> tuple[list[Pair], int]:
        """Take all that waits, and how many found no place since the last time."""
        with self._lock:
            taken, dropped = list(self._waiting), self._dropped
            self._waiting.clear()
            self._dropped = 0
        return taken, dropped


def watched(asker: Asker, device: str | None) -> list[str]:
    """Give the topics that the asker may watch; the look is on record. The 404 problem for what is not theirs."""
    dialects = dialects_of(asker.parts.settings.dialects.split(","))
    mine = Mine(asker)
    if device is None:
        asker.note(Deed.KEEP_DEVICES, "messages")
        return topics_of_sites(mine.sites, dialects)
    topics = topics_of(device, dialects)
    try:
        asker.parts.records.registry.device(device)
    except NotFound:
        if not _is_nobodys(device, topics, mine):
            raise asker.refused(Deed.KEEP_DEVICES, "messages", Problem(NOT_FOUND), device[:200]) from None
    else:
        status = kept_device(asker, device)
        if status.resident is not None:
            asker.about(Deed.SEE_READINGS, status.resident)
    asker.note(Deed.KEEP_DEVICES, "messages", device[:200])
    return topics


def _is_nobodys(device: str, topics: Sequence[str], mine: Mine) -> bool:
    """Whether this can be a device that nobody has, on the asker's sites or where topics name no site."""
    if not device.partition(".")[2] or not set(device).isdisjoint("+#"):
        return False
    said = [read_topic(one.replace("+", "readings")) for one in topics if one.startswith(f"{ROOT}/")]
    return all(isinstance(one, DeviceTopic) and one.site in mine.sites for one in said)


async def message_events(asker: Asker, topics: Sequence[str]) -> AsyncIterator[ServerSentEvent]:
    """Give messages until the session or a part of the access ends, or the server stops."""
    parts = asker.parts
    vigil = Vigil(asker, NEEDED[0], lambda now: asker.principal.areas <= now.areas)
    gate = await in_thread(partial(Gate, asker, lambda: vigil.principal))
    with parts.hub.bell.listening() as wake, parts.traffic.open_stream("messages"):
        desk = Desk(topics, wake)
        with parts.hub.overhearing(topics, desk.put):
            yield ServerSentEvent(event="ready", raw_data=orjson.dumps({"topics": list(topics)}).decode())
            while not parts.closing.is_set() and not await vigil.ended():
                taken, dropped = desk.take()
                for shown in await in_thread(partial(_shown, gate, taken)) if taken else ():
                    yield ServerSentEvent(event="message", raw_data=shown)
                if dropped:
                    yield ServerSentEvent(event="dropped", raw_data=f'{{"count":{dropped}}}')
                if taken:
                    await anyio.sleep(PAUSE)
                else:
                    await wake.wait(RECHECK)


def _shown(gate: Gate, taken: Sequence[Pair]) -> list[str]:
    found = []
    for message, decoded in taken:
        device = gate.device(message, decoded)
        if gate.lets(message, device):
            claimed = device is not None and gate.known(device).claimed
            found.append(MessageShape.of(message, decoded, device, claimed=claimed).model_dump_json())
    return found
