"""A wheel that is built where the web app is built carries it, and serves it without Node and without a checkout."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from api.web_app import default_folder
from tests.house.tree import ROOMS, ROOT
from tests.programs import need

DIST = ("index.html", "assets/index-B1x_-9aZ.js", "assets/index-B1x_-9aZ.js.br", "sw.js")


def wheel(project: Path) -> Path:
    uv = need("uv", str(Path(sys.executable).with_name("uv")))
    argv = [uv, "build", "--wheel", "--offline", "--python", sys.executable, "--out-dir", str(project / "out")]
    done = subprocess.run(argv, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next((project / "out").glob("*.whl"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy what a wheel is built of, as a checkout that ignores what ours ignores."""
    folder = tmp_path / "project"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in (*ROOMS, "examples"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def names(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as packed:
        return set(packed.namelist())


def test_the_wheel_carries_what_was_built_and_finds_it(project: Path, tmp_path: Path) -> None:
    for name in DIST:
        (project / "web" / "dist" / name).parent.mkdir(parents=True, exist_ok=True)
        (project / "web" / "dist" / name).write_text(name, encoding="utf-8")
    made = wheel(project)
    assert {name for name in names(made) if name.startswith("api/web/")} == {f"api/web/{name}" for name in DIST}
    assert not {name for name in names(made) if name.startswith("web/")}
    with zipfile.ZipFile(made) as packed:
        packed.extractall(tmp_path / "installed")
    asked = "from api.web_app import WebApp, default_folder; print(default_folder(), WebApp(default_folder()).is_built)"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    said = subprocess.run(
        [sys.executable, "-c", asked], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == [str(tmp_path / "installed" / "api" / "web"), "True"]


def test_a_wheel_is_built_without_it_too(project: Path) -> None:
    assert not {name for name in names(wheel(project)) if name.startswith(("api/web/", "web/"))}


def test_in_a_checkout_it_is_where_the_build_leaves_it() -> None:
    assert default_folder() == ROOT / "web" / "dist"
