"""What stands in the repository, for the tests that hold the house itself."""

import ast
import functools
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ROOMS = ("domain", "devices", "mqtt", "store", "ingest", "alerts", "sheets", "api", "simulators", "banister")

_NOT_OURS = {
    ".git",
    ".venv",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".schemathesis",
    "node_modules",
    ".build",
    "dist",
    "build",
    "banister-data",
    "secrets",
}


def files(*suffixes: str) -> Iterator[Path]:
    """Yield what we wrote: every file that ends in one of `suffixes` (all, when none is given)."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - _NOT_OURS)
        yield from (Path(folder, name) for name in sorted(names) if not suffixes or name.endswith(suffixes))


def code() -> Iterator[Path]:
    """Yield the rooms' Python files, without the database migrations (which are history)."""
    for room in ROOMS:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "versions" not in path.parts)


@functools.cache
def syntax(path: Path) -> ast.Module:
    """Return the file's syntax tree, read once: nobody changes it."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def shown(path: Path) -> str:
    """Return the path as one reads it in a report."""
    return path.relative_to(ROOT).as_posix()
