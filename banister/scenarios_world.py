"""The house of a scenario on a virtual clock: real records, readings, intake, engine and desk, all in one thread."""

import heapq
from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from alerts.engine import Engine
from alerts.engine_home_past import PastAtOnce
from alerts.engine_person_past import PersonPastAtOnce
from alerts.engine_recall import StoredRecall
from alerts.engine_usual import UsualHours
from banister.scenarios_acts import REFUSED, perform
from banister.scenarios_post import PostOffice
from devices import decode
from domain.alerts import Alert
from domain.metrics import MetricClass
from ingest.intake import Intake
from mqtt.facts import LineFacts
from mqtt.message import Message
from simulators.expectations import Act
from store.readings import ReadingStore
from store.records import Records
from store.sqlite_readings import SqliteReadings

ECHOES = tuple(timedelta(seconds=one) for one in (1, 2, 3, 5, 10, 11, 15, 20, 30, 31, 45, 60, 61, 90))
"""After something was caused, the house goes its rounds at these moments besides: what waits for seconds is seen."""
WATCHFUL, CALM = timedelta(minutes=1), timedelta(minutes=5)
"""Between rounds while an alert is open or rests in the outbox, and otherwise."""

LAST_BATCH = timedelta(minutes=2)
"""What came so shortly before a kill may not have been acknowledged."""
READINGS = "readings.sqlite"
KEEP = dict.fromkeys(MetricClass, timedelta(days=1000))
SETTLED_AT = 60
"""Messages after which their readings are let rest; sooner where somebody asks for them."""


class World:
    """`receive` and `pass_until` let things happen; `alerts`, `sent` and `complaints` say what came of them."""

    def __init__(self, records: Records, readings: ReadingStore, folder: Path, now: datetime) -> None:
        self.now = now
        self.records, self.readings = records, readings
        self.complaints: list[str] = []
        self._post = PostOffice(records, folder, lambda: self.now)
        self._line = LineFacts(connected=True, subscribed=True, since=now - timedelta(days=2))
        self._intake = Intake(readings=readings, records=records, decode=decode, facts_every=timedelta(minutes=5))
        self._kept: list[Message] = []
        self._last: deque[Message] = deque(maxlen=200)
        self._wakes: list[datetime] = []
        self._waiting: list[Act] = []
        self._acts: list[tuple[datetime, int, Act]] = []
        self._seen: set[str] = set()
        self._cursor = 0
        self._committed: object = None
        self._calm = True
        self._numbers = count()
        self.began = now
        self.rounds = self.messages = 0
        self._usual = UsualHours(lambda: SqliteReadings(folder / READINGS, KEEP), records.registry.worn_by)
        self._usual.start()
        self._engine = self._started()

    @property
    def post(self) -> PostOffice:
        """What went out."""
        return self._post

    def plan(self, act: Act, start: datetime) -> None:
        """Let somebody do this: at its moment, or so long after an alert that is still to come."""
        if act.after:
            self._waiting.append(act)
        else:
            self._at(start + timedelta(seconds=act.at), act)

    def receive(self, message: Message) -> None:
        """Take one message at its time of receipt."""
        self.pass_until(message.received_at)
        self.now = message.received_at
        self._engine.handle([message])
        self._usual.settle()
        self._kept.append(message)
        self._last.append(message)
        self.messages += 1
        self._follow()

    def pass_until(self, moment: datetime) -> None:
        """Let time pass, with all that is due in between."""
        while (due := self._next()) <= moment:
            self._round(due)

    def restart(self, again: int) -> None:
        """Kill the engine and start another; the last messages come again, as the broker gives them again."""
        self._settle_readings()
        self._line = LineFacts(connected=True, subscribed=True, since=self.now)
        self._committed = None
        self._engine = self._started()
        unacknowledged = [one for one in self._last if self.now - one.received_at <= LAST_BATCH]
        for message in unacknowledged[-again:] if again else ():
            self._engine.handle([message._replace(received_at=self.now, duplicate=True)])
        self._follow()

    def close(self) -> None:
        """Write what is left."""
        self._settle_readings()
        self._usual.stop()

    def _started(self) -> Engine:
        engine = Engine(
            self.records,
            publish=lambda _topic, _payload: None,
            courier=self._post,
            line=lambda: self._line,
            worn_before=self._worn_before,
            recall=StoredRecall(self.records, lambda: self.readings),
            usual=self._usual,
            past=PastAtOnce(self.readings),
            person_past=PersonPastAtOnce(self.readings, self.records.registry.worn_by),
        )
        engine.start(self.now)
        return engine

    def _worn_before(self, device: str, before: datetime) -> bool | None:
        self._settle_readings()
        latest = [one for one in self.readings.latest([device]) if one.metric == "worn" and one.observed_at <= before]
        return latest[0].value > 0 if latest else None

    def _next(self) -> datetime:
        """Give when the next round is due: a whole minute (or five), or sooner where something is."""
        every = CALM if self._calm else WATCHFUL
        seconds = self.now.timestamp() // every.total_seconds() * every.total_seconds()
        regular = datetime.fromtimestamp(seconds, self.now.tzinfo) + every
        sooner = [queue[0] for queue in (self._wakes,) if queue]
        acts = [self._acts[0][0]] if self._acts else []
        return min(regular, *sooner, *acts) if sooner or acts else regular

    def _round(self, due: datetime) -> None:
        self.now = max(self.now, due)
        while self._wakes and self._wakes[0] <= self.now:
            heapq.heappop(self._wakes)
        while self._acts and self._acts[0][0] <= self.now:
            self._perform(heapq.heappop(self._acts)[2])
        if len(self._kept) >= SETTLED_AT:
            self._settle_readings()
        self._engine.idle(self.now)
        self.rounds += 1
        self._post.deliver()
        self._follow()

    def _perform(self, act: Act) -> None:
        try:
            perform(act, self.records, self.now)
        except REFUSED as error:
            self.complaints.append(f"{self.now:%d %H:%M:%S} {error}")
        self._committed = None
        self._echo()

    def _settle_readings(self) -> None:
        if self._kept:
            self._intake.take(self._kept)
            self._kept.clear()
            self._intake.idle(self.now)

    def _follow(self) -> None:
        """Where alerts moved: send what that caused, plan what people do of it, and look again soon."""
        counts = self._engine.facts()["counts"]
        committed = counts["commits"] if isinstance(counts, Mapping) else None
        if committed == self._committed:
            return
        self._committed = committed
        moves = self.records.alerts.moves_after(self._cursor)
        if not moves:
            return
        self._cursor = moves[-1][0]
        self._post.deliver()
        self._echo()
        open_alerts = self.records.alerts.open()
        self._calm = not open_alerts
        for alert in open_alerts:
            if alert.due_at is not None and alert.due_at > self.now:
                heapq.heappush(self._wakes, alert.due_at)
        for alert in self.records.alerts.alerts([move.alert for _, move in moves]):
            self._react(alert)
            self._wait_for_rows(alert)

    def _wait_for_rows(self, alert: Alert) -> None:
        for row in self.records.outbox.of_alert(alert.id):
            if row.state == "waiting" and row.next_attempt_at > self.now:
                heapq.heappush(self._wakes, row.next_attempt_at)

    def _react(self, alert: Alert) -> None:
        """Plan what people do once this alert has fired."""
        if alert.fired_at is None or alert.id in self._seen:
            return
        self._seen.add(alert.id)
        for act in [one for one in self._waiting if one.after == alert.rule]:
            self._waiting.remove(act)
            self._at(alert.fired_at + timedelta(seconds=act.at), act)

    def _at(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self._acts, (max(moment, self.now), next(self._numbers), act))

    def _echo(self) -> None:
        for wait in ECHOES:
            heapq.heappush(self._wakes, self.now + wait)
