"""The same stories through the real thing: embedded broker, `ingest` and `alerts` as processes, in real time.

Life runs `SPEED` times as fast and readings are stamped with real time, so only what needs no hours is played, one
story after the other in one house. A story has been told once all that must come of it is there, and nothing else has
come for a while; what must be over by itself later is not waited for.
"""

import contextlib
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from banister.scenarios import Task
from banister.scenarios_acts import REFUSED, perform
from banister.scenarios_play import street_of
from banister.scenarios_record import Performance, telegrams_of
from banister.scenarios_table import Verdict, judged
from banister.scenarios_town import RESIDENT, settle
from banister.scenarios_variants import BROKER
from banister.supervisor import Service, Supervisor, python, waited
from domain.alerts import Alert, AlertState, Disposition
from domain.answers import resolve
from domain.errors import BanisterError
from mqtt.broker import EmbeddedBroker
from mqtt.settings import MqttSettings
from simulators.clock import Clock
from simulators.expectations import Act
from simulators.lines import shared_line
from simulators.play import Stage as PlayStage
from simulators.play import play
from simulators.scenarios import SCENARIOS
from simulators.settings import Access
from simulators.story import Scenario, Telling, tell
from simulators.timeline import Timeline
from store.records import Records, open_records

SPEED = 30.0
QUIET = 3.0
"""Seconds without anything new, after all that must come has come."""
PATIENCE = 45.0
READY_WITHIN = 30.0


class HouseNotReady(BanisterError):
    """The broker or a service did not come up; its words are in its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Broker, ingest and alerts under a supervisor, on a data directory of their own."""

    folder: Path
    records: Records
    supervisor: Supervisor

    def until(self, condition: Callable[[], bool], within: float) -> bool:
        """Wait for it, looking after the children."""
        return waited(condition, within, watch=self.supervisor.watch)


def play_through_broker(wanted: Sequence[Task], tell_progress: Callable[[int], None]) -> list[Verdict]:
    """Play them one after the other. Raises HouseNotReady."""
    verdicts = []
    if not wanted:
        return []
    with _house() as house:
        for task in wanted:
            verdicts.append(judged(_played(house, task)))
            tell_progress(len(verdicts))
    return verdicts


@contextlib.contextmanager
def _house() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="banister-") as name:
        folder = Path(name)
        supervisor = Supervisor()
        with open_records(f"sqlite:///{folder}/records.sqlite") as records:
            house = House(folder=folder, records=records, supervisor=supervisor)
            try:
                _start(house)
                yield house
            finally:
                supervisor.stop()


def _start(house: House) -> None:
    settle(house.records, SCENARIOS["sos"], datetime.now(UTC))
    broker = EmbeddedBroker(house.folder)
    broker.write()
    _service(house, "broker", tuple(broker.command()))
    _await(house, broker.ready, "the broker")
    for name in ("ingest", "alerts"):
        _service(house, name, python("-m", name))
        _await(house, lambda name=name: _subscribed(house.records, name), name)  # type: ignore[misc]  # bound now


def _service(house: House, name: str, argv: tuple[str, ...]) -> None:
    environment = {"BANISTER_DATA_DIR": str(house.folder), "BANISTER_MQTT_URL": ""}
    log_file = house.folder / f"{name}.log"
    house.supervisor.start(Service(name=name, argv=argv, environment=environment, log_file=log_file))


def _await(house: House, ready: Callable[[], bool], what: str) -> None:
    if not house.until(ready, READY_WITHIN):
        words = (house.folder / f"{what}.log").read_text(errors="replace")[-500:] if what != "the broker" else ""
        raise HouseNotReady(f"{what} was not ready within {READY_WITHIN:.0f} s {words}")


def _subscribed(records: Records, service: str) -> bool:
    facts = {one.name: one.facts for one in records.services.all()}
    line = facts.get(service, {}).get("line", {})
    return isinstance(line, dict) and line.get("subscribed") is True


def _played(house: House, task: Task) -> Performance:
    """Let the story happen and people act, until all has come that must; then close what is open."""
    scenario = SCENARIOS[task.scenario]
    began = time.monotonic()
    start = datetime.now(UTC).replace(microsecond=0)
    telling = tell(scenario, person=RESIDENT, seed=task.seed, start=start)
    stop = threading.Event()
    life = threading.Thread(target=_live, args=(house, telling, task.seed, stop), daemon=True)
    life.start()
    watch = _Watch(house.records, scenario, start)
    house.until(watch.is_over, PATIENCE)
    stop.set()
    life.join(10)
    performance = watch.performance(task.seed)
    watch.close_all()
    lived = (datetime.now(UTC) - start) * SPEED
    return replace(performance, took=time.monotonic() - began, lived=lived)


def _live(house: House, telling: Telling, seed: int, stop: threading.Event) -> None:
    """Publish the life of the home, until it is stopped."""
    found = MqttSettings(data_dir=house.folder, mqtt_url=None).access("simulators")
    addresses = tuple((one.host, one.port) for one in found.addresses)
    access = Access(addresses=addresses, username=found.username, password=found.password)
    lines = shared_line(access, client_id=f"scenarios-{telling.scenario.name}")
    try:
        timeline = Timeline(origin=telling.start, speed=SPEED)
        play(
            street_of(telling, seed), timeline, PlayStage(lines=lines, clock=Clock(), stop=stop), backfill=timedelta(0)
        )
    finally:
        lines.close()


class _Watch:
    """Looks at the records while a story is played, and does what people do in it."""

    def __init__(self, records: Records, scenario: Scenario, start: datetime) -> None:
        self._records, self._scenario, self._start = records, scenario, start
        self._waiting = [act for act in scenario.acts if act.deed != "resolve"]
        """Closing it in the end is done by `close_all`, so that nobody waits for it."""
        self._complaints: list[str] = []
        self._seen: object = None
        self._quiet_since = time.monotonic()

    def is_over(self) -> bool:
        """Whether everything has come, and then nothing for a while."""
        now = datetime.now(UTC)
        alerts = self._alerts()
        for act in [one for one in self._waiting if self._is_time(one, alerts, now)]:
            self._waiting.remove(act)
            self._perform(act, now)
        state = [(one.id, one.version) for one in alerts], self._records.outbox.counts()
        if state != self._seen:
            self._seen, self._quiet_since = state, time.monotonic()
        return self._has_all(alerts) and not self._waiting and time.monotonic() - self._quiet_since > QUIET

    def performance(self, seed: int) -> Performance:
        """Write down what has come."""
        alerts = self._alerts()
        return Performance(
            story=self._scenario.name,
            fault=BROKER.name,
            seed=seed,
            start=self._start,
            alerts=tuple((one, tuple(self._records.alerts.timeline(one.id))) for one in alerts),
            told=tuple(telegrams_of(self._records, alerts, {})),
            complaints=tuple(self._complaints),
        )

    def close_all(self) -> None:
        """Close what is open, so that the next story begins with nothing."""
        now = datetime.now(UTC)
        mine = [one for one in self._records.alerts.open() if one.state is not AlertState.PENDING]
        changes = [resolve(one, "steward", Disposition.TEST, now) for one in mine]
        self._records.alerts.commit([one for one in changes if one is not None], [], now)

    def _alerts(self) -> list[Alert]:
        return self._records.alerts.find(since=self._start, limit=1000)

    def _has_all(self, alerts: list[Alert]) -> bool:
        there = {(one.rule, one.severity.word) for one in alerts if one.fired_at is not None}
        told = telegrams_of(self._records, alerts, {})
        messages = {(one.who, one.rule, one.reason) for one in told}
        return all((one.rule, one.severity) in there for one in self._scenario.expects) and all(
            (one.who, one.rule, one.reason) in messages for one in self._scenario.tells if one.least
        )

    def _is_time(self, act: Act, alerts: list[Alert], now: datetime) -> bool:
        since = self._start
        if act.after:
            fired = [one.fired_at for one in alerts if one.rule == act.after and one.fired_at is not None]
            if not fired or not self._was_told(act, alerts):
                return False
            since = min(fired)
        return now >= since + timedelta(seconds=act.at) / SPEED

    def _was_told(self, act: Act, alerts: list[Alert]) -> bool:
        """Nobody answers before they were told, however slow the machine is."""
        told = telegrams_of(self._records, alerts, {})
        return any((one.who, one.rule) == (act.who, act.after) for one in told)

    def _perform(self, act: Act, now: datetime) -> None:
        try:
            perform(act, self._records, now)
        except REFUSED as error:
            self._complaints.append(str(error))
