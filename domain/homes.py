"""What one resident's home and devices have said: small, the same whatever order it came in. Pure.

Signs of life indoors are motion and the readings of a monitor, which stands in the home; a watch is none, since it may
be on the street.
"""

from datetime import UTC, datetime

from domain.metrics import METRICS, MetricKind
from domain.people import DeviceKind, Power
from domain.readings import Report
from domain.turns import Turns

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MEASURED = frozenset(name for name, one in METRICS.items() if one.kind is MetricKind.GAUGE and name != "battery")
"""What is measured of a person, by metric."""
_TURNS = {DeviceKind.DOOR: ("door", True), DeviceKind.WATCH: ("worn", False)}
"""Of which metric a kind's turns are, and whether its 1 is what counts as on."""


class DeviceMemory:
    """One device of the home.

    heard   when it last said something, on our clock
    senses  its silence proves that nobody is there: it tells of motion, or measures all the time
    turns   of a door: when it was opened; of a watch: when it was taken off
    """

    __slots__ = ("heard", "kind", "power", "senses", "turns")

    def __init__(self, kind: DeviceKind, power: Power) -> None:
        self.kind, self.power = kind, power
        self.heard = _LONG_AGO
        self.senses = False
        self.turns: Turns | None = None


class HomeMemory:
    """One home.

    known_since  event time since which all that was said is in here (None: nothing is known)
    counts_from  the residents were away until then: every rule counts from there
    sign         the newest sign of life indoors (event time)
    measured     event time of the newest reading of each metric of `wanted`
    """

    __slots__ = ("counts_from", "devices", "known_since", "measured", "sign", "wanted")

    def __init__(self, known_since: datetime | None = None, *, wanted: frozenset[str] = MEASURED) -> None:
        self.known_since = known_since
        self.wanted = wanted
        self.counts_from: datetime | None = None
        self.devices: dict[str, DeviceMemory] = {}
        self.sign: datetime | None = None
        self.measured: dict[str, datetime] = {}

    def see(self, report: Report, kind: DeviceKind, power: Power) -> None:
        """Take in a live report; late, twice or out of order makes no difference. A retained one is no event."""
        if report.history:
            return
        device = self._device(report.device, kind, power)
        device.heard = max(device.heard, report.received_at)
        self._turn(device, report)
        self._live(device, report)

    def expect(self, device: str, kind: DeviceKind, power: Power) -> None:
        """Have a place for a device under this very name: whoever keeps names too shares the string."""
        self._device(device, kind, power)

    def hear(self, device: str, at: datetime) -> None:
        """Note that a device said something live at `at`, on our clock."""
        known = self.devices.get(device)
        if known is not None:
            known.heard = max(known.heard, at)

    def measure(self, metric: str, at: datetime) -> None:
        """Note a reading of a metric (event time)."""
        known = self.measured.get(metric)
        if known is None or at > known:
            self.measured[metric] = at

    def doors(self) -> dict[str, DeviceMemory]:
        """Give the doors that have said whether they are open."""
        return {name: one for name, one in self.devices.items() if one.kind is DeviceKind.DOOR and one.turns}

    def join(self, later: "HomeMemory") -> None:
        """Take in what another memory of this home holds, which began later."""
        for name, newer in later.devices.items():
            device = self._device(name, newer.kind, newer.power)
            device.heard = max(device.heard, newer.heard)
            device.senses = device.senses or newer.senses
            if newer.turns is not None:
                device.turns = device.turns or Turns()
                device.turns.join(newer.turns)
        for metric, at in later.measured.items():
            self.measure(metric, at)
        self._live_at(later.sign)
        self.counts_from = later.counts_from

    def _device(self, name: str, kind: DeviceKind, power: Power) -> DeviceMemory:
        known = self.devices.get(name)
        if known is None:
            known = self.devices[name] = DeviceMemory(kind, power)
        return known

    def _turn(self, device: DeviceMemory, report: Report) -> None:
        metric, on = _TURNS.get(device.kind, ("", True))
        value = report.values.get(metric)
        if value is not None:
            device.turns = device.turns or Turns()
            device.turns.note(report.observed_at, on=(value > 0) is on)

    def _live(self, device: DeviceMemory, report: Report) -> None:
        motion = report.values.get("motion")
        if motion is not None:
            device.senses = True
            self._live_at(report.observed_at if motion > 0 else None)
        if report.values.get("worn") == 0:
            return
        for metric in self.wanted.intersection(report.values):
            self.measure(metric, report.observed_at)
        if device.kind is DeviceKind.MONITOR and not MEASURED.isdisjoint(report.values):
            device.senses = device.power is Power.MAINS
            self._live_at(report.observed_at)

    def _live_at(self, at: datetime | None) -> None:
        if at is not None and (self.sign is None or at > self.sign):
            self.sign = at
