"""An all-in-one run: broker, ingest, alerts and api as one process tree on one data directory."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import structlog

from alerts.home_assistant_settings import HomeAssistantSettings
from api.settings import ApiSettings
from banister.broker_follower import Follower
from banister.broker_upkeep import clear_topics, users_of
from banister.doctor import Level, port_free
from banister.supervisor import Service, Supervisor, lock_data_directory, python, waited
from devices import dialects_of
from domain.defaults import default_rules
from domain.errors import BadSettings, BanisterError
from domain.escalation import default_policies
from ingest.settings import IngestSettings
from mqtt.broker import EmbeddedBroker
from mqtt.settings import MqttSettings
from store.records import Records, open_records, records_url
from store.settings import StoreSettings

READY_WITHIN = 30.0
SERVICES = ("ingest", "alerts", "api")
USERS_EVERY = timedelta(seconds=1)
BROKER_EVERY = timedelta(seconds=10)

log = structlog.get_logger()


class DidNotStart(BanisterError):
    """A service did not come up in time; its own words are in its log."""


class AddressTaken(BanisterError):
    """The API cannot listen where it should."""


class AllInOne:
    """Starts everything in order and keeps the broker's users as the records have them.

    logs  a directory for the children's log lines (None: they go where ours go)
    """

    def __init__(
        self, mqtt: MqttSettings, stores: StoreSettings, api: ApiSettings, *, logs: Path | None = None
    ) -> None:
        if mqtt.mqtt_url:
            mqtt.access("banister")  # a wrong address is told now, and not by every child for half a minute
        self.records: Records = open_records(records_url(stores))
        bases, shown = other_bases(IngestSettings()), HomeAssistantSettings.read().shown
        self.broker = None if mqtt.mqtt_url else EmbeddedBroker(mqtt.data_dir, bases=bases, shown=shown)
        self.supervisor = Supervisor()
        self._api = api
        self._logs = logs
        self._follower: Follower | None = None
        self._asking = httpx2.Client(timeout=2)  # one for all: each would read the machine's certificates anew
        self._users_due = self._broker_due = datetime.min.replace(tzinfo=UTC)

    def start(self) -> None:
        """Bring everything up, the broker first; raises DidNotStart."""
        now = datetime.now(UTC)
        self.records.rules.seed(default_rules(), now)
        self.records.policies.seed(default_policies(), now)
        if self.broker:
            users = users_of(self.records)
            self.broker.write(users)
            self._follower = Follower(self.records, self.broker.set_devices, users)
            self.supervisor.start(self._service("broker", tuple(self.broker.command())))
            self._wait("broker", self.broker.ready)
        for name in SERVICES:
            self.supervisor.start(self._service(name, python("-m", name)))
        self._wait("api", self.ready)

    def start_more(self, name: str, *arguments: str) -> None:
        """Start one more of our own modules beside the services."""
        self.supervisor.start(self._service(name, python(*arguments)))

    def ready(self) -> bool:
        """Whether the API says that all of it is ready."""
        try:
            return self._asking.get(f"{self._address}/readyz").status_code == httpx2.codes.OK
        except httpx2.HTTPError:
            return False

    def round(self, now: datetime) -> None:
        """Look after the children; about each second, give the broker the users that the records have by now."""
        self.supervisor.watch()
        if self.broker and self._follower and now >= self._users_due:
            self._users_due = now + USERS_EVERY
            self._follower.round(now)
            clear_topics(self.records, self.broker.access("banister"), now)
        if self.broker and now >= self._broker_due:
            self._look_at(self.broker)
            self._broker_due = datetime.now(UTC) + BROKER_EVERY

    def _look_at(self, broker: EmbeddedBroker) -> None:
        """End a broker that greets but keeps nothing, as it does for good after a full disk: it is started again."""
        if broker.ready() and not broker.takes_in() and not broker.takes_in():
            log.error("the broker keeps no messages and is started again", said=broker.last_words())
            self.supervisor.end("broker")

    def stop(self) -> None:
        """End everything."""
        self.supervisor.stop()
        self._asking.close()
        self.records.close()

    @property
    def _address(self) -> str:
        host = "127.0.0.1" if self._api.http_host in {"0.0.0.0", "::"} else self._api.http_host  # noqa: S104 - compared
        return f"http://{host}:{self._api.http_port}"

    def _service(self, name: str, argv: tuple[str, ...]) -> Service:
        log_file = self._logs / f"{name}.log" if self._logs else None
        return Service(name=name, argv=argv, log_file=log_file)

    def _wait(self, name: str, ready: Callable[[], bool]) -> None:
        if not waited(ready, READY_WITHIN, watch=self.supervisor.watch):
            where = f" (see {self._logs})" if self._logs else ""
            raise DidNotStart(f"{name} was not ready within {READY_WITHIN:.0f} s{where}{self._reasons()}")

    def _reasons(self) -> str:
        """Give what the API says is not well; nothing where it does not answer."""
        try:
            reasons = self._asking.get(f"{self._address}/readyz").json()["reasons"]
        except (httpx2.HTTPError, ValueError, KeyError):
            return ""
        return "".join(f"\n  {reason}" for reason in reasons)


def other_bases(settings: IngestSettings) -> list[str]:
    """Give the base topics of the dialects besides our own that are switched on; raises BadSettings."""
    return [dialect.base for dialect in dialects_of(settings.dialects.split(",")) if dialect.name != "native"]


@contextlib.contextmanager
def alone(data_dir: Path, api: ApiSettings) -> Iterator[None]:
    """Hold the data directory for the block; enter it before anything there is read or written.

    Raises AlreadyRunning, NoDataDirectory, and AddressTaken where somebody else answers at the API's address.
    """
    with lock_data_directory(data_dir):
        if not api.http_port:
            raise BadSettings("BANISTER_HTTP_PORT: an all-in-one run needs a port that it can say, not 0")
        address = port_free(api.http_host, api.http_port)
        if address.level is not Level.OK:
            raise AddressTaken(f"{address.detail}: BANISTER_HTTP_PORT chooses another port")
        yield


@contextlib.contextmanager
def running(one: AllInOne) -> Iterator[AllInOne]:
    """Run until the block ends, however it ends."""
    try:
        one.start()
        yield one
    finally:
        one.stop()
