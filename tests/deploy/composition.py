"""compose.yaml as compose reads it: merges and defaults resolved."""

import os
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.house.tree import ROOT
from tests.programs import need

FILE = ROOT / "compose.yaml"
OURS = ("ingest", "alerts", "api", "broker-users", "import", "simulators")

Service = Mapping[str, Any]


@cache
def composition() -> dict[str, Any]:
    """Read the file with `${NAME:-default}` replaced by the default, in texts only, as compose does."""
    loaded: dict[str, Any] = _with_defaults(yaml.safe_load(FILE.read_text(encoding="utf-8")))
    return loaded


def _with_defaults(part: object) -> Any:
    if isinstance(part, dict):
        return {key: _with_defaults(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_with_defaults(value) for value in part]
    return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", part) if isinstance(part, str) else part


def services() -> dict[str, Service]:
    """Return the services by name."""
    found: dict[str, Service] = composition()["services"]
    return found


def secret_names(service: Service) -> dict[str, str]:
    """Map the name of each secret that a service mounts to the path inside."""
    listed = [one if isinstance(one, dict) else {"source": one} for one in service.get("secrets", [])]
    return {one["source"]: one.get("target", f"/run/secrets/{one['source']}") for one in listed}


def make_secrets(folder: Path, *arguments: str, said: str = "") -> str:
    """Run deploy/make-secrets into `folder`/secrets, with `said` on its standard input; give what it printed."""
    need("openssl")
    environment = os.environ | {"SECRETS_DIR": str(folder / "secrets"), "ENV_FILE": str(folder / ".env")}
    command = ["sh", str(ROOT / "deploy" / "make-secrets"), *arguments]
    return subprocess.run(command, env=environment, input=said, capture_output=True, text=True, check=True).stdout
