"""Looks up the people about a resident or an area for the routing: only those who are asked for, and kept a while."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TypeVar

from alerts.engine_state import State
from alerts.routing_case import Directory
from domain.errors import NotFound
from domain.hours import LocalHours
from domain.notifications import Channel
from domain.people import Area, AreaKind, Scope
from domain.rosters import Duty, Roster, on_duty
from domain.subjects import area_of
from store.records import Records

K = TypeVar("K")
T = TypeVar("T")

DEFAULT_ZONE = "Asia/Shanghai"


class Looked(Mapping[K, T]):
    """A mapping whose values are looked up when they are asked for; `keys` None: for whatever key."""

    def __init__(self, keys: Collection[K] | None, look_up: Callable[[K], T]) -> None:
        self._keys = keys
        self._look_up = look_up

    def __getitem__(self, key: K) -> T:
        if self._keys is not None and key not in self._keys:
            raise KeyError(key)
        return self._look_up(key)

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys or ())

    def __len__(self) -> int:
        return len(self._keys or ())


class Directories:
    """Makes a `Directory` for each alert.

    What alerts share is kept: people and channels until `forget`, areas and rosters until `forget_areas`.
    """

    def __init__(self, records: Records, state: State) -> None:
        self._records = records
        self._state = state
        self._areas: dict[str, Area] = {}
        self._rosters: dict[str, Roster] = {}
        self._channels: dict[str, tuple[Channel, ...]] = {}
        self._quiet: dict[str, LocalHours | None] = {}

    def forget(self) -> None:
        """Look people and channels up anew from now on."""
        self._channels.clear()
        self._quiet.clear()

    def forget_areas(self) -> None:
        """Look areas and rosters up anew from now on."""
        self._areas.clear()
        self._rosters.clear()

    def about(self, subject: str, now: datetime) -> Directory:
        """Give the people about a resident or an area (see `domain.subjects`)."""
        areas = self.areas_of(subject)
        by_kind = {one.kind: area for area in areas if (one := self._area(area)) is not None}
        relations = self._records.people.relations(subject) if area_of(subject) is None else ()
        lowest = self._area(areas[0]) if areas else None
        return Directory(
            responsible=Looked(
                [(kind, duty) for kind in by_kind for duty in Duty], partial(self._people, by_kind, now)
            ),
            posted=Looked(list(by_kind), partial(self._posted, by_kind, now)),
            relatives=tuple(one.person for one in relations if one.tell and Scope.ALERTS in one.scopes),
            channels=Looked(None, self.channels),
            quiet=Looked(None, self._quiet_hours),
            timezone=lowest.timezone if lowest is not None else DEFAULT_ZONE,
            building=areas[0] if areas else "",
            ladders=self._state.ladders.of(areas),
        )

    def areas_of(self, subject: str) -> tuple[str, ...]:
        """Give the ids of the areas that a resident lives in, or that an area is and lies in, from the lowest up."""
        area = area_of(subject)
        if area is not None:
            return self._chain(area)
        known = self._state.residents.get(subject)
        if known is not None and known.areas:
            return known.areas
        try:
            return self._records.people.placement(subject).areas
        except NotFound:
            return ()

    def level(self, areas: Collection[str], kind: AreaKind) -> str | None:
        """Give the one of these areas that is of this kind."""
        return next((one for one in areas if (area := self._area(one)) is not None and area.kind is kind), None)

    def site_of(self, areas: Collection[str]) -> str:
        """Give the site of the community among these areas; empty where none has one."""
        known = (self._area(one) for one in areas)
        return next((area.site for area in known if area is not None and area.site), "")

    def rosters(self, areas: Collection[str]) -> dict[str, Roster]:
        """Give the rosters of those of these areas that there are."""
        missing = [one for one in areas if one not in self._rosters]
        if missing:
            self._rosters |= self._records.rosters.rosters(missing)
        return {one: self._rosters[one] for one in areas if one in self._rosters}

    def channels(self, person: str) -> tuple[Channel, ...]:
        """Give by what somebody is told."""
        if person not in self._channels:
            self._channels[person] = tuple(self._records.people.channels(person))
        return self._channels[person]

    def _area(self, area: str) -> Area | None:
        if area not in self._areas:
            self._areas = {one.id: one for one in self._records.people.areas()}
        return self._areas.get(area)

    def _chain(self, area: str) -> tuple[str, ...]:
        found: list[str] = []
        above = self._area(area)
        while above is not None and above.id not in found:
            found.append(above.id)
            above = self._area(above.parent) if above.parent is not None else None
        return tuple(found)

    def _people(self, by_kind: Mapping[AreaKind, str], now: datetime, wanted: tuple[AreaKind, Duty]) -> tuple[str, ...]:
        kind, duty = wanted
        area = by_kind[kind]
        there = on_duty(self.rosters([area])[area], now)
        return there.primary if duty is Duty.PRIMARY else there.deputies

    def _posted(self, by_kind: Mapping[AreaKind, str], now: datetime, kind: AreaKind) -> tuple[str, ...]:
        posts = self.rosters([by_kind[kind]])[by_kind[kind]].posts
        return tuple(dict.fromkeys(one.person for one in posts if one.holds_at(now)))

    def _quiet_hours(self, person: str) -> LocalHours | None:
        if person not in self._quiet:
            try:
                self._quiet[person] = self._records.people.person(person).quiet
            except NotFound:
                self._quiet[person] = None
        return self._quiet[person]
