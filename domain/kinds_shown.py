"""Which metrics belong to which kinds of data that a resident agrees to show."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from domain.metrics import METRICS, MetricClass
from domain.people import Scope

_CALLS = frozenset({"sos", "fall"})
"""They are told as alerts, so who may see alerts knows of them; and they say how somebody is."""
_OF_CLASS: Mapping[MetricClass, frozenset[Scope]] = MappingProxyType(
    {
        MetricClass.VITAL: frozenset({Scope.VITAL_SIGNS}),
        MetricClass.ACTIVITY: frozenset({Scope.ACTIVITY}),
        MetricClass.TECHNICAL: frozenset(Scope),
    }
)


def is_shown(metric: str, kinds: Collection[Scope]) -> bool:
    """Whether somebody who may see these kinds of data may see this metric; one that we do not know is shown to nobody.

    A battery's charge and whether a watch is worn go with any kind: without them no other reading can be judged.
    """
    known = METRICS.get(metric)
    if known is None:
        return False
    needed = _OF_CLASS[known.retained_as] | (frozenset({Scope.ALERTS}) if metric in _CALLS else frozenset())
    return not needed.isdisjoint(kinds)


def shown_values(values: Mapping[str, float], kinds: Collection[Scope]) -> dict[str, float]:
    """Give what of a report's values may be seen by who may see these kinds of data."""
    return {metric: value for metric, value in values.items() if is_shown(metric, kinds)}
