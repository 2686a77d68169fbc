"""What the engine remembers: small, because it is kept for every device and every resident."""

import math
from array import array
from collections.abc import Iterable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from alerts.engine_ladders import LadderTable
from alerts.engine_rules import PLACES, RuleTable
from domain.alerts import Alert
from domain.memory import PersonMemory
from domain.order import Log
from domain.people import DeviceKind, Power
from domain.rules import RuleKind

_ZONE = ZoneInfo("Asia/Shanghai")
_NOTHING_KNOWN = array("d", [-math.inf]) * (PLACES["glucose"] + 1)
"""A row as it begins: long enough for the vital signs, which stand first in the catalogue."""


class ResidentState:
    """One resident.

    areas     ids from their building up to the street; neighbours share one tuple
    zone      their building's time zone
    newest    event time (epoch seconds) of the newest reading known, by metric; made with the first reading
    rules     their own, where somebody in charge changed one for them or for one of their areas
    scale     which of NEWS2's SpO2 scales is theirs
    memory    what rules remember of them that look at more than one reading; made when one needs it
    open      their open alerts by rule; None where there are none, which is nearly always
    lately    what rules saw of them lately, where one began an alert (see `domain.order`); None nearly always
    """

    __slots__ = ("areas", "id", "lately", "memory", "newest", "open", "rules", "scale", "site", "zone")

    def __init__(self, resident: str) -> None:
        self.id = resident
        self.site = ""
        self.areas: tuple[str, ...] = ()
        self.zone = _ZONE
        self.scale = 1
        self.newest: array[float] | None = None
        self.rules: RuleTable | None = None
        self.memory: PersonMemory | None = None
        self.open: dict[str, Alert] | None = None
        self.lately: dict[str, Log] | None = None

    def times(self) -> "array[float]":
        """Give the row of newest times, made now if it is not there yet."""
        if self.newest is None:
            self.newest = array("d", _NOTHING_KNOWN)
        return self.newest

    def newest_at(self, place: int) -> float:
        """Give the newest time of a metric; the row grows where it is too short for its place."""
        row = self.times()
        if place >= len(row):
            row.extend([-math.inf] * (place + 1 - len(row)))
        return row[place]

    def put(self, alert: Alert) -> None:
        """Remember the alert as it stands: an open one in its rule's place, one that is over no longer."""
        known = self.open.get(alert.rule) if self.open else None
        if alert.is_open:
            self.open = {**(self.open or {}), alert.rule: alert}
        elif known is not None and known.id == alert.id and self.open is not None:
            rest = {rule: one for rule, one in self.open.items() if rule != alert.rule}
            self.open = rest or None


Owner = tuple[float, float, ResidentState]
"""Since (inclusive), until (exclusive), whose it was."""


class Sort(NamedTuple):
    """What a device is and where: very many devices share one."""

    kind: DeviceKind
    power: Power
    site: str


class DeviceState:
    """One device: whose it is, and what it said of itself. Times are epoch seconds.

    sort      its kind, power and site
    resident  whose it is now, `since` then; `owners` is the whole history where there is more than that to say
    heard     when it last said something live, on our clock (0: never)
    newest    event time of its newest report
    worn      False after it said so, until it says otherwise; None: it has not said since we started
    off_since event time since which it is not worn; where `worn` is False
    seq       what is known of its counter (see `domain.sequence`); 0: nothing yet
    queued    it stands in a bucket of deadlines
    """

    __slots__ = (
        "heard",
        "id",
        "newest",
        "off_since",
        "owners",
        "queued",
        "resident",
        "seq",
        "since",
        "sort",
        "worn",
    )

    def __init__(self, device: str, sort: Sort) -> None:
        self.id = device
        self.sort = sort
        self.resident: ResidentState | None = None
        self.since = math.inf
        self.owners: tuple[Owner, ...] | None = None
        self.heard = 0.0
        self.newest = 0.0
        self.seq = 0
        self.worn: bool | None = None
        self.off_since = math.inf
        self.queued = False

    @property
    def kind(self) -> DeviceKind:
        """Give its kind."""
        return self.sort.kind

    @property
    def power(self) -> Power:
        """Give what it lives on."""
        return self.sort.power

    @property
    def site(self) -> str:
        """Give the site that it belongs to."""
        return self.sort.site

    def belong(self, owners: Iterable[Owner]) -> None:
        """Take the history of whose it was, oldest first."""
        history = tuple(owners)
        since, until, resident = history[-1] if history else (math.inf, math.inf, None)
        self.resident = resident if until == math.inf else None
        self.since = since
        plain = len(history) <= 1 and until == math.inf
        self.owners = None if plain else history

    def wear(self, *, worn: bool, at: float) -> None:
        """Note what it says of being worn at that moment."""
        if not worn and self.worn is not False:
            self.off_since = at
        self.worn = worn

    def owner(self, moment: float) -> ResidentState | None:
        """Give whose it was at that moment."""
        if self.owners is None:
            return self.resident if moment >= self.since else None
        for since, until, resident in self.owners:
            if since <= moment < until:
                return resident
        return None


class State:
    """Everything that the engine remembers, of the sites it is given (none given: all)."""

    def __init__(self, sites: frozenset[str]) -> None:
        self.sites = sites
        self.devices: dict[str, DeviceState] = {}
        self.residents: dict[str, ResidentState] = {}
        self.gone: set[str] = set()
        """Those who have died: no alert begins about them."""
        self.rules = RuleTable(())
        self.ladders = LadderTable()
        self._open: dict[tuple[str, str], Alert] = {}
        self._watched: dict[tuple[str, str], Alert] = {}

    def is_mine(self, site: str) -> bool:
        """Whether what belongs to this site is ours to judge."""
        return not self.sites or site in self.sites

    def resident(self, resident: str) -> ResidentState:
        """Give somebody's state, made now if it is not there yet."""
        known = self.residents.get(resident)
        if known is None:
            known = ResidentState(resident)
            self.residents[known.id] = known
        return known

    def put(self, alert: Alert) -> None:
        """Remember an alert as it was committed."""
        resident = self.resident(alert.resident)
        resident.put(alert)
        key = alert.resident, alert.rule
        stands = resident.open.get(alert.rule) if resident.open else None
        for table, belongs in ((self._open, stands is not None), (self._watched, _is_watched(stands))):
            if belongs and stands is not None:
                table[key] = stands
            else:
                table.pop(key, None)

    def open_alerts(self) -> list[Alert]:
        """Give every open alert that is remembered."""
        return list(self._open.values())

    def watched_alerts(self) -> list[Alert]:
        """Give those of them that are looked at each second: about the service itself, and unanswered to the end."""
        return list(self._watched.values())


def _is_watched(alert: Alert | None) -> bool:
    return alert is not None and (alert.kind is RuleKind.SYSTEM or alert.unanswered_at is not None)
