"""Readings -> alerts: takes a batch from the line, judges it, commits what it caused; and goes the rounds of time."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from alerts.engine_board import Board, Publish
from alerts.engine_commit import Committer, Courier
from alerts.engine_derived import UsualOf, nothing_usual
from alerts.engine_home_past import Past
from alerts.engine_judge import Judge, WornBefore
from alerts.engine_listening import Listening
from alerts.engine_passing import Passing
from alerts.engine_person_past import PersonPast
from alerts.engine_recall import Recall, nothing_recalled
from alerts.engine_roster import Roster
from alerts.engine_silence import Silence
from alerts.engine_state import DeviceState, State
from alerts.engine_time import Rounds
from alerts.engine_working import Working
from devices import ALL_DIALECTS, Dialects, decode
from domain.errors import StoreAway
from domain.people import DeviceKind
from domain.readings import Availability
from mqtt.facts import LineFacts
from mqtt.message import Message
from mqtt.topics import speaks_of_bridge
from store.records import Records

BACKLOG = 500
"""A batch of so many messages says that we are behind."""


def _never_said(_device: str, _before: datetime) -> bool | None:
    return None


class Engine:
    """Evaluates as readings come (`handle`) and as time passes (`idle`): both in the line's thread.

    publish       shows a retained message on the broker
    courier       sends what was committed
    line          what is known of the line
    sites         the sites whose residents are ours; none: all
    worn_before   what a device last said of being worn, from the readings' store; asked when a breach hangs on it
    recall        what was seen of a resident before a rule kept it in mind, from there too (see `engine_recall`)
    usual         what is usual for a person at an hour
    past          reads what homes said before we started (None: that stays unknown)
    person_past   the same for what scores and rates remember of persons
    asleep_after  two ticks so far apart say that our clock jumped, or the machine slept (None: not looked for)
    """

    def __init__(
        self,
        records: Records,
        *,
        publish: Publish,
        courier: Courier,
        line: Callable[[], LineFacts],
        dialects: Dialects = ALL_DIALECTS,
        sites: frozenset[str] = frozenset(),
        worn_before: WornBefore = _never_said,
        recall: Recall = nothing_recalled,
        usual: UsualOf = nothing_usual,
        past: Past | None = None,
        person_past: PersonPast | None = None,
        asleep_after: timedelta | None = None,
    ) -> None:
        self._records = records
        self._recall = recall
        self._dialects = dialects
        self._state = State(sites)
        self._listening = Listening(asleep_after)
        self._silence = Silence(self._state, records, self._listening)
        self._judge = Judge(self._state, self._silence, worn_before, usual, person_past)
        self._roster = Roster(records, self._state)
        self._board = Board(publish)
        self._committer = Committer(records, self._state, self._board, courier)
        self._rounds = Rounds(
            records=records,
            state=self._state,
            roster=self._roster,
            silence=self._silence,
            committer=self._committer,
            board=self._board,
            line=line,
        )
        self._passing = Passing(records, self._state, self._committer, past)
        self._line = line
        self._asked_at: datetime | None = None
        self._last: dict[str, object] = {}
        self.messages = self.strangers = 0

    def start(self, now: datetime) -> None:
        """Read all that a restart must know, and show the open alerts again. Raises StoreAway."""
        self._rounds.start(now)
        self._passing.start(now)

    def handle(self, batch: Sequence[Message]) -> None:
        """Judge a batch and commit what it caused. Raises StoreAway: then nothing of it is remembered.

        Usually nothing is caused, and there is no transaction.
        """
        now = batch[-1].received_at
        working = Working(self._state, self._records.alerts, self._recall)
        try:
            for message in batch:
                self._message(message, working)
            self._committer.commit(working, now)
        except StoreAway:
            working.forget_times()
            raise
        self.messages += len(batch)
        self._last = {"messages": len(batch), "at": now}
        if len(batch) >= BACKLOG:
            self._listening.note_backlog(now)

    def idle(self, now: datetime) -> None:
        """Do what passing time asks for. Raises StoreAway, and PastDied."""
        self._rounds.go(now)
        self._passing.go(now, is_listening=self._listening.since(self._line(), now) is not None)
        self._again(now)

    def facts(self) -> dict[str, object]:
        """Give the counts, the open alerts by state, and the size and time of the last batch."""
        counts = {"messages": self.messages, "strangers": self.strangers}
        counts |= self._committer.counts() | self._passing.counts() | {"restarted": self._rounds.restarted}
        counts["residents_without_past"] = self._judge.recalling.unknown
        return {"counts": counts, "open": self._rounds.open_by_state(), "last_batch": self._last}

    def _again(self, now: datetime) -> None:
        """Judge again what was judged before the past was known."""
        working = Working(self._state, self._records.alerts, self._recall)
        try:
            self._judge.judge_again(working, now)
            self._committer.commit(working, now)
        except StoreAway:
            working.forget_times()
            raise
        self._judge.recalling.settle()

    def _message(self, message: Message, working: Working) -> None:
        decoded = decode(
            message.topic, message.payload, message.received_at, retained=message.retained, dialects=self._dialects
        )
        for report in decoded.reports:
            device = self._device(report.device, message.received_at)
            if device is None or report.history:
                continue
            self._judge.hear(device, report.received_at, working)
            self._judge.judge(device, report, working)
            resident = device.resident
            if device.kind is not DeviceKind.WATCH:
                self._passing.homes.note(device, report)
            elif device.worn is False or (resident is not None and resident.open is not None):
                self._passing.off_wrist.judge(device, report, working)
        if decoded.availability is not None:
            self._availability(decoded.availability, message, working)

    def _availability(self, said: Availability, message: Message, working: Working) -> None:
        """Count `online` as a word of the device; `offline` is said by the broker in its place.

        What a gateway said last is how it is, also where the broker kept it.
        """
        if speaks_of_bridge(message.topic, said.device):
            self._passing.gateways.say(said)
        elif said.online and not message.retained:
            device = self._device(said.device, said.received_at)
            if device is not None:
                self._judge.hear(device, said.received_at, working)

    def _device(self, device: str, received_at: datetime) -> DeviceState | None:
        """Give a known device; for an unknown one look first whether it was registered just now, once a batch."""
        known = self._state.devices.get(device)
        if known is None and received_at != self._asked_at:
            self._asked_at = received_at
            self._roster.refresh(received_at)
            known = self._state.devices.get(device)
        if known is None:
            self.strangers += 1
        return known
