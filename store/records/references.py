"""What still refers to an entry: nothing that is referred to is ever deleted."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, select

from domain.errors import Refused
from domain.subjects import area_subject
from store.records.policies import newest_policies
from store.records.tables import METADATA, alerts, areas, audit, devices, households, overrides, people, silences

_WORDS = {
    "areas": "areas below it",
    "assignments": "people who answer or answered for it",
    "residents": "residents",
    "relations": "residents whose relative they are",
    "handovers": "hand-overs",
}


def keep_area(connection: Connection, area: str, site: str | None) -> None:
    """Raise Refused where anything lies in the area or is about it."""
    subject = area_subject(area)
    about = [
        ("alerts", alerts.c.resident == subject),
        ("changes of rules", overrides.c.subject == subject),
        ("silences", silences.c.area == area),
        ("devices of its site", devices.c.site == site),
    ]
    why = [*_pointing(connection, areas.c.id, area), *_met(connection, about)]
    why += [f"ladder {one.id!r}" for one in newest_policies(connection) if one.area == area]
    _refuse(f"area {area!r}", why)


def keep_household(connection: Connection, household: str) -> None:
    """Raise Refused where anybody lives or lived there last."""
    _refuse(f"household {household!r}", list(_pointing(connection, households.c.id, household)))


def keep_person(connection: Connection, person: str) -> None:
    """Raise Refused where anything says what they did or were: such an account is disabled, never deleted."""
    why = [
        *_pointing(connection, people.c.id, person),
        *_met(connection, [("the audit trail", audit.c.person == person)]),
    ]
    _refuse(f"person {person!r}", why, "disable the account instead")


def _pointing(connection: Connection, column: ColumnElement[str], this: str) -> Iterator[str]:
    """Give what has a foreign key to it: a table of later is found as well."""
    for table in METADATA.sorted_tables:
        tests = [key.parent == this for key in table.foreign_keys if key.column is column]
        if any(connection.execute(select(1).where(test).limit(1)).first() for test in tests):
            yield _WORDS.get(table.name, table.name.replace("_", " "))


def _met(connection: Connection, tests: list[tuple[str, ColumnElement[bool]]]) -> Iterator[str]:
    yield from (word for word, test in tests if connection.execute(select(1).where(test).limit(1)).first())


def _refuse(what: str, why: list[str], instead: str = "") -> None:
    if why:
        raise Refused(f"{what} is still referred to by: {', '.join(why)}" + (f"; {instead}" if instead else ""))
