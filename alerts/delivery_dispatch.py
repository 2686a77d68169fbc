"""From the lanes to the sending children: what goes out together, whether it still may, and the handing over.

The last look at an alert and the handing over of a message that asks for an answer happen behind a fence: while it
stands nobody can commit an answer. So no page begins after the commit of an acknowledgement, by whatever race.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from alerts.channels.parcel import Parcel
from alerts.delivery_judge import ANSWERED, Judge, Settled
from alerts.delivery_lanes import Held, Lanes
from alerts.delivery_parcels import endpoint_of, merged_parcel
from alerts.delivery_pool import Pool
from alerts.delivery_settings import DeliverySettings
from domain.alerts import Alert
from domain.notifications import Notification
from store.records import Records

FRESH_SECONDS = 0.05
"""A message that waited longer in its lane is read anew before it is sent: it may be void by now."""
MARGIN_SECONDS = 2.0
"""A claim must outlast the attempt by so much."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A message on its way: the row that carries it, and those that go with it."""

    carrier: Held
    companions: tuple[Held, ...] = ()

    @property
    def rows(self) -> tuple[Held, ...]:
        """All rows that it tells."""
        return (self.carrier, *self.companions)


class Dispatch:
    """Used by one thread. `settle` is told of rows that are not sent after all.

    `in_flight` goes by the carrier's id.
    """

    def __init__(
        self,
        records: Records,
        settings: DeliverySettings,
        pool: Pool,
        *,
        lanes: Lanes,
        judge: Judge,
        in_hand: set[str],
        worker: str,
        clock: Callable[[], datetime],
        moment: Callable[[], float],
        settle: Callable[[Notification, Settled], None],
    ) -> None:
        self._records, self._settings, self._pool = records, settings, pool
        self._lanes, self._judge, self._in_hand = lanes, judge, in_hand
        self._worker, self._clock, self._moment, self._settle = worker, clock, moment, settle
        self.in_flight: dict[str, Flight] = {}

    def send(self) -> None:
        """Begin what may begin now. Raises StoreAway with nothing lost."""
        for held in self._lanes.ready(self._moment()):
            if self._is_ours(held) and self._may_begin(held) and not self._begin(held):
                return

    def _is_ours(self, held: Held) -> bool:
        """Whether the claim outlasts an attempt; else it is let go of, and will be claimed anew."""
        if held.until - self._moment() >= self._settings.delivery_deadline_s + MARGIN_SECONDS:
            return True
        self._lanes.drop(held)
        self._in_hand.discard(held.id)
        return False

    def _may_begin(self, held: Held) -> bool:
        """Endpoints that failed the last time get no more than half of the room."""
        return not self._lanes.is_suspect(held.endpoint) or self._lanes.sick_and_busy < self._pool.capacity // 2

    def _begin(self, held: Held) -> bool:
        """Hand it to a sender, with what goes out with it; False where none has room."""
        if not self._pool.has_room:
            return False
        ours = [one for one in self._together(held) if self._is_ours(one)]
        rows = [one for one in map(self._fresh, ours) if one is not None]
        while rows:
            # The newest carries the others: whoever has seen its key has seen no less than what it carries now.
            rows.sort(key=lambda one: (one.row.notification.created_at, one.id), reverse=True)
            flight = Flight(carrier=rows[0], companions=tuple(rows[1:]))
            parcel = self._parcel(flight)
            if parcel is None:
                return True
            void = self._hand_over(flight, parcel)
            for one in void:
                self._let_go(one, Settled(why=ANSWERED))
            rows = [one for one in rows if one not in void] if void else []
        return True

    def _together(self, held: Held) -> list[Held]:
        """Give it, and what goes out with it: what waits here, and what of its group waits in the outbox."""
        companions = self._lanes.companions(held, self._moment())
        if not held.row.notification.group or held.message.alert is None:
            return [held, *companions]
        lease = self._settings.lease
        until = self._moment() + lease.total_seconds()
        for row in self._records.outbox.bundle(held.row, self._clock(), lease, self._worker):
            if row.notification.id in self._in_hand:
                continue
            message = self._judge.judge(row, self._clock())  # where this raises, the claim ends and it comes again
            self._in_hand.add(row.notification.id)
            if isinstance(message, Settled):
                self._settle(row.notification, message)
                continue
            joined = Held(row=row, message=message, endpoint=held.endpoint, since=self._moment(), until=until)
            self._lanes.add(joined)
            companions.append(joined)
        return [held, *companions]

    def _fresh(self, held: Held) -> Held | None:
        """Read it anew where it has waited; None where it is settled by now."""
        if self._moment() - held.since < FRESH_SECONDS:
            return held
        message = self._judge.judge(held.row, self._clock())
        if not isinstance(message, Settled):
            if endpoint_of(message) == held.endpoint:
                return replace(held, message=message)
            message = Settled(why="its channel was changed", later=self._settings.lease * 0)
        self._let_go(held, message)
        return None

    def _parcel(self, flight: Flight) -> Parcel | None:
        """Put it into words; where that fails, all of it has failed."""
        try:
            return merged_parcel([one.message for one in flight.rows], self._clock())
        except (LookupError, ValueError, TypeError) as error:
            log.exception("a message cannot be put into words", notification=flight.carrier.id)
            for one in flight.rows:
                self._let_go(one, Settled(why=f"cannot be put into words: {error!r}", failed=True))
            return None

    def _hand_over(self, flight: Flight, parcel: Parcel) -> list[Held]:
        """Hand it to a child behind the fence; or give those that an answer has made void: then nothing was sent."""
        asking = {str(one.row.notification.alert): one for one in flight.rows if self._judge.is_fenced(one.message)}
        fence = self._records.outbox.fence(*asking) if asking else nullcontext(dict[str, Alert]())
        with fence as standing:
            void = [one for one in flight.rows if self._is_void(one, standing.get(str(one.row.notification.alert)))]
            if not void and self._pool.take(parcel):
                self._took(flight)
        return void

    def _is_void(self, held: Held, standing: Alert | None) -> bool:
        return standing is not None and self._judge.is_void(held.message, standing)

    def _took(self, flight: Flight) -> None:
        """Note it before anything else can go wrong: it is on its way."""
        for one in flight.companions:
            self._lanes.drop(one)
        self._lanes.begin(flight.carrier, self._moment())
        self.in_flight[flight.carrier.id] = flight

    def _let_go(self, held: Held, why: Settled) -> None:
        self._lanes.drop(held)
        self._settle(held.row.notification, why)
