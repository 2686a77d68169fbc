"""A running API with the cast in its records, for the tests of this room."""

import functools
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
from fastapi import FastAPI

from api.app import create_app
from api.callers import COOKIE
from api.parts import Parts
from api.serving import ApiServer
from api.settings import ApiSettings
from domain.access import Deed
from domain.alerts import Alert
from domain.defaults import default_rules
from domain.escalation import default_policies
from domain.evaluation import evaluate
from domain.life import Seen, observe
from domain.people import Device
from domain.readings import Report
from domain.rules import ThresholdRule
from mqtt.access import BrokerAccess
from store.readings import ReadingStore
from store.records import Records, open_records
from store.records.loading_assignments import IMPORTED
from store.settings import StoreSettings
from store.sqlite_readings import SqliteReadings
from tests.brokers import eventually
from tests.clocks import Clock
from tests.fresh_records import fresh_records
from tests.neighbourhood import SITE, Cast, cast

RULES = {rule.id: rule for rule in default_rules()}
HOURS = timedelta(hours=12)


@functools.cache
def _trust() -> ssl.SSLContext:
    """Read the machine's certificates once, and not for each of a thousand clients that never use them."""
    return ssl.create_default_context()


@dataclass(kw_only=True)
class House:
    """The cast, their records and readings, and the API that serves them."""

    records: Records
    readings: ReadingStore
    cast: Cast
    clock: Clock
    settings: ApiSettings
    address: str = ""
    app: FastAPI = field(default_factory=FastAPI)
    server: ApiServer | None = None
    devices: BrokerAccess | None = None
    """How devices reach the broker, where there is one."""
    clients: list[httpx2.Client] = field(default_factory=list)

    @property
    def parts(self) -> Parts:
        """What the running application works with."""
        parts: Parts = self.app.state.parts
        return parts

    def client(self, **options: object) -> httpx2.Client:
        """Give a client who is nobody."""
        client = httpx2.Client(base_url=self.address, timeout=30, verify=_trust(), **options)  # type: ignore[arg-type]  # passed on
        self.clients.append(client)
        return client

    def as_(self, person: str) -> httpx2.Client:
        """Give a client who is logged in as this person."""
        token = self.records.accounts.open_session(person, self.clock(), HOURS)
        return self.client(cookies={COOKIE: token})

    def with_key(self, person: str, *scopes: Deed) -> httpx2.Client:
        """Give a client who has an API key of this person."""
        key = self.records.accounts.make_key(person, "test", scopes, self.clock())
        return self.client(headers={"Authorization": f"Bearer {key}"})

    def fire(self, device: Device, resident: str, value: float = 142, rule: str = "heart_rate_high") -> Alert:
        """Let a reading cross a limit, as the engine would."""
        now, threshold = self.clock(), RULES[rule]
        assert isinstance(threshold, ThresholdRule)
        verdict = evaluate(threshold, value)
        seen = Seen(resident=resident, site=SITE, device=device.id, verdict=verdict, observed_at=now, value=value)
        change = observe(None, threshold, seen, now)
        assert change is not None
        assert self.records.alerts.commit([change], [], now) == []
        return change.alert

    def measure(self, device: Device, observed_at: datetime, **values: float) -> None:
        """Let a reading rest in the store."""
        received_at = observed_at + timedelta(milliseconds=200)
        report = Report(device=device.id, observed_at=observed_at, received_at=received_at, values=values)
        self.readings.append([report])

    def looks(self, subject: str) -> Sequence[tuple[str, str, bool]]:
        """Give who looked at a subject: person, deed and whether it was allowed."""
        return [
            (look.person, look.deed.value, look.allowed)
            for look in self.records.audit.about([subject])
            if look.person != IMPORTED
        ]


@contextmanager
def open_house(directory: Path, broker: BrokerAccess | None = None, **settings: object) -> Iterator[House]:
    """Load the cast and serve it on a free port."""
    clock = Clock()
    with open_records(fresh_records(directory / "records.sqlite3")) as records:
        people = cast(records, clock())
        records.rules.seed(default_rules(), clock())
        records.policies.seed(default_policies(), clock())
        readings = SqliteReadings(directory / "readings.sqlite3", StoreSettings().keep())
        # Whether this checkout's web app is built is no affair of a test that does not say so.
        chosen = ApiSettings.model_validate({"web_dir": directory / "no-web-app"} | settings)
        house = House(records=records, readings=readings, cast=people, clock=clock, settings=chosen)
        with served(house, broker):
            yield house
        readings.close()


@contextmanager
def served(house: House, broker: BrokerAccess | None = None) -> Iterator[None]:
    """Serve a house until the end of the with block; the server must end by itself then."""
    app = create_app(house.records, house.readings, house.settings, house.clock, broker)
    server = ApiServer(app, house.settings)
    with socket.create_server(("127.0.0.1", 0)) as sock:
        # asyncio does so on sockets of its own making: without it every answer waits 40 ms for the client's ACK.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        house.address = f"http://127.0.0.1:{sock.getsockname()[1]}"
        house.app, house.server = app, server
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        eventually(lambda: server.started, what="the server")
        try:
            yield
        finally:
            server.should_exit = True
            for client in house.clients:
                client.close()
            thread.join(10)
            assert not thread.is_alive()
