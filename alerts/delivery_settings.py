"""How messages are sent, from the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from alerts.channels.parcel import ChannelSettings
from alerts.channels.smtp_url import server_of
from domain.addresses import AllowedText
from domain.errors import BadSettings
from store.vapid import private_text

CONSOLE_FILE = "console.jsonl"


class DeliverySettings(BaseSettings):
    """BANISTER_BASE_URL (or …_HTTP_HOST and …_HTTP_PORT), …_DELIVERY_…, …_SMTP_…, …_WEB…_ and …_DATA_DIR."""

    model_config = SettingsConfigDict(env_prefix="BANISTER_", extra="ignore", hide_input_in_errors=True)

    data_dir: Path = Path("banister-data")
    """The console's file stands in it."""
    base_url: str = ""
    """Where receivers reach us: the links in messages begin with it; empty: `http://<host>:<port>` of the API."""
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    delivery_deadline_s: Annotated[float, Field(gt=0, le=120)] = 15.0
    """The most seconds that one attempt may take, all in all."""
    delivery_senders: Annotated[int, Field(ge=1, le=16)] = 2
    """How many sending children are kept warm."""
    delivery_give_up_h: Annotated[float, Field(gt=0)] = 24.0
    """After so many hours a message that nobody takes has failed for good."""
    smtp_url: SecretStr = SecretStr("")
    """`smtp://user:password@host:587?starttls=yes` or `smtps://…`; none: e-mail channels fail."""
    smtp_from: str = "banister@localhost"
    """Who e-mail comes from."""
    smtp_password_file: Path | None = None
    """A file that holds the password (a compose secret); it stands above the URL's."""
    webpush_subject: str = "mailto:banister@localhost"
    """Whom the operators of push services may write to: `mailto:…` or `https://…`."""
    webpush_allow_private: bool = False
    """Also call push services by http and at private addresses: for tests, and for a push service of one's own."""

    webhook_allow: AllowedText = ""
    """Hosts, addresses and networks that people's webhooks may lead to beside the open internet."""

    @field_validator("smtp_url")
    @classmethod
    def _is_readable(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value():
            try:
                server_of(url.get_secret_value())
            except BadSettings as error:
                raise ValueError(str(error)) from error
        return url

    @classmethod
    def read(cls) -> Self:
        """Read the environment."""
        return cls()

    @property
    def links(self) -> str:
        """What links begin with."""
        return self.base_url.rstrip("/") or f"http://{self.http_host}:{self.http_port}"

    @property
    def give_up(self) -> timedelta:
        """How old a waiting message may become."""
        return timedelta(hours=self.delivery_give_up_h)

    @property
    def lease(self) -> timedelta:
        """How long a claimed row is ours: one attempt before it, its own, and a margin."""
        return timedelta(seconds=2 * self.delivery_deadline_s + 5)

    def channels(self, vapid_secret: bytes = b"") -> ChannelSettings:
        """Give what the channels need; `vapid_secret` is the records' for web push.

        Raises BadSettings where the password's file cannot be read.
        """
        return ChannelSettings(
            deadline=self.delivery_deadline_s,
            console_file=self.data_dir / CONSOLE_FILE,
            smtp_url=self.smtp_url.get_secret_value(),
            smtp_from=self.smtp_from,
            smtp_password=_password(self.smtp_password_file) if self.smtp_password_file else "",
            vapid_key=private_text(vapid_secret) if vapid_secret else "",
            webpush_subject=self.webpush_subject,
            webpush_allow_private=self.webpush_allow_private,
            webhook_allow=self.webhook_allow,
        )


def _password(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSettings(f"BANISTER_SMTP_PASSWORD_FILE: {path} cannot be read: {error.strerror}") from error
