"""Whether the body's values of a report are to be believed, by what its device said of being worn. Pure."""

from dataclasses import dataclass, field

from domain.readings import Report


@dataclass(slots=True)
class _Device:
    newest: float = 0.0
    off_since: float | None = None


@dataclass(slots=True)
class Worn:
    """Remembers the last word of each device. One that never said anything is taken as worn."""

    _devices: dict[str, _Device] = field(default_factory=dict)

    def believes(self, report: Report) -> bool:
        """Take a report in, and say whether its device was worn: by itself, else by what it said before."""
        device = self._devices.setdefault(report.device, _Device())
        observed = report.observed_at.timestamp()
        said = report.values.get("worn")
        if observed > device.newest:
            device.newest = observed
            if said is not None:
                off = None if said > 0 else observed
                device.off_since = off if off is None or device.off_since is None else device.off_since
        if said is not None:
            return said > 0
        return device.off_since is None or observed < device.off_since
