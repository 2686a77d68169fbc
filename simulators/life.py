"""A person's life as devices meet it: the body, the door of the home, and the stories told about them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from heapq import merge

from simulators.bodies import Body, Vitals
from simulators.homes import Home, Opening
from simulators.story import Said, Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One person. Pure: whoever asks about an instant gets the same answer."""

    body: Body
    tellings: tuple[Telling, ...] = field(default=())
    every: timedelta | None = None
    """Between the reports of the device that looks at this life, where that differs from its model."""

    @property
    def timezone(self) -> tzinfo:
        """Return the clock this person lives by."""
        return self.body.timezone

    def at(self, instant: datetime) -> Vitals:
        """Return the body at an instant, as the stories under way have made it."""
        vitals = self.body.at(instant)
        for telling in self.tellings:
            if telling.runs_at(instant):
                changed = telling.story.change(vitals, (instant - telling.start).total_seconds())
                worn = vitals.worn if telling.story.wearing is None else telling.story.wearing
                vitals = replace(changed, worn=worn)
        return vitals

    def events(self, start: datetime) -> Iterator[tuple[datetime, str]]:
        """Yield (instant, `sos` or `fall`) from an instant on, in order."""
        told = ((telling.moment(at), metric) for telling in self.tellings for at, metric in telling.story.events)
        return (event for event in sorted(told) if event[0] >= start)

    def measures(self, start: datetime) -> Iterator[datetime]:
        """Yield when the stories make this person take the monitor."""
        told = (telling.moment(at) for telling in self.tellings for at in telling.story.measures)
        return (instant for instant in sorted(told) if instant >= start)

    def openings(self, start: datetime) -> Iterator[Opening]:
        """Yield the door's openings from an instant on, without an end: the usual ones, or those of stories."""
        doors = [telling for telling in self.tellings if telling.story.door or telling.story.shut]
        told = sorted((opening for telling in doors for opening in _told(telling)), key=_opened)
        usual = Home(seed=self.body.seed, timezone=self.timezone).openings(start)
        kept = (opening for opening in usual if not any(_displaces(telling, opening) for telling in doors))
        return merge(kept, (opening for opening in told if opening.opened >= start), key=_opened)

    def silent(self, kind: str, instant: datetime) -> bool:
        """Return whether devices of this kind are not heard of at an instant."""
        return any(telling.is_silent(kind, instant) for telling in self.tellings)

    def said(self, kind: str, start: datetime) -> Iterator[tuple[datetime, Said]]:
        """Yield what stories make a device of this kind say besides, from an instant on."""
        told = [(telling.moment(one.at), one) for telling in self.tellings for one in telling.story.said]
        return iter(sorted((one for one in told if one[1].kind == kind and one[0] >= start), key=lambda one: one[0]))

    def clock(self, kind: str, instant: datetime) -> datetime:
        """Return what the clock of such a device shows at an instant."""
        for telling in self.tellings:
            instant = telling.clock(kind, instant)
        return instant

    def is_lost(self, kind: str, instant: datetime) -> bool:
        """Return whether what such a device says at an instant never arrives."""
        return kind == "watch" and any(one.stretch(one.story.lost, instant) for one in self.tellings)

    def kept_until(self, kind: str, instant: datetime) -> datetime | None:
        """Return when it is uploaded what such a device says at an instant; None: at once."""
        ends = (one.stretch(one.story.kept, instant) for one in self.tellings if kind == "watch")
        return next((end for end in ends if end is not None), None)


def _told(telling: Telling) -> Iterator[Opening]:
    for opened, closed in telling.story.door:
        yield Opening(opened=telling.moment(opened), closed=telling.moment(closed))


def _displaces(telling: Telling, opening: Opening) -> bool:
    return opening.opened < telling.end and opening.closed > telling.start


def _opened(opening: Opening) -> datetime:
    return opening.opened
