"""What can be set of the alerts' engine, by the environment."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class AlertsSettings(BaseSettings):
    """Settings of `python -m alerts`; those of the delivery stand in `alerts.delivery_settings`."""

    model_config = SettingsConfigDict(env_prefix="BANISTER_", extra="ignore")

    dialects: str = "native,zigbee2mqtt"
    """What devices speak, as for ingest."""
    sites: str = ""
    """The sites that this worker judges, separated by commas; none: all."""

    @property
    def own_sites(self) -> frozenset[str]:
        """Give the sites as ids; empty: all."""
        return frozenset(site.strip() for site in self.sites.split(",") if site.strip())
