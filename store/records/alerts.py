"""Alerts and their moves. What moves them is in `domain.life`; here they rest."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select, update

from domain.alerts import Alert, AlertState, Change, Move
from domain.errors import NotFound
from domain.notifications import Notification
from store.records.committing import Claim, Commit, Conflict
from store.records.database import Database
from store.records.links import UsedLink, give_back, use_link, used_link
from store.records.places import subjects_within
from store.records.rows import fetched, selected
from store.records.tables import alerts, moves
from store.records.tables.alerts import IS_OPEN
from store.records.tables.columns import Moment, earlier

__all__ = ["Alerts", "Conflict"]

_MOMENT = bindparam("moment", type_=Moment)
# Made once and asked before every new alert: making a statement anew costs more than running it.
_COVERING = (
    selected(alerts, Alert)
    .where(
        alerts.c.resident == bindparam("resident"),
        alerts.c.rule == bindparam("rule"),
        alerts.c.started_at <= _MOMENT,
        or_(alerts.c.ended_at.is_(None), alerts.c.ended_at >= _MOMENT),
    )
    .order_by(alerts.c.started_at.desc())
    .limit(1)
)


class Alerts:
    """Reads alerts; commits their changes together with the notifications they cause."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self) -> list[Alert]:
        """Give all that are not over, oldest first."""
        with self._database.reading() as connection:
            return fetched(connection, selected(alerts, Alert).where(IS_OPEN).order_by(alerts.c.started_at), Alert)

    def alert(self, alert: str) -> Alert:
        """Give one alert."""
        found = self.alerts([alert])
        if not found:
            raise NotFound(f"no alert {alert!r}")
        return found[0]

    def alerts(self, ids: Collection[str]) -> list[Alert]:
        """Give those of these that there are."""
        with self._database.reading() as connection:
            return fetched(connection, selected(alerts, Alert).where(alerts.c.id.in_(ids)), Alert)

    def find(
        self,
        *,
        residents: Collection[str] | None = None,
        areas: Collection[str] | None = None,
        states: Collection[AlertState] | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        technical: bool | None = None,
        limit: int = 100,
    ) -> list[Alert]:
        """Give alerts that match all that is said, newest first: `since` <= started_at < `before`.

        `areas` are ids; all that lies below them is included, and alerts about these areas themselves.
        """
        tests = [
            None if residents is None else alerts.c.resident.in_(residents),
            None if areas is None else alerts.c.resident.in_(subjects_within(areas)),
            None if states is None else alerts.c.state.in_(states),
            None if since is None else alerts.c.started_at >= since,
            None if before is None else alerts.c.started_at < before,
            None if technical is None else alerts.c.technical.is_(technical),
        ]
        wanted = selected(alerts, Alert).where(*[test for test in tests if test is not None])
        newest_first = wanted.order_by(alerts.c.started_at.desc(), alerts.c.id).limit(limit)
        with self._database.reading() as connection:
            return fetched(connection, newest_first, Alert)

    def covering(self, resident: str, rule: str, moment: datetime) -> Alert | None:
        """Give the newest alert, over or not, that a breach at `moment` (event time) belongs to."""
        with self._database.reading() as connection:
            found = fetched(connection, _COVERING, Alert, resident=resident, rule=rule, moment=moment)
        return found[0] if found else None

    def commit(
        self,
        changes: Sequence[Change],
        notifications: Sequence[Notification],
        now: datetime,
        *,
        claim: Claim | None = None,
        link: UsedLink | None = None,
    ) -> list[Conflict]:
        """Write changes and notifications in one transaction; give the changes that came too late.

        A change is too late when its alert's version is no longer `based_on`, when a new alert exists already, or
        when another one of the same resident and rule is open. It is left out with its notifications, and so are
        all later changes of the same alert; everything else is committed. A notification that is there already
        (by id) is passed over; a new one is due at once, or claimed from its birth with `claim`; one with a
        `not_before` is nobody's until then. With `link` all of it happens only if that was not used before, else
        LinkUsed; where a change came too late the link is not used up.
        """
        with self._database.writing() as connection:
            if link is not None:
                use_link(self._database, connection, link)
            conflicts = Commit(self._database, connection, now, claim).run(changes, notifications)
            if link is not None and conflicts:
                give_back(connection, link)
            return conflicts

    def used_link(self, notification: str) -> UsedLink | None:
        """Give how the link in a notification was used; None: it was not."""
        with self._database.reading() as connection:
            return used_link(connection, notification)

    def due(self, now: datetime, limit: int = 100, sites: Collection[str] = ()) -> list[Alert]:
        """Give open alerts (of these sites; none given: of all) whose next telling is due, longest due first."""
        late = selected(alerts, Alert).where(alerts.c.due_at <= now, IS_OPEN)
        if sites:
            late = late.where(alerts.c.site.in_(sites))
        with self._database.reading() as connection:
            return fetched(connection, late.order_by(alerts.c.due_at).limit(limit), Alert)

    def stalled(self, now: datetime, after: timedelta) -> list[Alert]:
        """Give alerts of all sites that fire or are acknowledged while nothing is due, or was due long (`after`) ago.

        Where nothing is due that may be right (a ladder without repetition): the policies say it. Oldest first.
        """
        awake = IS_OPEN, alerts.c.state != AlertState.PENDING
        forgotten = or_(alerts.c.due_at.is_(None), alerts.c.due_at < now - after)
        with self._database.reading() as connection:
            return fetched(
                connection, selected(alerts, Alert).where(*awake, forgotten).order_by(alerts.c.started_at), Alert
            )

    def timeline(self, alert: str) -> list[Move]:
        """Give an alert's moves in order."""
        with self._database.reading() as connection:
            return fetched(connection, selected(moves, Move).where(moves.c.alert == alert).order_by(moves.c.n), Move)

    def moves_after(self, cursor: int, limit: int = 500) -> list[tuple[int, Move]]:
        """Give moves of all alerts past `cursor`, in the order in which they were committed, each with its number.

        None is ever skipped: numbers become visible in order (see `database.count_up`). There may be gaps.
        """
        past = selected(moves, Move).add_columns(moves.c.number).where(moves.c.number > cursor)
        with self._database.reading() as connection:
            rows = connection.execute(past.order_by(moves.c.number).limit(limit)).mappings()
            found = [dict(row) for row in rows]
        return [(row.pop("number"), Move(**row)) for row in found]

    def last_move(self) -> int:
        """Give the cursor that means "from now on"."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.coalesce(func.max(moves.c.number), 0))).scalar_one())

    def hasten(self, alert: str, now: datetime, *, acknowledged: bool = False) -> bool:
        """Make a firing alert's next step due at `now`, where it is not sooner: who should have been told cannot be.

        With `acknowledged` the same of an acknowledged alert's reminder.
        """
        sooner = update(alerts).where(
            alerts.c.id == alert,
            alerts.c.state == (AlertState.ACKNOWLEDGED if acknowledged else AlertState.FIRING),
            or_(alerts.c.due_at.is_(None), alerts.c.due_at > now),
        )
        with self._database.writing() as connection:
            return connection.execute(sooner.values(due_at=now)).rowcount > 0

    def bring_forward(self, by: timedelta, sites: Collection[str] = ()) -> int:
        """Make open alerts (of these sites; none given: all) due so much earlier: our clock was set back by it."""
        mine = [IS_OPEN, alerts.c.due_at.is_not(None), *([alerts.c.site.in_(sites)] if sites else [])]
        with self._database.writing() as connection:
            return connection.execute(update(alerts).where(*mine).values(due_at=earlier(alerts.c.due_at, by))).rowcount
