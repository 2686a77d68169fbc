"""Looks up the people about a resident for the routing: only those who are asked for, and kept for seconds."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TypeVar

from alerts.engine_state import State
from alerts.routing import Directory
from domain.notifications import Channel
from domain.people import AreaKind
from store.records import Records

K = TypeVar("K")
T = TypeVar("T")


class Looked(Mapping[K, T]):
    """A mapping whose values are looked up when they are asked for."""

    def __init__(self, keys: Mapping[K, str], look_up: Callable[[str], T]) -> None:
        self._keys = keys
        self._look_up = look_up

    def __getitem__(self, key: K) -> T:
        return self._look_up(self._keys[key])

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Itself(dict[str, str]):
    """Every text is a key, and stands for itself."""

    def __missing__(self, key: str) -> str:
        return key


class Directories:
    """Makes a `Directory` for each alert.

    What alerts share is kept: people and channels until `forget`, the kinds of areas until `forget_areas`.
    """

    def __init__(self, records: Records, state: State) -> None:
        self._records = records
        self._state = state
        self._kinds: dict[str, AreaKind] = {}
        self._responsible: dict[str, tuple[str, ...]] = {}
        self._channels: dict[str, tuple[Channel, ...]] = {}

    def forget(self) -> None:
        """Look people and channels up anew from now on."""
        self._responsible.clear()
        self._channels.clear()

    def forget_areas(self) -> None:
        """Look the areas up anew as well."""
        self._kinds.clear()

    def about(self, resident: str, now: datetime) -> Directory:
        """Give the people about `resident`."""
        areas = {self._kind(area): area for area in self._state.resident(resident).areas}
        relatives = tuple(one.person for one in self._records.people.relations(resident) if one.tell)
        return Directory(
            responsible=Looked(areas, partial(self._people, now)),
            relatives=relatives,
            channels=Looked(Itself(), self._channels_of),
        )

    def _kind(self, area: str) -> AreaKind:
        if area not in self._kinds:
            self._kinds = {one.id: one.kind for one in self._records.people.areas()}
        return self._kinds[area]

    def _people(self, now: datetime, area: str) -> tuple[str, ...]:
        if area not in self._responsible:
            self._responsible[area] = tuple(one.id for one in self._records.people.responsible(area, now))
        return self._responsible[area]

    def _channels_of(self, person: str) -> tuple[Channel, ...]:
        if person not in self._channels:
            self._channels[person] = tuple(self._records.people.channels(person))
        return self._channels[person]
