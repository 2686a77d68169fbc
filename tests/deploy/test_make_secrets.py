"""deploy/make-secrets: random, kept, and closed to others."""

from pathlib import Path

import pytest

from tests.deploy.composition import make_secrets


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


def test_the_mail_password_is_what_was_said_and_can_be_said_anew(tmp_path: Path) -> None:
    for password in ("first", "a $second 'one'"):
        make_secrets(tmp_path, "smtp", said=f"{password}\n")
        written = tmp_path / "secrets" / "smtp_password"
        assert written.read_text(encoding="utf-8") == password
        assert written.stat().st_mode & 0o777 == 0o444


def test_a_word_that_means_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="returned non-zero exit status 2"):
        make_secrets(tmp_path, "devices")
