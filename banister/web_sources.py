"""Whether the built web app is that of the sources as they stand, and whether its packages are installed."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

STAMP = ".built-from"
"""In the built folder: the digest of the sources that it was built from."""
_NO_FOLDERS = frozenset({"node_modules", "dist", ".build"})
_NO_FILES = frozenset({"openapi.json", "README.md", "components.d.ts"})
"""Nothing of a build depends on them; the last is written by it."""


def digest(web: Path) -> str:
    """Give the digest of all that a build reads in the folder `web`."""
    summed = hashlib.sha256()
    for path in _sources(web):
        name = path.relative_to(web).as_posix().encode()
        content = path.read_bytes()
        summed.update(b"%d %s %d " % (len(name), name, len(content)))
        summed.update(content)
    return summed.hexdigest()


def _sources(web: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(web):
        folders[:] = sorted(set(folders) - _NO_FOLDERS)
        yield from (Path(folder, name) for name in sorted(names) if name not in _NO_FILES and not name.endswith(".log"))


def is_fresh(web: Path) -> bool:
    """Whether `web/dist` was built from the sources as they stand."""
    stamp = web / "dist" / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == digest(web)


def is_installed(web: Path) -> bool:
    """Whether `web/node_modules` is what the lock file names; npm writes down what it has installed, at the end."""
    wanted, there = _packages(web / "package-lock.json"), _packages(web / "node_modules" / ".package-lock.json")
    same = all(_is_same(wanted.get(name, {}), package) for name, package in there.items())
    missing = [name for name, package in wanted.items() if name and name not in there and not package.get("optional")]
    return bool(there) and same and not missing


def _packages(lock: Path) -> Mapping[str, Mapping[str, Any]]:
    try:
        packages: Mapping[str, Mapping[str, Any]] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return packages


def _is_same(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    return wanted.get("version") == there.get("version") and wanted.get("integrity") == there.get("integrity")
