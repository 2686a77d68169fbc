"""Looks up the people about a resident for the routing; what alerts share is kept for a second."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from alerts.engine_state import State
from alerts.routing import Directory
from domain.notifications import Channel
from domain.people import AreaKind
from store.records.opening import Records

T = TypeVar("T")


class Directories:
    """Makes a `Directory` for each alert. `forget` what was kept about each second."""

    def __init__(self, records: Records, state: State) -> None:
        self._records = records
        self._state = state
        self._kinds: dict[str, AreaKind] = {}
        self._responsible: dict[str, tuple[str, ...]] = {}
        self._channels: dict[str, tuple[Channel, ...]] = {}

    def forget(self) -> None:
        """Look everything up anew from now on."""
        self._kinds.clear()
        self._responsible.clear()
        self._channels.clear()

    def about(self, resident: str, others: Iterable[str], now: datetime) -> Directory:
        """Give the people about `resident`, and the channels of `others` besides."""
        areas = self._state.resident(resident).areas
        responsible = {self._kind(area): self._people(area, now) for area in areas}
        relatives = tuple(one.person for one in self._records.people.relations(resident) if one.tell)
        people = {*relatives, *others, *(person for those in responsible.values() for person in those)}
        channels = {person: self._channels_of(person) for person in sorted(people)}
        return Directory(responsible=responsible, relatives=relatives, channels=channels)

    def _kind(self, area: str) -> AreaKind:
        if area not in self._kinds:
            self._kinds = {one.id: one.kind for one in self._records.people.areas()}
        return self._kinds[area]

    def _people(self, area: str, now: datetime) -> tuple[str, ...]:
        return _kept(
            self._responsible, area, lambda: tuple(one.id for one in self._records.people.responsible(area, now))
        )

    def _channels_of(self, person: str) -> tuple[Channel, ...]:
        return _kept(self._channels, person, lambda: tuple(self._records.people.channels(person)))


def _kept(kept: dict[str, T], key: str, look_up: Callable[[], T]) -> T:
    if key not in kept:
        kept[key] = look_up()
    return kept[key]
