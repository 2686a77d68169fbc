"""Empty records in a SQLite file, without each test making all of the tables again."""

import functools
import tempfile
from pathlib import Path

from store.records import open_records


@functools.cache
def _migrated() -> bytes:
    """Give the file as opening an empty one leaves it: closed, so that no journal is beside it."""
    with tempfile.TemporaryDirectory(prefix="banister-records-") as folder:
        path = Path(folder, "records.sqlite3")
        open_records(f"sqlite:///{path}").close()
        assert [one.name for one in Path(folder).iterdir()] == [path.name]
        return path.read_bytes()


def fresh_records(path: Path) -> str:
    """Put empty records of the newest schema at `path`, which must not be there yet; give their URL."""
    with path.open("xb") as file:
        file.write(_migrated())
    return f"sqlite:///{path}"
