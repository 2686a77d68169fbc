"""The Dockerfile copies what exists, takes all rooms along, and ends as nobody in particular."""

import re
import subprocess

from tests.deploy.composition import OURS, services
from tests.house.tree import ROOMS, ROOT

TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COPIES = [line.split()[1:] for line in TEXT.splitlines() if line.startswith("COPY ") and "--from=" not in line]
SOURCES = {source for *sources, _ in COPIES for source in sources}
NOT_TAKEN = {"**/__pycache__", "web/node_modules", "web/dist", "web/.build", "web/openapi.json"}


def test_every_source_of_a_copy_exists() -> None:
    assert not [source for source in SOURCES if not (ROOT / source).exists()]


def test_all_rooms_are_in_the_image() -> None:
    assert set(ROOMS) <= SOURCES


def test_the_context_holds_what_is_copied_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line[1:] for line in lines if line[:1] == "!"} == SOURCES
    assert set(lines[1:]) - {f"!{source}" for source in SOURCES} == NOT_TAKEN


def test_base_images_and_uv_have_full_versions() -> None:
    stages = set(re.findall(r"^FROM .* AS (\w+)$", TEXT, re.MULTILINE))
    images = set(re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE)) - stages
    assert images
    assert all(re.search(r":\d+\.\d+\.\d+-", image) for image in images)
    assert re.search(r"uv==\d+\.\d+\.\d+", TEXT)


def test_the_image_has_the_built_web_app_and_no_node() -> None:
    last = TEXT[TEXT.rindex("FROM ") :]
    assert "COPY --from=web /app/web/dist web/dist" in TEXT
    assert "--from=web" not in last
    assert TEXT.count("--extra web") == 1
    assert TEXT.index("AS web") < TEXT.index("--extra web") < TEXT.index("AS build")


def test_the_image_runs_as_the_user_that_compose_names() -> None:
    (uid,) = re.findall(r"useradd --uid (\d+)", TEXT)
    assert re.findall(r"^USER (\w+)$", TEXT, re.MULTILINE) == ["banister"]
    assert {services()[name]["user"] for name in OURS} == {f"{uid}:{uid}"}


def test_nats_in_compose_is_the_nats_of_the_wheel() -> None:
    from mqtt.broker import nats_server

    said = subprocess.run([nats_server(), "--version"], capture_output=True, text=True, check=True).stdout
    version = said.strip().rpartition("v")[2]
    assert f"FROM nats:{version}-alpine" in services()["nats"]["build"]["dockerfile_inline"]
