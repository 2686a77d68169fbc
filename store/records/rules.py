"""Rules by version, and what was changed of them for one resident or area."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Select, and_, func, insert, select, update

from domain.errors import NotFound
from domain.overrides import Override
from domain.rules import Rule
from domain.subjects import area_of
from store.records.database import REVISION, Database, count_up, counted
from store.records.rows import as_row, fetched, selected
from store.records.rule_json import rule_body, rule_of
from store.records.tables import areas, overrides, residents, rules
from store.records.tables.rules import IS_CURRENT
from store.records.versions import Seen, add, history, newest, next_version, seed, whatever


class Rules:
    """No version is ever changed: an alert keeps the one it fired by."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seed(self, defaults: Iterable[Rule], now: datetime) -> int:
        """Add the versions that are not there yet; give how many. What people changed stays on top."""
        bodies = {(rule.id, rule.version): rule_body(rule) for rule in defaults}
        with self._database.writing() as connection:
            return seed(connection, rules, bodies, now)

    def rules(self) -> list[Rule]:
        """Give the newest version of every rule."""
        with self._database.reading() as connection:
            return [rule_of(body) for body in newest(connection, rules)]

    def rule(self, rule: str, version: int | None = None) -> Rule:
        """Give one rule in one version, or its newest."""
        wanted = select(rules.c.body).where(rules.c.id == rule).order_by(rules.c.version.desc())
        if version is not None:
            wanted = wanted.where(rules.c.version == version)
        with self._database.reading() as connection:
            body = connection.execute(wanted.limit(1)).scalar()
        if body is None:
            raise NotFound(f"no rule {rule!r}" + (f" of version {version}" if version else ""))
        return rule_of(body)

    def put(self, rule: Rule, set_by: str, now: datetime, seen: Seen = whatever) -> Rule:
        """Add a rule's next version, whatever its `version` says; give it as it stands then.

        `seen` is told the present version inside the transaction; what it raises changes nothing.
        """
        with self._database.writing() as connection:
            put = replace(rule, version=next_version(connection, rules, rule.id, seen))
            add(connection, rules, (put.id, put.version), rule_body(put), (set_by, now))
        return put

    def history(self, rule: str) -> list[tuple[Rule, str, datetime]]:
        """Give all versions of one rule, the oldest first, each with who set it and when."""
        with self._database.reading() as connection:
            rows = history(connection, rules, rule)
        return [(rule_of(body), set_by, set_at) for body, set_by, set_at in rows]

    def overrides(self, since_revision: int = 0) -> tuple[int, list[Override]]:
        """Give the revision now, and the overrides set or cleared after `since_revision`.

        A cleared one comes with an `until` that is past.
        """
        with self._database.reading() as connection:
            revision = counted(connection, REVISION)
            if revision <= since_revision:
                return revision, []
            changed = _current().where(overrides.c.revision > since_revision)
            return revision, fetched(connection, changed, Override)

    def overrides_of(self, *subjects: str) -> list[Override]:
        """Give the overrides of these residents and areas (see `domain.subjects`), those that have ended too."""
        with self._database.reading() as connection:
            return fetched(connection, _current().where(overrides.c.subject.in_(subjects)), Override)

    def set_override(self, override: Override, now: datetime, seen: Seen = whatever) -> Override:
        """Set what holds for one resident or area, in place of what held; give it with its counted-up version.

        `seen` is told the version that holds (0: none), as in `put`.
        """
        with self._database.writing() as connection:
            revision = count_up(connection, REVISION)
            held = fetched(connection, _this(override.subject, override.rule), Override)
            seen(held[0].version if held and held[0].in_force(now) else 0)
            return supersede(connection, override, now, revision)

    def clear_override(self, subject: str, rule: str, by: str, now: datetime, *, seen: Seen = whatever) -> None:
        """Let the rule hold as it stands again; who cleared it is kept. NotFound where there is none."""
        with self._database.writing() as connection:
            revision = count_up(connection, REVISION)
            found = fetched(connection, _this(subject, rule), Override)
            if not found:
                raise NotFound(f"no override of {rule!r} for {subject!r}")
            seen(found[0].version)
            supersede(connection, replace(found[0], set_by=by, until=now), now, revision)


def supersede(connection: Connection, override: Override, now: datetime, revision: int) -> Override:
    """Put an override in the place of the current one; all that ever held is kept."""
    area = area_of(override.subject)
    there = select(residents.c.id).where(residents.c.id == override.subject)
    if area is not None:
        there = select(areas.c.id).where(areas.c.id == area)
    if connection.execute(there).first() is None:
        raise NotFound(f"no {'resident' if area is None else 'area'} {area or override.subject!r}")
    same = and_(overrides.c.subject == override.subject, overrides.c.rule == override.rule)
    last = connection.execute(select(func.coalesce(func.max(overrides.c.version), 0)).where(same)).scalar_one()
    connection.execute(update(overrides).where(same, IS_CURRENT).values(superseded_at=now))
    newer = replace(override, version=last + 1)
    connection.execute(insert(overrides), as_row(newer) | {"set_at": now, "revision": revision})
    return newer


def _current() -> Select[*tuple[object, ...]]:
    return selected(overrides, Override).where(IS_CURRENT).order_by(overrides.c.subject, overrides.c.rule)


def _this(subject: str, rule: str) -> Select[*tuple[object, ...]]:
    return _current().where(overrides.c.subject == subject, overrides.c.rule == rule)
