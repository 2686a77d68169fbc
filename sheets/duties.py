"""Shifts and escalation policies as a neighbourhood's file writes them, and what they say in the domain's words."""

import re
from datetime import date, time, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from domain.escalation import EscalationPolicy, EscalationStep, Receivers
from domain.hours import LocalHours
from domain.people import AreaKind
from domain.rosters import Duty, Shift
from domain.severity import Severity
from sheets.words import Entry, SeverityWord, Slug

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_S = 7 * 86_400


def clock(text: str) -> time:
    """Give the time of day of `08:00`; ValueError for anything else."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError(f'{text!r} is no time of day (such as "08:00", in quotes)')
    return time.fromisoformat(text)


def local_hours(text: str) -> LocalHours:
    """Give the hours of `22:00-07:00`; ValueError for anything else."""
    starts, dash, ends = text.partition("-")
    if not dash:
        raise ValueError(f'{text!r} are no hours of the day (such as "22:00-07:00", in quotes)')
    hours = LocalHours(starts=clock(starts), ends=clock(ends))
    if hours.starts == hours.ends:
        raise ValueError(f"{text!r} begins and ends at the same time")
    return hours


def _clock(text: str) -> str:
    clock(text)
    return text


def _hours(text: str) -> str:
    local_hours(text)
    return text


Clock = Annotated[str, AfterValidator(_clock)]
Hours = Annotated[str, AfterValidator(_hours)]
Seconds = Annotated[float, Field(ge=0, le=_LONGEST_S)]
Wait = Annotated[float, Field(ge=60, le=_LONGEST_S)]


class ShiftEntry(Entry):
    """When somebody is on duty for an area, in its local time; equal times are a whole day."""

    id: Slug
    person: Slug
    area: Slug
    weekdays: Annotated[tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...], Field(min_length=1)]
    starts: Clock
    ends: Clock
    first: date | None = None
    last: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError("it ends before it begins")
        return self

    def shift(self) -> Shift:
        """Give it as the rosters know it."""
        return Shift(
            id=self.id,
            person=self.person,
            area=self.area,
            weekdays=frozenset(_WEEKDAYS.index(day) for day in self.weekdays),
            starts=clock(self.starts),
            ends=clock(self.ends),
            first=self.first,
            last=self.last,
        )


class ReceiversEntry(Entry):
    """Those on duty for the area of this kind above a resident."""

    area: AreaKind
    duty: Duty = Duty.PRIMARY


class StepEntry(Entry):
    """Who is told, so long after the step before it."""

    receivers: Annotated[tuple[ReceiversEntry, ...], Field(min_length=1)]
    after_s: Seconds = 0


class PolicyEntry(Entry):
    """An escalation policy; without an area it is for everybody who has no nearer one."""

    id: Slug
    severity: SeverityWord
    technical: bool = False
    area: Slug | None = None
    steps: Annotated[tuple[StepEntry, ...], Field(min_length=1)]
    repeat_s: Wait | None = None
    remind_after_s: Wait
    expires_after_s: Wait = 600

    @model_validator(mode="after")
    def _begins_at_once(self) -> Self:
        if self.steps[0].after_s:
            raise ValueError("the first step is told at once: its after_s is 0")
        return self

    def policy(self) -> EscalationPolicy:
        """Give it as the ladder knows it."""
        return EscalationPolicy(
            id=self.id,
            severity=Severity.of(self.severity),
            technical=self.technical,
            area=self.area,
            steps=tuple(_step(one) for one in self.steps),
            repeat=None if self.repeat_s is None else timedelta(seconds=self.repeat_s),
            remind_after=timedelta(seconds=self.remind_after_s),
            expires_after=timedelta(seconds=self.expires_after_s),
        )


def _step(entry: StepEntry) -> EscalationStep:
    receivers = tuple(Receivers(area=one.area, duty=one.duty) for one in entry.receivers)
    return EscalationStep(receivers=receivers, after=timedelta(seconds=entry.after_s))
