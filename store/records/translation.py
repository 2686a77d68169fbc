"""The database's errors in our words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from domain.errors import StoreAway

_ALSO_AWAY = frozenset({"25006", "57P01", "57P02", "57P03"})
"""SQLSTATEs that are no OperationalError: a read-only transaction, a server that shuts down or starts."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise StoreAway for what trying again can mend; let a fault of ours (a missing table) through as it is."""
    try:
        yield
    except exc.TimeoutError as error:
        raise StoreAway(f"no free connection to the records: {error}") from error
    except exc.DBAPIError as error:
        if _is_away(error):
            raise StoreAway(f"the records are away: {str(error.orig).strip()}") from error
        raise


def _is_away(error: exc.DBAPIError) -> bool:
    code = getattr(error.orig, "sqlstate", None)
    if code in _ALSO_AWAY or error.connection_invalidated:
        return True
    if not isinstance(error, exc.OperationalError | exc.InterfaceError):
        return False
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) != sqlite3.SQLITE_ERROR
    return True
