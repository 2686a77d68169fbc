"""Homes, and what they said before we started: asked for little by little, and taken in when it comes."""

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta

from alerts.engine_asking import AT_ONCE
from alerts.engine_home_past import Belonging, Past, Question
from alerts.engine_state import DeviceState, ResidentState, State
from domain.homes import HomeMemory
from domain.people import DeviceKind
from domain.time_rules import ExpectedRule
from domain.waiting import from_seconds

READ_AGAIN = timedelta(minutes=5)
"""So long after the start the last minutes before it are read again: ingest may have been behind us when we ended."""
LAST = timedelta(minutes=30)
"""What is read again: so much before the start."""


class Home:
    """One resident's home; `due` is when it is looked at next, in epoch seconds (None: with its next report)."""

    __slots__ = ("due", "memory", "resident")

    def __init__(self, resident: ResidentState, memory: HomeMemory) -> None:
        self.resident, self.memory = resident, memory
        self.due: float | None = None


class Pasts:
    """Knows the homes, by resident; those of which something came are put into `changed`.

    past  reads what was said before the start (None: nobody; it stays unknown)
    """

    def __init__(self, state: State, changed: dict[str, Home], past: Past | None) -> None:
        self._state = state
        self._changed = changed
        self._past = past
        self._unasked: dict[str, list[DeviceState]] = {}
        self._asked: set[str] = set()
        self._again: deque[Question] = deque()
        self._started: datetime | None = None
        self._metrics: frozenset[str] = frozenset()
        self.homes: dict[str, Home] = {}

    def start(self, now: datetime) -> None:
        """Know the homes there are: only who has a door or a monitor has one."""
        self._started = now
        for device in self._state.devices.values():
            if device.kind is not DeviceKind.WATCH and device.resident is not None:
                self.home(device.resident)
        self._find_devices()

    @property
    def unknown(self) -> int:
        """How many homes there are whose past is not known yet."""
        return len(self._unasked) + len(self._asked) if self._past is not None else 0

    def home(self, resident: ResidentState) -> Home:
        """Give somebody's home, made now if it is not there yet."""
        home = self.homes.get(resident.id)
        if home is None:
            home = self.homes[resident.id] = Home(resident, HomeMemory(self._started, wanted=self._wanted()))
            self._unasked[resident.id] = []
        return home

    def take(self, now: datetime) -> None:
        """Ask for the past of some homes, and take in what came. Raises PastDied, and StoreAway."""
        if self._past is None:
            self._unasked.clear()
            return
        self._ask(self._past, now)
        self._ask_again(self._past, now)
        for question, memory in self._past.take():
            if question.worn:
                self._take_off(memory)
                continue
            self._asked.discard(question.resident)
            home = self.homes.get(question.resident)
            if home is not None:
                self._join(home, memory, question)
                self._changed[question.resident] = home

    def ask_worn(self, device: DeviceState, resident: str, now: datetime) -> None:
        """Ask since when a watch is off that said so for the first time since we started."""
        if self._past is not None:
            self._past.ask([Question(resident, (_belonging(device),), now, worn=True)])

    def _ask(self, past: Past, now: datetime) -> None:
        asks = list(self._unasked)[: self._room]
        if any(not self._unasked[one] for one in asks):
            self._find_devices()
        devices = {one: tuple(map(_belonging, self._unasked.pop(one))) for one in asks}
        self._asked.update(asks)
        past.ask([Question(one, those, now, wanted=self._wanted()) for one, those in devices.items()])

    def _ask_again(self, past: Past, now: datetime) -> None:
        """Ask once more what homes said last before the start, whose past was read soon after it."""
        if self._started is None or now - self._started < READ_AGAIN:
            return
        again = [self._again.popleft() for _ in range(min(self._room, len(self._again)))]
        self._asked.update(one.resident for one in again)
        since = self._started - LAST
        past.ask([replace(one, until=now, since=since) for one in again])

    def _join(self, home: Home, memory: HomeMemory, question: Question) -> None:
        """Take in what was read: all of the past, of which what was heard since is the end; or the last of it again."""
        if question.since is not None:
            counts_from = home.memory.counts_from
            home.memory.join(memory)
            home.memory.counts_from = counts_from
            return
        memory.join(home.memory)
        for name in [name for name, one in memory.devices.items() if one.kind is DeviceKind.WATCH]:
            del memory.devices[name]
        home.memory = memory
        if self._started is not None and question.until - self._started < READ_AGAIN:
            self._again.append(question)

    def _take_off(self, memory: HomeMemory) -> None:
        for name, watch in memory.devices.items():
            device, since = self._state.devices.get(name), watch.turns.on_since if watch.turns else None
            if device is not None and device.worn is False and since is not None:
                device.off_since = min(device.off_since, since.timestamp())

    def _find_devices(self) -> None:
        """Find the devices of homes that are not asked for yet, in one go: there may be 300,000 of them."""
        for device in self._state.devices.values():
            mine = self._unasked.get(device.resident.id) if device.resident is not None else None
            if mine is not None and device not in mine:
                mine.append(device)

    @property
    def _room(self) -> int:
        return max(AT_ONCE - len(self._asked), 0)

    def _wanted(self) -> frozenset[str]:
        """Give the metrics that are expected: one set for all homes, as long as the rules do not change it."""
        wanted = frozenset(rule.metric for rule in self._state.rules.times if isinstance(rule, ExpectedRule))
        if wanted != self._metrics:
            self._metrics = wanted
        return self._metrics


def _belonging(device: DeviceState) -> Belonging:
    return Belonging(device.id, device.kind, device.power, from_seconds(max(device.since, 0.0)))
