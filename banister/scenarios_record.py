"""What came of a scenario, written down: alerts with their moves, and messages to people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from banister.scenarios_post import Sent
from banister.scenarios_variants import AS_IT_IS, BROKER, VARIANTS, Variant
from banister.scenarios_world import World
from domain.alerts import Alert, Move
from domain.notifications import DeliveryState
from simulators.scenarios import SCENARIOS
from simulators.story import Scenario, Telling
from store.records import Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Telegram:
    """One message to one person; `carried` went out inside another one."""

    at: datetime
    who: str
    rule: str
    reason: str
    severity: str
    title: str
    carried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """What came of a scenario.

    story     the scenario's name; fault: the variant's ("": as it is). Names, so that processes can hand it over
    took      seconds of this machine's processor; lived: the time that passed in the scenario
    messages  of devices; rounds: how often the engine was asked what passing time asks for
    """

    story: str
    fault: str
    seed: int
    start: datetime
    alerts: tuple[tuple[Alert, tuple[Move, ...]], ...]
    told: tuple[Telegram, ...]
    complaints: tuple[str, ...]
    took: float = 0.0
    lived: timedelta = timedelta(0)
    messages: int = 0
    rounds: int = 0

    @property
    def scenario(self) -> Scenario:
        """What was played."""
        return SCENARIOS[self.story]

    @property
    def variant(self) -> Variant:
        """What the wire did to it."""
        return {**VARIANTS, BROKER.name: BROKER, AS_IT_IS.name: AS_IT_IS}[self.fault]


def written_down(world: World, telling: Telling, seed: int, variant: Variant) -> Performance:
    """Read it out of the records."""
    found = sorted(world.records.alerts.find(limit=10_000), key=lambda one: one.started_at)
    return Performance(
        story=telling.scenario.name,
        fault=variant.name,
        seed=seed,
        start=telling.start,
        alerts=tuple((one, tuple(world.records.alerts.timeline(one.id))) for one in found),
        told=tuple(telegrams_of(world.records, found, {one.notification: one for one in world.post.sent})),
        complaints=tuple(world.complaints),
        lived=world.now - world.began,
        messages=world.messages,
        rounds=world.rounds,
    )


def telegrams_of(records: Records, alerts: Iterable[Alert], sent: Mapping[str, Sent]) -> list[Telegram]:
    """Give the messages that went out about these alerts; `sent` are those that are known to have gone out alone."""
    telegrams = []
    for alert in alerts:
        moves = {move.n: move for move in records.alerts.timeline(alert.id)}
        for row in records.outbox.of_alert(alert.id):
            if row.state is not DeliveryState.SENT:
                continue
            note, parcel = row.notification, sent.get(row.notification.id)
            telegram = Telegram(
                at=parcel.at if parcel else row.ended_at or note.created_at,
                who=note.person,
                rule=alert.rule,
                reason=note.reason,
                severity=moves[note.move].severity.word,
                title=parcel.title if parcel else "",
                carried=parcel is None and bool(sent),
            )
            telegrams.append(telegram)
    return sorted(telegrams, key=lambda one: (one.at, one.who, one.rule))
