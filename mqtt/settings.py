"""Where the broker is, from the environment."""

import dataclasses
from pathlib import Path
from typing import Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import BadSettings
from mqtt.access import BrokerAccess, parse_url
from mqtt.broker_files import BrokerFiles


class MqttSettings(BaseSettings):
    """BANISTER_MQTT_URL, BANISTER_MQTT_PASSWORD_FILE and BANISTER_DATA_DIR."""

    model_config = SettingsConfigDict(env_prefix="BANISTER_", extra="ignore", hide_input_in_errors=True)

    mqtt_url: str | None = Field(default=None, repr=False)
    """`mqtt://user:password@host:1883`, `mqtts://…?ca=FILE`, several separated by commas; none: the embedded broker."""
    mqtt_password_file: Path | None = None
    """A file that holds the password (a compose secret); it stands above the URL's."""
    data_dir: Path = Path("banister-data")
    """Where the embedded broker keeps its address, passwords, sessions and messages."""

    @classmethod
    def read(cls) -> Self:
        """Read the environment."""
        return cls()

    def access(self, user: str) -> BrokerAccess:
        """Tell how `user` reaches the broker; the user named in the URL stands above it. Raises BadSettings."""
        if self.mqtt_url is None or not self.mqtt_url.strip():
            return BrokerFiles(self.data_dir).access(user)
        access = parse_url(self.mqtt_url)
        if access.ca is not None and not access.ca.is_file():
            raise BadSettings(f"BANISTER_MQTT_URL: the certificate file {access.ca} is not there")
        if self.mqtt_password_file is None:
            return access
        return dataclasses.replace(
            access, username=access.username or user, password=_read_password(self.mqtt_password_file)
        )


def _read_password(path: Path) -> str:
    try:
        password = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSettings(f"BANISTER_MQTT_PASSWORD_FILE: {path} cannot be read: {error.strerror}") from error
    if not password:
        raise BadSettings(f"BANISTER_MQTT_PASSWORD_FILE: {path} is empty")
    return password
