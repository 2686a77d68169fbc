"""compose.yaml against its specification, and against what exists here."""

import importlib.util
import json
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from tests.deploy.composition import OURS, composition, make_secrets, secret_names, services
from tests.house.settings_in_code import variables
from tests.house.tree import ROOT

OF_THE_IMAGES = {
    *("DOCKER_INFLUXDB_INIT_MODE", "DOCKER_INFLUXDB_INIT_USERNAME", "DOCKER_INFLUXDB_INIT_PASSWORD_FILE"),
    *("DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE", "DOCKER_INFLUXDB_INIT_ORG", "DOCKER_INFLUXDB_INIT_BUCKET"),
    *("INFLUXD_REPORTING_DISABLED", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE", "POSTGRES_INITDB_ARGS"),
}

every_service = pytest.mark.parametrize("name", sorted(services()))


def test_the_file_keeps_the_compose_specification() -> None:
    schema = json.loads(
        files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json").read_text(encoding="utf-8")
    )
    jsonschema.Draft202012Validator(schema).validate(composition())


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_commands_exists(name: str) -> None:
    program, *arguments = services()[name]["command"]
    assert program in {"python", "banister"}
    if program == "python":
        assert importlib.util.find_spec(f"{arguments[1]}.__main__") is not None
    else:
        assert f'name="{arguments[0]}"' in (ROOT / "banister" / "cli.py").read_text(encoding="utf-8")


@every_service
def test_every_mounted_file_stands_in_the_repository(name: str) -> None:
    sources = [volume.split(":")[0] for volume in services()[name].get("volumes", [])]
    assert not [source for source in sources if source.startswith(".") and not (ROOT / source).is_file()]
    assert {source for source in sources if not source.startswith(".")} <= composition()["volumes"].keys()


@every_service
def test_every_variable_is_one_that_the_program_reads(name: str) -> None:
    known = variables() if name in OURS else OF_THE_IMAGES
    assert set(services()[name].get("environment", {})) - known == set()


@every_service
def test_every_file_that_a_variable_names_is_a_secret_of_that_service(name: str) -> None:
    service = services()[name]
    named = {value for key, value in service.get("environment", {}).items() if key.endswith("_FILE")}
    assert named <= set(secret_names(service).values())


def test_make_secrets_makes_every_secret_that_is_mounted(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    mounted = {name for service in services().values() for name in secret_names(service)}
    assert mounted <= composition()["secrets"].keys()
    made = {f"./deploy/secrets/{path.name}" for path in (tmp_path / "secrets").iterdir() if path.is_file()}
    assert {secret["file"] for secret in composition()["secrets"].values()} <= made


@every_service
def test_every_image_has_a_full_version(name: str) -> None:
    assert re.search(r":\d+\.\d+(\.\d+)?", services()[name]["image"])


def test_every_image_of_ours_is_built_once_and_looked_for_nowhere_else() -> None:
    built = [service["image"] for service in services().values() if "build" in service]
    assert len(built) == len(set(built))
    assert {services()[name]["image"] for name in OURS} <= set(built)
    never = {service["image"] for service in services().values() if service.get("pull_policy") == "never"}
    assert set(built) == never


@every_service
def test_nobody_is_root_and_nobody_gains_rights(name: str) -> None:
    service = services()[name]
    assert int(service["user"].split(":")[0]) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", sorted(set(services()) - {"import", "simulators"}))
def test_whatever_stays_up_is_looked_after(name: str) -> None:
    service = services()[name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}


@every_service
def test_every_dependency_is_a_service(name: str) -> None:
    assert services()[name].get("depends_on", {}).keys() <= services().keys()


@every_service
def test_ports_are_published_to_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in services()[name].get("ports", []))
