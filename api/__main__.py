"""`python -m api`: answers people and other systems over HTTP."""

import signal
import sys
from datetime import UTC, datetime

import structlog

from api.app import create_app
from api.serving import ApiServer
from api.settings import ApiSettings
from api.web_app import WebApp
from domain.errors import BanisterError
from mqtt.settings import MqttSettings
from store.logs import LogSettings, configure_logs
from store.opening import open_readings
from store.records import open_records, records_url
from store.settings import StoreSettings

NAME = "api"


def main() -> int:
    """Run until SIGTERM or SIGINT; give 1 when a thread of ours has died, 2 when it could not start."""
    configure_logs(NAME, LogSettings())
    log = structlog.get_logger()
    settings, stores = ApiSettings.read(), StoreSettings()
    try:
        broker = MqttSettings.read().access(NAME)
        with open_records(records_url(stores)) as records, open_readings(stores) as readings:
            server = ApiServer(create_app(records, readings, settings, _now, broker), settings)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, server.handle_exit)  # the server raises them again when it has ended
            log.info("starting", address=settings.address, web_app=WebApp(settings.web).is_built)
            server.run()
    except BanisterError as error:
        log.error("cannot start", reason=str(error))
        return 2
    return 1 if server.failed else 0


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
