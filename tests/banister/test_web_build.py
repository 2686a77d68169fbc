"""The web app is built once for its sources, by whoever comes first, and what was there stays until it is whole."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from api.web_app import CHECKOUT
from banister import web_build, web_node
from banister.web_build import SourcesWrong, WebBuildFailed, build
from banister.web_node import Node, NodeFailed, NoNode, reason_of
from banister.web_sources import digest, is_fresh, is_installed
from tests.brokers import eventually
from tests.programs import need_node

VITE = """
const { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync } = require('node:fs')
const out = process.argv[process.argv.indexOf('--outDir') + 1]
appendFileSync('../runs', 'x')
mkdirSync(out, { recursive: true })
copyFileSync('index.html', `${out}/index.html`)
const source = readFileSync('index.html', 'utf8')
if (source.includes('SLOW')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30000)
if (source.includes('WAIT')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700)
if (source.includes('WRONG')) throw new Error('index.html: a tag is not closed')
"""
"""Stands in for Vite, which has its own tests: it copies one page, slowly or wrongly where the page says so."""
LOCK = {"packages": {"": {}, "node_modules/vite": {"version": "1.0.0", "integrity": "sha512-x"}}}


@pytest.fixture(autouse=True)
def _node() -> None:
    need_node()


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """Give sources whose packages are installed."""
    folder = tmp_path / "web"
    (folder / "node_modules" / "vite" / "bin").mkdir(parents=True)
    (folder / "node_modules" / "vite" / "bin" / "vite.js").write_text(VITE, encoding="utf-8")
    (folder / "node_modules" / ".package-lock.json").write_text(json.dumps(LOCK), encoding="utf-8")
    (folder / "package-lock.json").write_text(json.dumps(LOCK), encoding="utf-8")
    (folder / "package.json").write_text('{"name": "tried"}', encoding="utf-8")
    (folder / "pack.mjs").write_text((CHECKOUT / "pack.mjs").read_text(encoding="utf-8"), encoding="utf-8")
    page(folder, "first " * 200)
    return folder


def page(web: Path, text: str) -> None:
    (web / "index.html").write_text(text, encoding="utf-8")


def runs(web: Path) -> int:
    counted = web.parent / "runs"
    return len(counted.read_text(encoding="utf-8")) if counted.exists() else 0


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def silently(web: Path) -> bool:
    return build(web, lambda _line: None)


def built(web: Path) -> str:
    return (web / "dist" / "index.html").read_text(encoding="utf-8")


def test_it_is_built_once_and_says_what_it_does(web: Path) -> None:
    said: list[str] = []
    assert build(web, said.append)
    assert not build(web, said.append)
    assert runs(web) == 1
    assert "putting it together" in said[0]
    assert "the web app is built" in said[-1]


def test_it_is_built_again_when_a_source_changes_comes_or_goes(web: Path) -> None:
    silently(web)
    changes: list[Callable[[], object]] = [
        lambda: page(web, "second"),
        lambda: (web / "new.ts").write_text("", encoding="utf-8"),
        lambda: (web / "new.ts").rename(web / "other.ts"),
        (web / "other.ts").unlink,
    ]
    for change in changes:
        change()
        assert silently(web)
    assert built(web) == "second"


def test_what_a_build_does_not_read_changes_nothing(web: Path) -> None:
    before = digest(web)
    for name in ("openapi.json", "README.md", "build.log", "dist/a.js", ".build/b.js", "node_modules/vite/c.js"):
        (web / name).parent.mkdir(parents=True, exist_ok=True)
        (web / name).write_text("new", encoding="utf-8")
    assert digest(web) == before


def test_smaller_copies_lie_beside_what_they_are_worth_it_for(web: Path) -> None:
    silently(web)
    assert {"index.html", "index.html.br", "index.html.gz", ".built-from"} == names(web / "dist")
    page(web, "short")
    silently(web)
    assert {"index.html", ".built-from"} == names(web / "dist")


def test_where_it_fails_the_reason_is_told_and_the_older_one_stays(web: Path) -> None:
    silently(web)
    page(web, "WRONG")
    with pytest.raises(SourcesWrong, match=r"a tag is not closed.*last\.log"):
        silently(web)
    assert built(web).startswith("first")
    assert not is_fresh(web)
    page(web, "right")
    assert silently(web)


def _builds(web: Path) -> None:
    sys.exit(0 if silently(web) else 3)


def test_of_two_at_once_one_builds_and_the_other_waits(web: Path) -> None:
    page(web, "WAIT")
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=_builds, args=(web,)) for _ in range(3)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert sorted(one.exitcode or 0 for one in both) == [0, 3, 3]
    assert runs(web) == 1


def test_one_that_is_killed_leaves_nothing_in_the_way(web: Path) -> None:
    page(web, "SLOW")
    killed = multiprocessing.get_context("fork").Process(target=_builds, args=(web,))
    killed.start()
    eventually(lambda: runs(web) == 1, what="its beginning")
    assert killed.pid is not None
    os.kill(killed.pid, signal.SIGKILL)
    killed.join(10)
    page(web, "quick")
    assert silently(web)
    assert names(web / ".build") == {"last.log"}


def test_one_that_takes_too_long_is_ended_with_all_that_it_started(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_build, "BUILD_WITHIN", 0.5)
    page(web, "SLOW")
    begun = time.monotonic()
    with pytest.raises(WebBuildFailed, match="did not end within"):
        silently(web)
    assert time.monotonic() - begun < 10


def test_without_node_it_is_told_how_it_comes(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_node, "find_spec", lambda _name: None)
    with pytest.raises(WebBuildFailed, match="the extra `web`"):
        silently(web)
    with pytest.raises(NoNode):
        web_node.find_node()


def test_a_registry_that_is_away_is_named_in_plain_words(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (web / "node_modules" / ".package-lock.json").unlink()
    lock = {"name": "tried", "lockfileVersion": 3, "packages": {"": {"dependencies": {"left": "1.0.0"}}}}
    lock["packages"] |= {"node_modules/left": {"version": "1.0.0", "integrity": "sha512-eA=="}}  # type: ignore[operator]
    (web / "package.json").write_text('{"name": "tried", "dependencies": {"left": "1.0.0"}}', encoding="utf-8")
    (web / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(web.parent / "cache"))
    said: list[str] = []
    with pytest.raises(WebBuildFailed, match="registry cannot be reached") as failed:
        build(web, said.append)
    assert not isinstance(failed.value, SourcesWrong)
    assert "installing packages" in said[0]


def test_a_folder_that_cannot_be_written_is_told(web: Path) -> None:
    (web / ".build").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(WebBuildFailed, match="File exists"):
        silently(web)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("npm error code ENOSPC\nnpm error nospc", "disk is full"),
        ("npm error code EACCES", "cannot be written"),
        ("npm error code EAI_AGAIN", "cannot be reached"),
        ("npm error code ETARGET", "does not have a package"),
        ("npm error code EINTEGRITY", "not what"),
        ("npm error code EUSAGE\n`npm ci` can only …", "do not agree"),
        ("✗ Build failed\nError: src/main.ts: Unexpected token", "Error: src/main.ts: Unexpected token"),
        (
            "Error: Build failed with 1 error:\n\n\x1b[31m[UNRESOLVED] \x1b[0mCould not resolve",
            "[UNRESOLVED] Could not",
        ),
        ("something else\nwent wrong", "something else"),
        ("", "said nothing"),
    ],
)
def test_what_programs_say_is_told_in_plain_words(said: str, reason: str) -> None:
    assert reason in reason_of(said)


def test_packages_that_are_not_those_of_the_lock_file_are_not_taken_for_them(web: Path) -> None:
    assert is_installed(web)
    hidden = web / "node_modules" / ".package-lock.json"
    others: tuple[object, ...] = (
        {"packages": {"node_modules/vite": {"version": "0.9.0", "integrity": "sha512-x"}}},
        {"packages": LOCK["packages"] | {"node_modules/more": {"version": "1.0.0"}}},
        {"packages": {}},
        {},
        [],
    )
    for other in others:
        hidden.write_text(json.dumps(other), encoding="utf-8")
        assert not is_installed(web)
    hidden.write_text("{ cut sho", encoding="utf-8")
    assert not is_installed(web)


def test_node_gives_what_a_program_printed_and_how_it_ended(tmp_path: Path) -> None:
    node: Node = need_node()
    assert node.run(["-e", "console.log(process.version)"], tmp_path, within=60).startswith("v2")
    with pytest.raises(NodeFailed, match="said nothing"):
        node.run(["-e", "process.exit(3)"], tmp_path, within=60)
    assert subprocess.run([node.folder / "bin" / "node", node.npm, "--version"], check=True, capture_output=True).stdout
