"""How webhooks are sent, from the environment."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.addresses import Allowed, AllowedText

_MARGIN = timedelta(seconds=15)


class WebhookSettings(BaseSettings):
    """BANISTER_WEBHOOK_ALLOW and …_WEBHOOK_…."""

    model_config = SettingsConfigDict(env_prefix="BANISTER_", extra="ignore")

    webhook_allow: AllowedText = ""
    """Hosts, addresses and networks that webhooks may lead to beside the open internet."""
    webhook_deadline_s: Annotated[float, Field(gt=0, le=60)] = 15.0
    """The most seconds that one attempt may take, all in all."""
    webhook_senders: Annotated[int, Field(ge=4, le=256)] = 32
    """How many attempts are made at once."""
    webhook_keep_days: Annotated[float, Field(gt=0)] = 30.0
    """How long messages that were sent or given up are kept."""

    @classmethod
    def read(cls) -> Self:
        """Read the environment."""
        return cls()

    @property
    def allowed(self) -> Allowed:
        """Give what the operator allows."""
        return Allowed.of(self.webhook_allow)

    @property
    def lease(self) -> timedelta:
        """How long a claimed message is ours."""
        return timedelta(seconds=self.webhook_deadline_s) + _MARGIN

    @property
    def keep(self) -> timedelta:
        """How long the log goes back."""
        return timedelta(days=self.webhook_keep_days)
