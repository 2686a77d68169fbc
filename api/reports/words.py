"""What a week's report says, as data: one `Words` a language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.people import DeviceKind
from domain.severity import Severity
from domain.week_alerts import Ended
from domain.week_vitals import Against
from domain.weeks import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language.

    labels   headings, column names and short phrases, by name; some take numbers by name
    rules    alerts by their rule
    sides    alerts by metric and side, for rules that stand not in `rules`
    colon, join, stop  what stands behind a sentence's lead, between its clauses, and at its end
    lead     how a sentence begins, by the week's state
    """

    language: str
    labels: Mapping[str, str]
    metrics: Mapping[str, str]
    units: Mapping[str, str]
    severities: Mapping[Severity, str]
    ended: Mapping[Ended, str]
    against: Mapping[Against, str]
    devices: Mapping[DeviceKind, str]
    rules: Mapping[str, str]
    sides: Mapping[str, str]
    lead: Mapping[State, str]
    colon: str
    join: str
    stop: str
    day: Callable[[date], str]
    span: Callable[[date, date], str]
    lasted: Callable[[float], str]

    def label(self, name: str, **numbers: object) -> str:
        """Give a label with its numbers."""
        return self.labels[name].format(**numbers)
