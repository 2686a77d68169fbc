"""Whether values of the body are to be believed: a watch that lies on the table has no pulse."""

from collections.abc import Callable
from datetime import datetime

from alerts.engine_state import DeviceState
from domain.people import DeviceKind
from domain.readings import Report


class Belief:
    """Goes by the report itself, else by what its device said before it; where it said nothing, asks the past."""

    def __init__(self, worn_before: Callable[[str, datetime], bool | None]) -> None:
        self._worn_before = worn_before

    def seems_worn(self, device: DeviceState, report: Report) -> bool:
        """Say it by what is remembered: one that said nothing since we started seems to be worn."""
        worn = report.values.get("worn")
        if worn is not None:
            return worn > 0
        if device.worn is not False:
            return True
        observed = report.observed_at.timestamp()
        return observed < device.newest and observed < device.off_since

    def is_worn(self, device: DeviceState, report: Report) -> bool:
        """Say it for sure: asked where a breach hangs on it, so that the readings' store is asked once a device."""
        observed = report.observed_at.timestamp()
        if device.worn is None and observed >= device.newest and "worn" not in report.values:
            asks = device.kind is DeviceKind.WATCH
            device.wear(worn=not asks or self._worn_before(device.id, report.observed_at) is not False, at=observed)
        return self.seems_worn(device, report)
