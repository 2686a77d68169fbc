"""Single sign-on is off unless it is set; what is set wrongly, or without the extra, is said at the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.oidc import sign_on_of
from api.settings import ApiSettings
from domain.errors import BadSettings
from tests.house.tree import ROOT

ISSUER = "https://login.example.org/realms/care"
SET = {"oidc_issuer": ISSUER, "oidc_client_id": "banister", "oidc_client_secret": "s3cret"}
WITHOUT_THE_EXTRA = """
import sys
sys.modules["authlib"] = sys.modules["joserfc"] = None
import api.routes.oidc
from api.__main__ import main
from api.serving import ApiServer
ApiServer.run = lambda self: print("it runs")
sys.exit(main())
"""


def settings(**changed: object) -> ApiSettings:
    return ApiSettings.model_validate(SET | {"base_url": "https://care.example.org/"} | changed)


def test_it_is_off_by_itself() -> None:
    assert sign_on_of(ApiSettings()) is None
    assert sign_on_of(settings(oidc_issuer="")) is None


def test_the_house_is_known_by_what_is_set() -> None:
    sign_on = sign_on_of(settings(oidc_scopes="profile"))
    assert sign_on is not None
    known = sign_on.provider.known
    assert known.redirect == "https://care.example.org/api/v1/session/oidc/callback"
    assert (known.issuer, known.client_id, known.client_secret) == (ISSUER, "banister", "s3cret")
    assert known.scopes == "openid profile"
    assert "s3cret" not in repr(known) + repr(settings())


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("BANISTER_OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("BANISTER_OIDC_CLIENT_ID", "banister")
    monkeypatch.setenv("BANISTER_OIDC_CLIENT_SECRET", "not this")
    monkeypatch.setenv("BANISTER_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    known = ApiSettings.read().registration("")
    assert known is not None
    assert known.client_secret == "from a file"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"oidc_client_id": ""}, "BANISTER_OIDC_CLIENT_ID"),
        ({"oidc_client_secret": ""}, "BANISTER_OIDC_CLIENT_SECRET"),
        ({"oidc_client_secret_file": "/nowhere"}, "BANISTER_OIDC_CLIENT_SECRET_FILE"),
        ({"oidc_issuer": "login.example.org"}, "BANISTER_OIDC_ISSUER"),
        ({"oidc_issuer": "http://login.example.org"}, "BANISTER_OIDC_ISSUER"),
        ({"oidc_issuer": "https://"}, "BANISTER_OIDC_ISSUER"),
        ({"oidc_issuer": "https://[login"}, "BANISTER_OIDC_ISSUER"),
        ({"oidc_issuer": f"{ISSUER}?realm=care"}, "BANISTER_OIDC_ISSUER"),
    ],
)
def test_what_is_set_wrongly_is_named(changed: dict[str, object], named: str) -> None:
    with pytest.raises(BadSettings, match=named):
        sign_on_of(settings(**changed))


def started(directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {"BANISTER_DATA_DIR": str(directory), "BANISTER_MQTT_URL": "mqtt://127.0.0.1:1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_EXTRA],
        env=os.environ | known | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_without_the_extra_the_house_runs(tmp_path: Path) -> None:
    done = started(tmp_path)
    assert (done.returncode, "it runs" in done.stdout) == (0, True), done.stderr


def test_with_the_setting_and_without_the_extra_the_start_says_what_to_install(tmp_path: Path) -> None:
    done = started(tmp_path, **{f"BANISTER_{name.upper()}": value for name, value in SET.items()})
    assert done.returncode == 2
    assert "banister[oidc]" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
