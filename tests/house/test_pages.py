"""The pages for people: both languages give the same commands, and everything a page points at exists."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, shown

LANGUAGES = ("README.md", "README.zh-CN.md")
PAGES = [path for path in files(".md") if "fixtures" not in path.parts]


def _commands(page: Path) -> list[str]:
    blocks = re.findall(
        r"^```(?:sh|console|bash)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_both_languages_give_the_same_commands() -> None:
    english, chinese = (_commands(ROOT / name) for name in LANGUAGES)
    assert english == chinese
    assert english[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_make_knows_every_target_that_a_page_names(page: Path) -> None:
    named = {line.split()[1] for line in _commands(page) if line.startswith("make ")}
    assert named <= _targets()


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_everything_a_page_links_to_exists(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if "://" not in link and not (page.parent / link).exists()]


@pytest.mark.parametrize("name", LANGUAGES)
def test_each_readme_shows_a_picture_of_the_demo(name: str) -> None:
    assert "docs/screenshots/demo.png" in (ROOT / name).read_text(encoding="utf-8")


def test_the_changelog_tells_of_this_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
