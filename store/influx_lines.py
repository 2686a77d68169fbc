"""Readings as InfluxDB's line protocol, at millisecond precision.

A measurement is a metric class, so that each class can be deleted by its age. Tags are device and metric: what has
the same tags and time is the same reading. Fields: `value`, and `delay` (ms from `observed_at` to `received_at`).
"""

from domain.metrics import METRICS
from domain.readings import Report, to_millis

_ESCAPED = str.maketrans({",": r"\,", "=": r"\=", " ": r"\ "})
_STARTS = {name: f"{metric.retained_as.value},device=" for name, metric in METRICS.items()}


def lines_of(report: Report) -> list[str]:
    """Give a line for each reading of a report."""
    device = tag_of(report.device).translate(_ESCAPED)
    observed_at = to_millis(report.observed_at)
    delay = to_millis(report.received_at) - observed_at
    return [
        f"{_STARTS[metric]}{device},metric={metric} delay={delay}i,value={_number(value)} {observed_at}"
        for metric, value in report.values.items()
    ]


def erased(measurement: str, device: str) -> str:
    """Give the predicate of a delete: a device's readings of one class. In it a quote is written with a backslash."""
    tag = tag_of(device).replace('"', '\\"')
    return f'_measurement="{measurement}" AND device="{tag}"'


def tag_of(device: str) -> str:
    r"""Give a device's id as a tag: a `\` in it is written `%5C`, because a tag cannot end with one."""
    if "\\" not in device and "%" not in device:
        return device
    return device.replace("%", "%25").replace("\\", "%5C")


def device_of(tag: str) -> str:
    """Give the device's id that a tag stands for."""
    return tag.replace("%5C", "\\").replace("%25", "%")


def _number(value: float) -> str:
    text = repr(value)
    return text.removesuffix(".0")
