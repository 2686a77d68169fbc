"""One person's stream of one resident's readings."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta

from fastapi.sse import ServerSentEvent

from api.access import Asker
from api.live.catch_up import AHEAD, missed
from api.live.hub import Seat
from api.live.vigil import RECHECK, Vigil, in_thread
from api.shapes.readings import LiveReport
from domain.access import Deed, Principal, kinds_of, may_about
from domain.kinds_shown import shown_values
from domain.people import Device
from domain.readings import Report, from_millis, to_millis

_AGAIN_AFTER = timedelta(seconds=3)
"""When what was missed is read a second time: what came just before may not have been in the store yet."""
_LONGEST_ID = 14


async def reading_events(asker: Asker, resident: str, last_event_id: str | None) -> AsyncIterator[ServerSentEvent]:
    """Give the resident's reports until the session or the access ends, the devices change, or the server stops.

    The caller has checked the access before the stream began.
    """
    stream = _ReadingStream(asker, resident, last_event_id)
    yield ServerSentEvent(event="ready", raw_data="{}", id=str(stream.id))
    devices = await in_thread(stream.devices)
    with asker.parts.hub.seat(devices) as seat, asker.parts.traffic.open_stream("readings"):
        while not await stream.ended(devices):
            for event in await stream.events(seat):
                yield event
            if seat.behind:
                yield ServerSentEvent(event="behind", raw_data="{}")
                return
            await seat.wake.wait(RECHECK)


class _ReadingStream:
    """What has been sent, and what is still to be caught up with."""

    def __init__(self, asker: Asker, resident: str, last_event_id: str | None) -> None:
        self._asker = asker
        self._resident = resident
        self._vigil = Vigil(asker, Deed.SEE_READINGS, self._may)
        resumed = _moment(last_event_id, asker.now)
        self._after = resumed or asker.now
        self._catch_up_at: list[datetime] = [asker.now, asker.now + _AGAIN_AFTER] if resumed else []
        self._worn = asker.parts.records.registry.worn_by(resident)
        self._caught_up: set[tuple[str, int]] = set()
        self.id = to_millis(self._after)

    def devices(self) -> list[Device]:
        """Give what the resident wears now."""
        return [one.device for one in self._asker.parts.records.registry.devices(residents=[self._resident])]

    async def ended(self, devices: list[Device]) -> bool:
        """Tell whether the stream must close (on a change of devices the client comes again, and resumes)."""
        if self._asker.parts.closing.is_set() or not self._vigil.due:
            return self._asker.parts.closing.is_set()
        return await self._vigil.ended() or await in_thread(self.devices) != devices

    async def events(self, seat: Seat) -> list[ServerSentEvent]:
        """Give what is to be sent now: what was missed, then what has come."""
        caught_up = await in_thread(self._missed) if self._must_catch_up() else []
        fresh = [report for report in caught_up if _key(report) not in self._caught_up]
        live = [report for report in seat.take() if self._is_theirs(report)]
        if self._catch_up_at or caught_up:
            self._caught_up.update(map(_key, (*fresh, *live)))
        return list(self._events((*fresh, *live)))

    def _events(self, reports: Iterable[Report]) -> Iterable[ServerSentEvent]:
        """Give what of the reports may be seen by what was agreed to when the access was looked at last."""
        kinds = kinds_of(self._vigil.principal, self._resident)
        for report in reports:
            values = shown_values(report.values, kinds)
            if values:
                self.id = max(self.id, to_millis(report.observed_at))
                yield ServerSentEvent(event="readings", raw_data=_data(report, values), id=str(self.id))

    def _must_catch_up(self) -> bool:
        if not self._catch_up_at or self._asker.parts.clock() < self._catch_up_at[0]:
            return False
        del self._catch_up_at[0]
        return True

    def _missed(self) -> list[Report]:
        parts = self._asker.parts
        worn = parts.records.registry.worn_by(self._resident)
        return missed(parts.readings, worn, self._after, parts.clock())

    def _is_theirs(self, report: Report) -> bool:
        """Tell whether it was measured while this resident wore the device; an upload may hold somebody else's day."""
        return any(had.device == report.device and had.holds_at(report.observed_at) for had in self._worn)

    def _may(self, principal: Principal) -> bool:
        placement = self._asker.parts.records.people.placement(self._resident)
        return may_about(principal, Deed.SEE_READINGS, placement)


def _moment(last_event_id: str | None, now: datetime) -> datetime | None:
    """Read where to go on from; a moment that no clock of a device can have said means from now on."""
    text = last_event_id or ""
    if not (text.isascii() and text.isdigit() and len(text) < _LONGEST_ID):
        return None
    said = from_millis(int(text))
    return said if said <= now + AHEAD else None


def _key(report: Report) -> tuple[str, int]:
    return report.device, to_millis(report.observed_at)


def _data(report: Report, values: dict[str, float]) -> str:
    return LiveReport(
        device=report.device,
        observed_at=report.observed_at,
        received_at=report.received_at,
        late=report.late,
        values=values,
    ).model_dump_json()
