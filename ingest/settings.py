"""What can be set of ingest, by the environment."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IngestSettings(BaseSettings):
    """Settings of `python -m ingest`."""

    model_config = SettingsConfigDict(env_prefix="BANISTER_", extra="ignore")

    dialects: str = "native,zigbee2mqtt"
    """What devices speak, separated by commas; a base topic follows `=`: `zigbee2mqtt=home/zigbee`."""
    ingest_facts_seconds: float = Field(default=5.0, gt=0)
    """How often what is known of the devices (last heard, battery, clock, gaps) is written to the records."""
    ingest_expire_seconds: float = Field(default=3600.0, gt=0)
    """How often readings past their retention are removed."""
