"""Whether Home Assistant is told of flats and devices, from the environment."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator
from pydantic_settings import BaseSettings, SettingsConfigDict

from mqtt.broker_users import Shown

_OURS = ("care", "$SYS", "$MQTT")


class Told(StrEnum):
    """What of it."""

    ALL = "all"
    ALERTS = "alerts"
    DEVICES = "devices"
    NOTHING = "nothing"


def _prefix(text: str) -> str:
    wrong = set(text) & set("+#") or not text.isprintable() or " " in text or "" in text.split("/")
    if text and (wrong or text.partition("/")[0] in _OURS):
        raise ValueError(f"{text!r} cannot be Home Assistant's discovery prefix; usual is homeassistant")
    return text


class HomeAssistantSettings(BaseSettings):
    """BANISTER_HOME_ASSISTANT_…: off without a prefix."""

    model_config = SettingsConfigDict(env_prefix="BANISTER_", extra="ignore")

    home_assistant_prefix: Annotated[str, AfterValidator(_prefix)] = ""
    """Its discovery prefix, usually `homeassistant`; none: nothing is published for it, and nobody may."""
    home_assistant_what: Told = Told.ALL
    """`all`, `alerts` (of flats, and nothing of a device), `devices`, or `nothing`: what was there is taken away."""
    home_assistant_language: str = "zh-CN"
    """The language of what it shows: `zh…` is Chinese, all else English."""

    @classmethod
    def read(cls) -> Self:
        """Read the environment."""
        return cls()

    @property
    def shown(self) -> Shown | None:
        """Give what the broker's users must know of it; None where it is off."""
        prefix = self.home_assistant_prefix
        return Shown(prefix=prefix, devices=self.tells_devices) if prefix else None

    @property
    def tells_alerts(self) -> bool:
        """Whether flats and communities are shown, with their alerts."""
        return self.home_assistant_what in {Told.ALL, Told.ALERTS}

    @property
    def tells_devices(self) -> bool:
        """Whether devices are shown, with their readings."""
        return self.home_assistant_what in {Told.ALL, Told.DEVICES}
