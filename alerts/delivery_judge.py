"""What a claimed row is to be told by now, looked up in the records; or why it is not told."""

import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.delivery_answered import answered_meanwhile, asks_for_answer, may_become_void, over_meanwhile
from domain.alerts import Alert, AlertState
from domain.errors import NotFound
from domain.links import HOLDS_FOR, SIGNED_WITH, SignedLink, sign
from domain.muting import inhibits
from domain.notifications import DeliveryState, Message, Notification
from domain.people import Role, Scope
from domain.subjects import area_subject
from store.records import Records
from store.records.outbox import Delivery as Row

ANSWERED = "answered meanwhile"
NOT_AGREED = "the resident does not agree to it any more"
NOT_ASKED_FOR = "they are not to be told any more"
LOOK_AGAIN = timedelta(seconds=60)
"""How long a device's alert waits for the end of an outage that says it already."""
_ROLES_HOLD = 60.0
_TOLD = frozenset({AlertState.FIRING, AlertState.ACKNOWLEDGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A row that is not sent now. `failed`: it cannot be; else nobody needs it, or (`later`) not yet."""

    why: str
    failed: bool = False
    later: timedelta | None = None


class Judge:
    """Used by one thread; every look may raise StoreAway."""

    def __init__(self, records: Records, base_url: str) -> None:
        self._records, self._base_url = records, base_url
        self._secret = b""
        self._relatives: dict[str, tuple[bool, float]] = {}

    def judge(self, row: Row, now: datetime) -> Message | Settled:
        """Give the message as it is told now."""
        try:
            message = self._records.outbox.message(row.notification, self._base_url)
        except NotFound as error:
            return Settled(why=str(error), failed=True)
        if message.alert is None:
            return message
        if not message.channel.enabled:
            return Settled(why="its channel was switched off meanwhile", failed=True)
        if (why := self._not_for_them(message.notification, message.alert)) is not None:
            return Settled(why=why)
        return self._no_longer(message, message.alert) or self._with_link(message, message.alert, now)

    def is_void(self, message: Message, alert: Alert) -> bool:
        """Whether an answer has made it void, by the alert as it stands."""
        standing = replace(message, alert=alert)
        return answered_meanwhile(standing, to_relative=self._is_to_relative(message.notification))

    def is_fenced(self, message: Message) -> bool:
        """Whether no answer may be committed between the last look at its alert and its going out."""
        return may_become_void(message, to_relative=self._is_to_relative(message.notification))

    def _no_longer(self, message: Message, alert: Alert) -> Settled | None:
        notification = message.notification
        if self.is_void(message, alert):
            return Settled(why=ANSWERED)
        if over_meanwhile(message):
            return Settled(why="over before it was told")
        if notification.not_before is not None and self._knows_newer(notification, alert.id):
            return Settled(why="told of something newer already")
        if notification.rank and self._records.outbox.reached(notification):
            return Settled(why="reached by another channel")
        if alert.technical and self._is_inhibited(alert):
            return Settled(why="an outage that is told already says it", later=LOOK_AGAIN)
        return None

    def _not_for_them(self, notification: Notification, alert: Alert) -> str | None:
        """Say why its receiver, if a relative, is not told by now: the resident's consent or their own wish has ended.

        Either ends what waits in its own transaction. This is for what was written after it by an engine that had not
        heard of it, and for what we had in hand already.
        """
        if not self._is_to_relative(notification):
            return None
        theirs = [one for one in self._records.people.relations(alert.resident) if one.person == notification.person]
        if not any(Scope.ALERTS in one.scopes for one in theirs):
            return NOT_AGREED
        return None if any(one.tell for one in theirs) else NOT_ASKED_FOR

    def _knows_newer(self, notification: Notification, alert: str) -> bool:
        """Whether its receiver was told of a later move of the alert while it waited."""
        return any(
            one.state is DeliveryState.SENT
            and one.notification.person == notification.person
            and one.notification.move > notification.move
            for one in self._records.outbox.of_alert(alert)
        )

    def _with_link(self, message: Message, alert: Alert, now: datetime) -> Message:
        notification = message.notification
        if not asks_for_answer(message, to_relative=self._is_to_relative(notification)):
            return message
        if not self._secret:
            self._secret = self._records.secret(SIGNED_WITH)
        link = SignedLink(
            notification=notification.id, alert=alert.id, person=notification.person, expires_at=now + HOLDS_FOR
        )
        return replace(message, acknowledge_link=f"{self._base_url}/a/{sign(self._secret, link)}")

    def _is_inhibited(self, alert: Alert) -> bool:
        try:
            areas = self._records.people.placement(alert.resident).areas
        except NotFound:
            return False  # about an area itself, or somebody who has moved away
        outages = self._records.alerts.find(residents=[area_subject(area) for area in areas], states=_TOLD)
        return any(inhibits(outage, alert, areas) for outage in outages)

    def _is_to_relative(self, notification: Notification) -> bool:
        """Look it up once a minute: what somebody is changes hardly ever."""
        moment, person = time.monotonic(), notification.person
        known = self._relatives.get(person)
        if known is None or moment - known[1] > _ROLES_HOLD:
            known = (self._records.people.person(person).role is Role.RELATIVE, moment)
            self._relatives[person] = known
        return known[0]
