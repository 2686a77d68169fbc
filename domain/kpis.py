"""How well alerts are answered, from our own rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from domain.alerts import Disposition
from domain.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredAlert:
    """An alert that fired, and how it was answered. All times are our clock's.

    resident         whom it is about: an id, or `area:<id>`
    building         id of the building where they live, or of the area it is about ("": they are gone)
    first_told_at    when the first message that asks somebody for an answer was sent (None: nobody was told);
                     relatives and what is told as history are not asked
    acknowledged_at  when it was acknowledged first, by `acknowledged_by`; later ones do not change it
    resolved_by      a person, or the engine where its condition was over
    unanswered_at    when its ladder came to the end and nobody had answered
    """

    alert: str
    resident: str
    building: str
    site: str
    rule: str
    severity: Severity
    technical: bool
    fired_at: datetime
    first_told_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    disposition: Disposition | None = None
    unanswered_at: datetime | None = None


class OpenSpell(NamedTuple):
    """From when to when an alert was open; `resolved_at` None: it still is."""

    fired_at: datetime
    resolved_at: datetime | None
