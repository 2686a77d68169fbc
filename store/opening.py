"""Opens the readings store that the settings name."""

from pathlib import Path

from domain.errors import BadSettings
from store.readings import ReadingStore
from store.settings import StoreSettings
from store.sqlite_readings import SqliteReadings

_SQLITE = "sqlite:///"


def open_readings(settings: StoreSettings) -> ReadingStore:
    """Open the readings store; it may be away still, which its first use tells. Raises BadSettings."""
    url = (settings.readings_url or "").strip()
    if not url:
        return SqliteReadings(settings.data_dir / "readings.sqlite", settings.keep())
    if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
        return SqliteReadings(Path(url.removeprefix(_SQLITE)), settings.keep())
    if url == "influxdb":
        from store.influx_readings import InfluxReadings  # noqa: PLC0415  # its client is a second and 30 MB to load

        return InfluxReadings(
            url=settings.influx_url,
            token=settings.token(),
            org=settings.influx_org,
            bucket=settings.influx_bucket,
            keep=settings.keep(),
        )
    message = f"BANISTER_READINGS_URL: {url!r} is neither sqlite:///FILE nor influxdb"
    raise BadSettings(message)
