"""What `banister doctor` looks at on this installation."""

import contextlib
from datetime import UTC, datetime

from api.settings import ApiSettings
from api.web_app import WebApp, is_checkout
from banister.certs_expiry import certificates
from banister.doctor import (
    Finding,
    answers,
    bad,
    free_space,
    ok,
    port_free,
    python_version,
    sqlite_version,
    warning,
    writable,
)
from banister.first_run import left_behind
from domain.errors import BanisterError
from mqtt.broker import nats_server
from mqtt.greeting import lets_in
from mqtt.settings import MqttSettings
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings


def examine(mqtt: MqttSettings, stores: StoreSettings, api: ApiSettings) -> list[Finding]:
    """Look at the machine, the stores, the broker and the address; never raises for what it finds."""
    return [
        python_version(),
        sqlite_version(),
        writable(mqtt.data_dir),
        free_space(mqtt.data_dir),
        answers("records", lambda: _records(stores)),
        answers("readings", lambda: _readings(stores)),
        _broker(mqtt),
        *_certificates(mqtt),
        *left_behind(mqtt.data_dir),
        port_free(api.http_host, api.http_port),
        web_app(api),
    ]


def web_app(api: ApiSettings) -> Finding:
    """See whether the web app is built."""
    app = WebApp(api.web)
    if app.is_built:
        return ok("web app", str(app.folder))
    how = "`make web` builds it" if is_checkout() and api.web_dir is None else "BANISTER_WEB_DIR names a built one"
    return warning("web app", f"not built at {app.folder}: {how}")


def _records(stores: StoreSettings) -> str:
    with open_records(records_url(stores)) as records:
        records.check()
        return f"revision {records.revision()}"


def _readings(stores: StoreSettings) -> str:
    with contextlib.closing(open_readings(stores)) as readings:
        readings.check()
        return "answer"


def _certificates(mqtt: MqttSettings) -> list[Finding]:
    try:
        return certificates(mqtt.access("banister"), datetime.now(UTC)) if mqtt.mqtt_url else []
    except BanisterError:
        return []  # the look at the broker has told it


def _broker(mqtt: MqttSettings) -> Finding:
    if not mqtt.mqtt_url and not (mqtt.data_dir / "broker" / "port").exists():
        return answers("broker", nats_server)
    try:
        access = mqtt.access("banister")
    except BanisterError as error:
        return bad("broker", str(error))
    where = ", ".join(str(address) for address in access.addresses)
    if lets_in(access):
        return ok("broker", f"{where} lets us in")
    return warning("broker", f"{where} does not let us in now (is it running?)")
