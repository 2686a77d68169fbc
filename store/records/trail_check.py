"""Follows the trail's chain by what the database holds byte for byte, so that nothing is made to fit by reading it."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, LargeBinary, String, cast, func, select, type_coerce

from domain.access import Deed
from store.records.database import AUDIT, Database, counted
from store.records.tables import audit
from store.records.tables.columns import from_micros

Tell = Callable[[int, int], None]
"""Is told how many rows were followed, and of how many."""
_A_PAGE = 5_000
_TEXTS = (audit.c.person, audit.c.deed, audit.c.subject, audit.c.detail, audit.c.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Where the trail begins: rows up to `n` were cut off at `at`, and `hash` was the last one's."""

    n: int = 0
    hash: str = ""
    at: datetime | None = None

    @property
    def detail(self) -> str:
        """Give what the trail says of it."""
        return f"rows up to {self.n}, {self.hash}"


_NOWHERE = Cut()
_CUT = re.compile(r"rows up to ([0-9]{1,18}), ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What verifying found.

    rows       the last row that fits
    head       its hash
    broken_at  the first row that does not fit
    cut        where the trail begins
    """

    rows: int
    head: str
    broken_at: int | None = None
    reason: str = ""
    cut: Cut = _NOWHERE


def linked(before: str, *fields: Any) -> str:
    """Give a row's hash: SHA-256 of the hash before it and of all its fields, as they rest."""
    return hashlib.sha256(json.dumps([before, *fields]).encode()).hexdigest()


def follow(database: Database, known_head: str | None, tell: Tell) -> Verdict:
    """Follow the chain from where it was last cut; `known_head`, a hash that was kept elsewhere, must be in it.

    Who can write to the database can also write a whole new trail that fits: only a hash kept elsewhere tells that.
    """
    with database.reading() as connection:
        cut = _last_cut(connection)
        total, there = counted(connection, AUDIT), _rows(connection)
        before, last, seen = cut.hash, cut.n, known_head in {None, "", cut.hash}
        for n, *fields, found in _all(connection, on_postgres=database.on_postgres):
            broken = _broken(before, n, last, fields, found)
            if broken:
                return Verdict(rows=last, head=before, broken_at=last + 1, reason=broken, cut=cut)
            before, last = found, n
            seen = seen or found == known_head
            if last % _A_PAGE == 0:
                tell(last, max(total, cut.n + there))
        tell(last, last)
        now = counted(connection, AUDIT)
    if last < min(now, total):
        return Verdict(rows=last, head=before, broken_at=last + 1, reason="rows at the end are missing", cut=cut)
    if last > now:
        return Verdict(rows=last, head=before, broken_at=last, reason="there are more rows than were counted", cut=cut)
    if not seen:
        return Verdict(rows=last, head=before, broken_at=last + 1, reason=_unknown_head(cut), cut=cut)
    return Verdict(rows=last, head=before, cut=cut)


def _unknown_head(cut: Cut) -> str:
    said = "the head that you know is not in the trail"
    return f"{said}; it may be of a row before {cut.n}, up to which rows were cut off" if cut.n else said


def _last_cut(connection: Connection) -> Cut:
    """Give where the trail begins, by its newest row about a cut: the chain holds that row like any other."""
    about = (type_coerce(audit.c.at, BigInteger), audit.c.detail)
    wanted = select(*about).where(audit.c.deed == Deed.CUT_TRAIL).order_by(audit.c.n.desc()).limit(1)
    for at, detail in connection.execute(wanted):
        said = _CUT.fullmatch(str(detail))
        if said and isinstance(at, int):
            return Cut(n=int(said[1]), hash=said[2], at=from_micros(at))
    return _NOWHERE


def _broken(before: str, n: Any, last: int, fields: list[Any], found: Any) -> str:
    """Say what is wrong with a row; empty: nothing is."""
    if not isinstance(n, int) or n <= last:
        return "a row has a number that none can have"
    if n != last + 1:
        return "a row is missing"
    *others, allowed, detail = fields
    try:
        right = allowed in {0, 1} and linked(before, n, *others, bool(allowed), detail) == found
    except TypeError:  # it holds what no writer of ours puts there
        right = False
    return "" if right else "a row was changed"


def _rows(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(audit)).scalar_one()


def _all(connection: Connection, *, on_postgres: bool) -> Iterator[tuple[Any, ...]]:
    """Give (n, at, person, deed, subject, allowed, detail, hash) of all rows, in pages."""
    texts = {one.name: type_coerce(one, String) if on_postgres else cast(one, LargeBinary) for one in _TEXTS}
    at = type_coerce(audit.c.at, BigInteger)
    allowed = cast(audit.c.allowed, Integer) if on_postgres else type_coerce(audit.c.allowed, Integer)
    columns = (texts["person"], texts["deed"], texts["subject"], allowed, texts["detail"], texts["hash"])
    wanted = select(audit.c.n, at, *columns).order_by(audit.c.n).limit(_A_PAGE)
    after: Any = None
    while page := connection.execute(wanted if after is None else wanted.where(audit.c.n > after)).all():
        yield from (tuple(map(_text, row)) for row in page)
        after = page[-1][0]


def _text(value: Any) -> Any:
    """Read a text's bytes; what is none stays bytes, which no hash is made of."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value
    return value
