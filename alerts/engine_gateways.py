"""Gateways that say they are gone: one alert for the community; what their doors do not say means nothing then.

A Zigbee bridge is alone below its base (`<base>.bridge`): with it, all of the base is gone. Gateways that listen side
by side (`<base>.<gateway>.bridge`) are told of each; what one heard another may hear, so a device counts as out of
reach from when one of them went until it is heard of again, and that it is silent is told singly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from alerts.engine_brought import began
from alerts.engine_state import DeviceState, State
from alerts.engine_told import Told
from alerts.engine_working import Working
from domain.alerts import Alert, Change
from domain.evaluation import BREACHED
from domain.life import ended
from domain.moves import Seen
from domain.people import Area, AreaKind
from domain.readings import Availability
from domain.rules import RuleKind
from domain.subjects import area_subject
from domain.time_rules import SystemRule, SystemWatch

HOLD = timedelta(minutes=1)
"""A gateway that is restarted is back by then."""
RULE = SystemWatch.GATEWAY_DOWN.value


@dataclass(slots=True)
class _Down:
    since: datetime
    begun: bool = False


class Gateways:
    """Keeps which are down; their devices are `<base>.<name>`."""

    def __init__(self, state: State, told: Told, areas: Callable[[], list[Area]]) -> None:
        self._state, self._told, self._areas = state, told, areas
        self._down: dict[str, _Down] = {}
        self._back: dict[str, datetime] = {}

    def recall(self) -> None:
        """Know those whose alert is open."""
        for alert in self._state.open_alerts():
            if alert.kind is RuleKind.SYSTEM and alert.rule == RULE:
                self._down[alert.device] = _Down(alert.started_at, begun=True)

    def say(self, said: Availability) -> None:
        """Take in what a gateway (or the broker in its place) says, also what the broker kept of it."""
        if not said.online:
            self._down.setdefault(said.device, _Down(said.received_at))
        elif said.device in self._down:
            self._back[said.device] = said.received_at

    def is_down(self, device: str) -> bool:
        """Whether the gateway of a device is down: of several, whether one is and it was not heard of since."""
        return any(self._is_lost(device, gateway, down) for gateway, down in self._down.items() if down.begun)

    def _is_lost(self, device: str, gateway: str, down: _Down) -> bool:
        if not device.startswith(_base(gateway)):
            return False
        known = self._state.devices.get(device)
        return gateway == f"{_base(gateway)}bridge" or known is None or known.heard <= down.since.timestamp()

    def judge(self, working: Working, rule: SystemRule | None, now: datetime) -> dict[str, datetime]:
        """Begin and end the alerts; give the bases of those that are back, and since when."""
        for gateway, down in self._down.items():
            if rule is not None and not down.begun and now - down.since >= HOLD and gateway not in self._back:
                down.begun = True
                self._begin(gateway, rule, down.since, working, now)
        back = {_base(gateway): at for gateway, at in self._back.items() if self._down[gateway].begun}
        for gateway, at in self._back.items():
            self._end(gateway, working, at, now)
            del self._down[gateway]
        for gateway, down in self._down.items() if back else ():
            down.begun &= _base(gateway) not in back  # the alert that just ended spoke for this one as well
        self._back.clear()
        return back

    def _begin(self, gateway: str, rule: SystemRule, since: datetime, working: Working, now: datetime) -> None:
        mine = [one for name, one in self._state.devices.items() if name.startswith(_base(gateway))]
        kinds = {area.id: area for area in self._areas()} if mine else {}
        for area in {found for one in mine if (found := _community(one, kinds)) is not None}:
            subject = area_subject(area)
            if working.open_alert(subject, rule.id) is None and not self._told.was(subject, rule.id, since):
                seen = Seen(
                    resident=subject,
                    site=kinds[area].site or mine[0].site,
                    device=gateway,
                    verdict=BREACHED,
                    observed_at=since,
                    value=float(len(mine)),
                    facts={"count": float(len(mine))},
                    ladders=self._state.ladders.of((area,)),
                )
                working.take((subject, rule.id), partial(began, rule, seen, now))

    def _end(self, gateway: str, working: Working, at: datetime, now: datetime) -> None:
        for alert in self._state.open_alerts():
            if alert.rule == RULE and alert.device == gateway:
                working.take((alert.resident, RULE), partial(_over, gateway, at, now))


def _base(gateway: str) -> str:
    """Give how the ids below the base of a gateway begin."""
    return gateway.partition(".")[0] + "."


def _community(device: DeviceState, areas: dict[str, Area]) -> str | None:
    """Give the community that a device's resident lives in."""
    own = device.resident.areas if device.resident is not None else ()
    return next((one for one in own if one in areas and areas[one].kind is AreaKind.COMMUNITY), None)


def _over(gateway: str, at: datetime, now: datetime, _: Working, alert: Alert | None) -> Change | None:
    return ended(alert, at, now) if alert is not None and alert.device == gateway else None
