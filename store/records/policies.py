"""Escalation policies by version."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from domain.errors import BadInput, NotFound
from domain.escalation import EscalationPolicy
from store.records.database import Database
from store.records.tables import areas, policies
from store.records.versions import Seen, add, history, newest, next_version, seed, whatever

_JSON = TypeAdapter(EscalationPolicy)


class Policies:
    """No version is ever changed. Every write counts the revision up: the engine sees it within a second."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seed(self, defaults: Iterable[EscalationPolicy], now: datetime) -> int:
        """Add the versions that are not there yet; give how many. What people changed stays on top."""
        bodies = {(one.id, one.version): policy_body(one) for one in defaults}
        with self._database.writing() as connection:
            return seed(connection, policies, bodies, now)

    def policies(self) -> list[EscalationPolicy]:
        """Give the newest version of every policy."""
        with self._database.reading() as connection:
            return newest_policies(connection)

    def put(self, policy: EscalationPolicy, set_by: str, now: datetime, seen: Seen = whatever) -> EscalationPolicy:
        """Add a policy's next version, whatever its `version` says; give it as it stands then.

        BadInput without any step or receiver (nobody would be told); NotFound where its area is not there. `seen` is
        told the present version inside the transaction; what it raises changes nothing.
        """
        with self._database.writing() as connection:
            return put_policy(connection, policy, (set_by, now), seen)

    def history(self, policy: str) -> list[tuple[EscalationPolicy, str, datetime]]:
        """Give all versions of one policy, the oldest first, each with who set it and when."""
        with self._database.reading() as connection:
            rows = history(connection, policies, policy)
        return [(_JSON.validate_python(body), set_by, set_at) for body, set_by, set_at in rows]


def newest_policies(connection: Connection) -> list[EscalationPolicy]:
    """Give the newest version of every policy."""
    return [_JSON.validate_python(body) for body in newest(connection, policies)]


def put_policy(
    connection: Connection, policy: EscalationPolicy, stamp: tuple[str, datetime], seen: Seen = whatever
) -> EscalationPolicy:
    """Add a policy's next version inside the caller's transaction."""
    if not policy.steps or not all(step.receivers for step in policy.steps):
        raise BadInput(f"policy {policy.id!r} has a step that tells nobody, or no step at all")
    if policy.area is not None and _is_missing(connection, policy.area):
        raise NotFound(f"no area {policy.area!r}")
    put = replace(policy, version=next_version(connection, policies, policy.id, seen))
    add(connection, policies, (put.id, put.version), policy_body(put), stamp)
    return put


def policy_body(policy: EscalationPolicy) -> dict[str, Any]:
    """Give a policy as JSON; durations as ISO 8601, severities as numbers."""
    body: dict[str, Any] = _JSON.dump_python(policy, mode="json")
    return body


def _is_missing(connection: Connection, area: str) -> bool:
    return connection.execute(select(areas.c.id).where(areas.c.id == area)).first() is None
