"""deploy/make-secrets: random, kept, closed to others, and with the rights that the embedded broker gives."""

import re
from pathlib import Path

import pytest

from mqtt.broker_users import SERVICES
from tests.deploy.composition import make_secrets


def _rights(text: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found = re.findall(r'user: "([^"]+)".*publish: \{(.*?)\}, subscribe: \{(.*?)\}\}\}', text)
    return {user: (_subjects(publish), _subjects(read)) for user, publish, read in found}


def _subjects(allowed: str) -> tuple[str, ...]:
    return tuple(re.findall(r'"([^"]+)"', allowed)) if allowed.startswith("allow") else ()


def test_services_have_the_same_rights_as_on_the_embedded_broker(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    written = _rights((tmp_path / "secrets" / "nats_users").read_text(encoding="utf-8"))
    assert written.pop("zigbee2mqtt")[0] == ("zigbee2mqtt.>",)
    assert written == {name: (rights.publish, rights.read) for name, rights in SERVICES.items()}


def test_what_is_there_is_kept(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    before = (tmp_path / "secrets" / "postgres").read_text(encoding="utf-8")
    make_secrets(tmp_path)
    assert (tmp_path / "secrets" / "postgres").read_text(encoding="utf-8") == before
    assert len(before) == 64


def test_nobody_else_gets_into_the_folder(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_the_environment_file_chooses_nats_until_somebody_says_otherwise(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    (tmp_path / ".env").write_text("COMPOSE_PROFILES=mosquitto\n", encoding="utf-8")
    make_secrets(tmp_path)
    assert (tmp_path / ".env").read_text(encoding="utf-8") == "COMPOSE_PROFILES=mosquitto\n"


def test_a_device_may_publish_its_own_topics_and_read_nothing(tmp_path: Path) -> None:
    printed = make_secrets(tmp_path, "device", "lin-lane", "watch-lin")
    written = _rights((tmp_path / "secrets" / "nats_users").read_text(encoding="utf-8"))
    assert written["lin-lane/watch-lin"] == (("care.v1.lin-lane.watch-lin.>",), ())
    assert re.search(r"^password [0-9a-f]{64}$", printed, re.MULTILINE)


def test_the_mail_password_is_what_was_said_and_can_be_said_anew(tmp_path: Path) -> None:
    for password in ("first", "a $second 'one'"):
        make_secrets(tmp_path, "smtp", said=f"{password}\n")
        written = tmp_path / "secrets" / "smtp_password"
        assert written.read_text(encoding="utf-8") == password
        assert written.stat().st_mode & 0o777 == 0o444


def test_a_word_that_means_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="returned non-zero exit status 2"):
        make_secrets(tmp_path, "devices")


@pytest.mark.parametrize("device", ["", "Watch", "a.b", 'x", x: "', "a b", "a/b"])
def test_an_id_that_could_mean_something_else_is_refused(tmp_path: Path, device: str) -> None:
    with pytest.raises(Exception, match="returned non-zero exit status 2"):
        make_secrets(tmp_path, "device", "lin-lane", device)
