"""The outbox's statements, made once: making one anew costs more than running it."""

from typing import Any

from sqlalchemy import Integer, Select, Update, and_, bindparam, exists, func, literal_column, select, update

from domain.notifications import DeliveryState, Notification
from store.records.rows import selected
from store.records.tables import outbox
from store.records.tables.alerts import IS_WAITING
from store.records.tables.columns import Moment

_NOW = bindparam("now", type_=Moment)
_THIS = outbox.c.id == bindparam("this")
_CLAIMED = {
    "worker": bindparam("claimed_by"),
    "next_attempt_at": bindparam("leased_until"),
    "attempts": outbox.c.attempts + 1,
}

DUE = select(outbox.c.id).where(IS_WAITING, outbox.c.next_attempt_at <= _NOW)
_OLDEST = (
    DUE.order_by(outbox.c.created_at, outbox.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("oldest")
)
CLAIM = update(outbox).where(outbox.c.id.in_(select(_OLDEST.c.id))).values(_CLAIMED).returning(*outbox.c)

_ALONGSIDE = (
    DUE.where(
        outbox.c.id != bindparam("this"),
        outbox.c.channel == bindparam("by_channel"),
        outbox.c.group == bindparam("of_group"),
    )
    .with_for_update(skip_locked=True)
    .cte("alongside")
)
CLAIM_GROUP = update(outbox).where(outbox.c.id.in_(select(_ALONGSIDE.c.id))).values(_CLAIMED).returning(*outbox.c)

# Only what still waits is ended, let go of, or hastened.
END_ALL: Update = (
    update(outbox)
    .where(IS_WAITING)
    .values(
        state=bindparam("ends_as"),
        ended_at=_NOW,
        error=bindparam("why"),
        receipt=bindparam("given_receipt"),
        void=bindparam("is_void"),
    )
)
END: Update = END_ALL.where(_THIS)
LET_GO: Update = (
    update(outbox)
    .where(_THIS, IS_WAITING)
    .values(next_attempt_at=bindparam("due_at"), worker="", error=bindparam("why"))
)

_SAME_TELLING = and_(
    outbox.c.alert == bindparam("of_alert"), outbox.c.move == bindparam("of_move"), outbox.c.person == bindparam("to")
)
_FURTHER = and_(_SAME_TELLING, IS_WAITING, outbox.c.rank > bindparam("this_rank"))
REACHED = select(
    exists().where(_SAME_TELLING, outbox.c.rank < bindparam("this_rank"), outbox.c.state == literal_column("'sent'"))
)
_NEXT_RANK = select(func.min(outbox.c.rank)).where(_FURTHER).scalar_subquery()
# What a worker has in hand (its name stands in the row) is on its way already; its `next_attempt_at` is a lease.
HASTEN_NEXT: Update = (
    update(outbox)
    .where(_FURTHER, outbox.c.rank == _NEXT_RANK, outbox.c.worker == "", outbox.c.next_attempt_at > _NOW)
    .values(next_attempt_at=_NOW, not_before=_NOW)
)

RECENT: Select[*tuple[Any, ...]] = (
    selected(outbox, Notification)
    .where(outbox.c.created_at >= bindparam("since", type_=Moment))
    .order_by(outbox.c.created_at, outbox.c.id)
)


def ending(
    state: DeliveryState, now: object, *, why: str = "", receipt: str = "", void: bool = False
) -> dict[str, Any]:
    """Give what `END_ALL` sets; `END` is told whose row it is as well."""
    return {"ends_as": state, "now": now, "why": why, "given_receipt": receipt, "is_void": void}


def telling(notification: Notification) -> dict[str, Any]:
    """Give which telling a notification belongs to: the same move to the same person, by whatever channel."""
    return {
        "of_alert": notification.alert,
        "of_move": notification.move,
        "to": notification.person,
        "this_rank": notification.rank,
    }
