"""What must not stand in a public repository: package hosts, this machine's paths, secrets."""

import re
from collections.abc import Iterator

import pytest

from tests.house.tree import files, shown

LOCK = "uv.lock"

HOSTS = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "deb.deb" + "ian.org", "crates" + ".io")
PATHS = ("/wo" + "rk/", "/ro" + "ot/")
SECRETS = (
    r"-----BEGIN [A-Z ]*PRIVATE " + "KEY-----",
    r"\bAKIA[0-9A-Z]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{36}\b",
    r"\bxox[baprs]-[A-Za-z0-9-]{20,}",
    r"\beyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}\.",
)


def _lines() -> Iterator[tuple[str, str]]:
    for path in files():
        if path.name == LOCK:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        yield from ((f"{shown(path)}:{number}", line) for number, line in enumerate(text.splitlines(), 1))


@pytest.fixture(scope="module")
def lines() -> list[tuple[str, str]]:
    return list(_lines())


def test_package_hosts_stand_in_the_lock_file_only(lines: list[tuple[str, str]]) -> None:
    assert not [where for where, line in lines if any(host in line for host in HOSTS)]


def test_no_path_of_one_machine_is_written_down(lines: list[tuple[str, str]]) -> None:
    assert not [where for where, line in lines if any(path in line for path in PATHS)]


@pytest.mark.parametrize("pattern", SECRETS)
def test_no_secret_is_written_down(lines: list[tuple[str, str]], pattern: str) -> None:
    assert not [where for where, line in lines if re.search(pattern, line)]
