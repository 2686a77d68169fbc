"""Where readings and records rest, and for how long, from the environment."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import BadSettings
from domain.metrics import MetricClass
from store.kept import Kept


class StoreSettings(BaseSettings):
    """The stores' settings: `BANISTER_…`, and `INFLUXDB_V2_…` as InfluxDB's own tools name them."""

    model_config = SettingsConfigDict(
        env_prefix="BANISTER_", extra="ignore", hide_input_in_errors=True, populate_by_name=True
    )

    data_dir: Path = Path("banister-data")
    """Where everything lies that is not told to lie elsewhere."""
    readings_url: str | None = None
    """`sqlite:///FILE`, or `influxdb` for the server of INFLUXDB_V2_URL; none: `readings.sqlite` in the data folder."""
    records_url: str | None = Field(default=None, repr=False)
    """An SQLAlchemy URL, `sqlite:///FILE` or `postgresql+psycopg://…`; none: `records.sqlite` in the data directory."""
    records_password_file: Path | None = None
    """A file that holds the records' password (a compose secret); it stands above the URL's."""

    keep_vital_days: int = Field(default=730, ge=1)
    """Days for which vital signs, SOS and falls are kept."""
    keep_activity_days: int = Field(default=365, ge=1)
    """Days for which doors, motion and steps are kept."""
    keep_technical_days: int = Field(default=90, ge=1)
    """Days for which battery, worn and tamper are kept."""
    keep_alerts_days: int = Field(default=1100, ge=30)
    """Days for which alerts that are over are kept, with their moves and the messages about them."""
    keep_messages_days: int = Field(default=90, ge=1)
    """Days for which it is kept what a channel answered to a message."""
    keep_findings_days: int = Field(default=30, ge=1)
    """Days for which the quarantine and unclaimed devices are kept (never more than a thousand of each)."""
    keep_trail_days: int = Field(default=1100, ge=183)
    """Days for which it is kept who saw and did what: half a year at least (Cybersecurity Law of the PRC, Art. 21)."""

    influx_url: str = Field(default="http://127.0.0.1:8086", validation_alias="INFLUXDB_V2_URL")
    """InfluxDB 2."""
    influx_token: str | None = Field(default=None, repr=False, validation_alias="INFLUXDB_V2_TOKEN")
    """Its API token: may read, write and delete in the bucket."""
    influx_token_file: Path | None = Field(default=None, validation_alias="INFLUXDB_V2_TOKEN_FILE")
    """A file that holds the token (a compose secret); it stands above INFLUXDB_V2_TOKEN."""
    influx_org: str = Field(default="banister", validation_alias="INFLUXDB_V2_ORG")
    """The organization that the bucket belongs to."""
    influx_bucket: str = Field(default="readings", validation_alias="INFLUXDB_V2_BUCKET")
    """The bucket that readings rest in."""

    def keep(self) -> Mapping[MetricClass, timedelta]:
        """Give how long readings of each class are kept."""
        return {
            MetricClass.VITAL: timedelta(days=self.keep_vital_days),
            MetricClass.ACTIVITY: timedelta(days=self.keep_activity_days),
            MetricClass.TECHNICAL: timedelta(days=self.keep_technical_days),
        }

    def keep_records(self) -> Kept:
        """Give how long the classes of records are kept."""
        return Kept(
            alerts=timedelta(days=self.keep_alerts_days),
            messages=timedelta(days=self.keep_messages_days),
            findings=timedelta(days=self.keep_findings_days),
            trail=timedelta(days=self.keep_trail_days),
        )

    def token(self) -> str:
        """Give InfluxDB's token; raises BadSettings where there is none."""
        token = self.influx_token
        if self.influx_token_file is not None:
            token = secret_in(self.influx_token_file, "INFLUXDB_V2_TOKEN_FILE")
        if not token:
            raise BadSettings("INFLUXDB_V2_TOKEN or INFLUXDB_V2_TOKEN_FILE must be set for InfluxDB")
        return token


def secret_in(path: Path, setting: str) -> str:
    """Read a secret from the file that `setting` names; raises BadSettings where there is none."""
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{setting}: {path} cannot be read: {error}"
        raise BadSettings(message) from error
    if not secret:
        message = f"{setting}: {path} is empty"
        raise BadSettings(message)
    return secret
