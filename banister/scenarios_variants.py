"""The variants of a story that are generated, not written: what the wire does to it, and what may differ because of it.

| variant | what happens | what may differ from the story as it is |
|---|---|---|
| twice | every message comes twice, the second a moment later | nothing |
| shuffled | messages come in another order, at most 10 minutes late | an alert may come so much later |
| late | everything comes 2 to 9 minutes late | the same |
| buffered | devices upload each hour what they have kept | an alert may come an hour later, or be told as history |
| ahead, behind | all devices' clocks are 3 minutes ahead or behind | an alert may come so much later or earlier |
| restarted | the engine is killed and started again every 20 minutes | nothing |
| redelivered | after each restart what came in the last 2 minutes comes again | nothing |

Where an alert comes so much later, so do its messages and its end, and it may come more than once or not at all only
where it is `buffered`: what newer readings have overtaken is told as history, of which nobody is asked to answer, and
what only the clock on the wall decides (a door left open now, a watch not heard of) is not known within the hour, and
there may be no open alert for somebody to answer: then it climbs to the end of its ladder.
Where reports change places, something may be known to be critical at once that was to be told as a warning first.
Where the word that something is over comes late, or a clock is wrong by minutes, it has lasted longer for all that we
can know: rules of what lasts (`BESIDES`) may fire as well, in every variant that delays.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from mqtt.message import Message
from simulators.chance import Dice
from simulators.dialects import Message as Published

Receipts = Iterable[Message]

BESIDES = frozenset(
    {
        "door_left_open",
        "door_night_exit",
        "door_out_not_back",
        "door_not_opened",
        "door_not_opened_by",
        "pressure_expected",
        "clock_wrong",
    }
)
"""Rules of what has lasted too long or has not come yet; and a device that is always late may have a slow clock."""
_MINUTE = timedelta(minutes=1)
MOST_LATE = 10 * _MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What the wire does, and what may differ.

    receive   (messages in the order of sending, seed) -> what comes in, in the order of receipt
    skew      by how much all devices' clocks are ahead
    delay     by how much later (or, with a skew, earlier) something may happen
    history   an alert may be told as history, or be missed where only the clock on the wall decides
    brief     it is not waited for what is over by itself
    restarts  how often the engine is killed and started again; None: never
    again     how many of the last messages come again after that
    """

    name: str
    receive: Callable[[Iterable[Message], int], Receipts] = lambda messages, _seed: messages
    skew: timedelta = timedelta(0)
    delay: timedelta = timedelta(0)
    history: bool = False
    brief: bool = False
    restarts: timedelta | None = None
    again: int = 0

    @property
    def may_cause(self) -> frozenset[str]:
        """Give the rules that may fire besides (see `BESIDES`); where people answer too early, nobody has answered."""
        unanswered = frozenset({"unanswered"}) if self.history else frozenset()
        return BESIDES | unanswered if self.delay > _MINUTE else frozenset()


def received(published: Iterable[Published]) -> Iterator[Message]:
    """Give what comes in where nothing is wrong: everything at once. A reading that is retained is replayed to us."""
    for one in published:
        replayed = one.retain and one.topic.endswith("/readings")
        yield Message(one.topic, one.payload, one.due, replayed, duplicate=False)


def _twice(messages: Iterable[Message], _seed: int) -> Iterator[Message]:
    for one in messages:
        yield one
        yield one._replace(duplicate=True)


def _later(least: float, most: float) -> Callable[[Iterable[Message], int], Receipts]:
    def receive(messages: Iterable[Message], seed: int) -> Receipts:
        dice = Dice(seed, "late", least, most)
        delayed = [_after(one, timedelta(minutes=dice.between(least, most))) for one in messages]
        return sorted(delayed, key=_when)

    return receive


def _buffered(messages: Iterable[Message], _seed: int) -> Receipts:
    """Upload each hour what a device has kept; what devices tell of their state is no reading, and comes at once."""
    come: list[Message] = []
    for _, hour in groupby(messages, key=lambda one: int(one.received_at.timestamp()) // 3600):
        by_topic: dict[str, list[Message]] = {}
        for one in hour:
            if one.topic.endswith("/readings") and not one.retained:
                by_topic.setdefault(one.topic, []).append(one)
            else:
                come.append(one)
        come += [_upload(those) for those in by_topic.values()]
    return sorted(come, key=_when)


def _upload(kept: list[Message]) -> Message:
    objects: list[object] = []
    for one in kept:
        said = json.loads(one.payload)
        objects += said if isinstance(said, list) else [said]
    first = kept[0].received_at
    hour = first.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return kept[0]._replace(payload=json.dumps(objects).encode(), received_at=hour)


def _after(message: Message, delay: timedelta) -> Message:
    return message._replace(received_at=message.received_at + delay)


def _when(message: Message) -> datetime:
    return message.received_at


AS_IT_IS = Variant(name="")
BROKER = Variant(name="broker", delay=_MINUTE, brief=True)
"""In real time through a broker: see `banister.scenarios_broker`."""
VARIANTS: Mapping[str, Variant] = {
    one.name: one
    for one in (
        Variant(name="twice", receive=_twice),
        Variant(name="shuffled", receive=_later(0, 10), delay=MOST_LATE),
        Variant(name="late", receive=_later(2, 9), delay=MOST_LATE),
        Variant(name="buffered", receive=_buffered, delay=60 * _MINUTE, history=True),
        Variant(name="ahead", skew=3 * _MINUTE, delay=3 * _MINUTE),
        Variant(name="behind", skew=-3 * _MINUTE, delay=3 * _MINUTE),
        Variant(name="restarted", restarts=20 * _MINUTE, delay=_MINUTE),
        Variant(name="redelivered", restarts=20 * _MINUTE, again=50, delay=_MINUTE),
    )
}


def skewed(published: Iterable[Published], variant: Variant) -> Iterator[Published]:
    """Give what devices publish whose clocks are wrong: they send when they did, and stamp something else."""
    for one in published:
        yield replace(one, payload=_restamped(one.payload, variant.skew)) if variant.skew else one


def _restamped(payload: bytes, skew: timedelta) -> bytes:
    if b'"ts"' not in payload:
        return payload
    said = json.loads(payload)
    for one in said if isinstance(said, list) else [said]:
        one["ts"] = (datetime.fromisoformat(one["ts"]) + skew).isoformat(timespec="milliseconds")
    return json.dumps(said).encode()
