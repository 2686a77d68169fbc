"""Which rows hold something about a person, and what becomes of each: a row that goes, or a field that is emptied.

What stays holds no name, no text and no value: ids, times, kinds, and how many there were.
"""

from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select, update
from sqlalchemy.sql import ColumnElement

from domain.notifications import DeliveryState
from domain.people import Role
from domain.retained import retained_topics
from store.records.closing import Because, alerts_of, end_alerts
from store.records.database import Database
from store.records.retiring import ask_to_clear, retire
from store.records.tables import (
    alerts,
    answers,
    api_keys,
    aways,
    broker_users,
    channels,
    consents,
    device_facts,
    devices,
    households,
    identities,
    invitations,
    leaves,
    moves,
    outbox,
    overrides,
    ownerships,
    oxygen_scales,
    people,
    quarantine,
    relations,
    relocations,
    residents,
    sessions,
    silences,
    unclaimed,
    webhook_messages,
)
from store.records.tables.rules import IS_CURRENT


class Eraser:
    """Erases one resident inside the caller's transaction, which holds the revision's lock."""

    def __init__(
        self, database: Database, connection: Connection, resident: str, because: Because, revision: int
    ) -> None:
        self._database = database
        self._connection = connection
        self._resident = resident
        self._because = because
        self._by = because.by
        self._now = because.now
        self._revision = revision

    def erase(self) -> None:
        """Do all of it; the resident's own row last, for the others are found by it."""
        ended = end_alerts(self._database, self._connection, self._resident, self._because)
        shown = [f"care/v1/{alert.site}/alerts/{alert.id}" for alert in ended]
        ask_to_clear(self._database, self._connection, shown, self._now)
        self.wipe_alerts()
        self._forget_answers()
        self._end_mutes()
        self._end_overrides()
        self._retire_devices()
        self._let_relatives_go()
        self._forget_home()
        self._set(
            residents,
            residents.c.id == self._resident,
            name="",
            phone="",
            birth_year=None,
            pinyin="",
            oxygen_scale=1,
            erased_at=self._now,
            revision=self._revision,
        )

    def wipe_alerts(self) -> None:
        """Empty what alerts, their moves, messages and webhooks say of how the resident was."""
        theirs = alerts_of(self._resident)
        own = alerts.c.resident == self._resident
        self._set(alerts, own, note="", facts={}, limit_source="", device="", value=None, worst=None, limit=None)
        self._set(moves, moves.c.alert.in_(theirs), note="", value=None, limit=None)
        self._set(outbox, outbox.c.alert.in_(theirs), error="", receipt="", group="")
        about = or_(webhook_messages.c.subject == self._resident, webhook_messages.c.subject.in_(theirs))
        waits = about & (webhook_messages.c.state == DeliveryState.WAITING)
        self._set(webhook_messages, waits, state=DeliveryState.FAILED, ended_at=self._now)
        self._set(webhook_messages, about, body=b"", error="")

    def _end_mutes(self) -> None:
        for table in (aways, silences):
            own = table.c.resident == self._resident
            self._set(table, own, why="")
            self._set(table, own & (table.c.ends_at > self._now), ends_at=self._now, ended_by=self._by)
        self._connection.execute(delete(oxygen_scales).where(oxygen_scales.c.resident == self._resident))

    def _end_overrides(self) -> None:
        """Empty what was said, and let what holds now come once more, ended, to those who keep it in memory."""
        own = overrides.c.subject == self._resident
        self._set(overrides, own, reason="", warning=None, critical=None)
        self._set(overrides, own & IS_CURRENT, until=self._now, revision=self._revision)

    def _retire_devices(self) -> None:
        own = ownerships.c.resident == self._resident
        owned = select(ownerships.c.device).where(own)
        self._connection.execute(delete(quarantine).where(quarantine.c.device.in_(owned)))
        theirs = select(devices.c.id, devices.c.dialect).join(ownerships, ownerships.c.device == devices.c.id)
        for device, dialect in self._connection.execute(theirs.where(own, ownerships.c.until.is_(None))).all():
            retire(self._database, self._connection, device, self._now, retained_topics(device, dialect))

    def _let_relatives_go(self) -> None:
        alone = relatives_of_nobody_else(self._connection, self._resident)
        own = consents.c.resident == self._resident
        self._set(consents, own & consents.c.withdrawn_at.is_(None), withdrawn_at=self._now, withdrawn_by=self._by)
        self._set(consents, own, signed_by="", scopes=frozenset())
        self._connection.execute(delete(invitations).where(invitations.c.resident == self._resident))
        self._connection.execute(delete(relations).where(relations.c.resident == self._resident))
        for person in alone:
            self._erase_person(person)

    def _erase_person(self, person: str) -> None:
        for table in (sessions, answers, identities, invitations):
            self._connection.execute(delete(table).where(table.c.person == person))
        self._set(leaves, leaves.c.person == person, why="")
        self._set(api_keys, api_keys.c.person == person, name="", revoked_at=self._now)
        self._set(
            channels,
            channels.c.person == person,
            target="",
            secret="",
            enabled=False,
            disabled_why="",
            disabled_at=self._now,
        )
        self._set(
            people,
            people.c.id == person,
            name="",
            login=None,
            phone="",
            quiet=None,
            password_hash=None,
            disabled_at=self._now,
            totp_secret=None,
            totp_since=None,
            totp_last=None,
            recovery=None,
        )

    def _forget_home(self) -> None:
        """Who has the key is somebody's name as well; it goes with the last who lives there."""
        home = select(residents.c.household).where(residents.c.id == self._resident).scalar_subquery()
        others = select(residents.c.id).where(
            residents.c.household == home, residents.c.id != self._resident, residents.c.erased_at.is_(None)
        )
        if self._connection.execute(others).first() is None:
            self._set(households, households.c.id == home, key_holder="")
        self._connection.execute(delete(relocations).where(relocations.c.subject == self._resident))

    def _forget_answers(self) -> None:
        """Answers kept for a repeated request may repeat a name; they are of one day, so each is looked into."""
        said = set(self._connection.execute(select(residents.c.name).where(residents.c.id == self._resident)).scalars())
        said |= set(self._connection.execute(_names_of_relatives(self._resident)).scalars())
        needles = [word.encode() for word in (*said, self._resident) if word]
        kept = self._connection.execute(select(answers.c.person, answers.c.key, answers.c.body)).all()
        for person, key, body in kept:
            if body is not None and any(needle in body for needle in needles):
                this = (answers.c.person == person) & (answers.c.key == key)
                self._connection.execute(delete(answers).where(this))

    def _set(self, table: Table, rows: ColumnElement[bool], **values: Any) -> None:
        self._connection.execute(update(table).where(rows).values(**values))


def relatives_of_nobody_else(connection: Connection, resident: str) -> list[str]:
    """Give the relatives who are here for this resident alone: they have no other role, and no other resident."""
    others = select(relations.c.person).where(relations.c.resident != resident)
    theirs = select(relations.c.person).join(people, people.c.id == relations.c.person)
    alone = theirs.where(
        relations.c.resident == resident, people.c.role == Role.RELATIVE, relations.c.person.not_in(others)
    )
    return list(connection.execute(alone.order_by(relations.c.person)).scalars())


def forget_devices(connection: Connection, resident: str) -> None:
    """Let go of whose the devices were; one that was nobody else's, and is out of use, goes whole with what it said."""
    owned = select(ownerships.c.device).where(ownerships.c.resident == resident).distinct()
    theirs = list(connection.execute(owned).scalars())
    others = select(ownerships.c.device).where(ownerships.c.resident != resident)
    alone = devices.c.id.in_(theirs) & devices.c.id.not_in(others) & devices.c.retired_at.is_not(None)
    gone = list(connection.execute(select(devices.c.id).where(alone)).scalars())
    connection.execute(delete(ownerships).where(ownerships.c.resident == resident))
    for table in (device_facts, broker_users, unclaimed, quarantine):
        connection.execute(delete(table).where(table.c.device.in_(gone)))
    connection.execute(delete(devices).where(devices.c.id.in_(gone)))


def _names_of_relatives(resident: str) -> Any:
    related = select(relations.c.person).where(relations.c.resident == resident)
    return select(people.c.name).where(people.c.id.in_(related))
