"""Where the API listens and how long a session lasts, from the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from api.oidc_settings import OidcSettings
from api.web_app import default_folder
from domain.addresses import AllowedText
from domain.people import Role


class ApiSettings(OidcSettings):
    """BANISTER_HTTP_HOST, BANISTER_HTTP_PORT, BANISTER_BASE_URL, BANISTER_SESSION_HOURS and the limits of asking."""

    model_config = SettingsConfigDict(env_prefix="BANISTER_", extra="ignore", hide_input_in_errors=True)

    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8000, ge=0, le=65535)
    """0: any free port."""
    base_url: str = ""
    """How people reach this API, such as `https://care.example.org`; empty: `http://<host>:<port>`."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses whose X-Forwarded-For and X-Forwarded-Proto are believed, separated by commas."""
    session_hours: float = Field(default=12, gt=0, le=24 * 90)
    login_attempts: str = "10/minute"
    """Of one address for one login."""
    second_factor: Literal["optional", "staff"] = "optional"
    """staff: all but relatives set one up before anything else."""
    login_attempts_address: str = "60/minute"
    """Of one address for all logins together."""
    max_body_bytes: int = Field(default=65_536, gt=0)
    data_dir: Path = Path("banister-data")
    """Whose disk the system page tells of."""
    device_broker: str = ""
    """How devices reach the broker, such as `mqtts://care.example.org:8883`: told with each new credential."""
    dialects: str = "native,zigbee2mqtt"
    """What devices speak, as for ingest."""
    webhook_allow: AllowedText = ""
    """Where webhooks may lead beside the open internet, as for alerts."""
    web_dir: Path | None = None
    """The folder of the built web app; None: the checkout's, or the copy that a wheel carries."""

    @classmethod
    def read(cls) -> Self:
        """Read the environment."""
        return cls()

    @property
    def address(self) -> str:
        """The address for links, without a slash at the end."""
        return self.base_url.rstrip("/") or f"http://{self.http_host}:{self.http_port}"

    @property
    def web(self) -> Path:
        """Where the built web app is, if it is."""
        return self.web_dir or default_folder()

    @property
    def secure(self) -> bool:
        """Whether people come by https: the cookie is then sent by https only."""
        return urlsplit(self.address).scheme == "https"

    def asks_factor_of(self, role: Role) -> bool:
        """Whether somebody in this role has to have a second factor."""
        return self.second_factor == "staff" and role is not Role.RELATIVE

    @property
    def session_lasts(self) -> timedelta:
        """How long after the login a session ends."""
        return timedelta(hours=self.session_hours)
