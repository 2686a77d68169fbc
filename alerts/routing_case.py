"""What a decision about telling hangs on: an alert and its move, the people about it, their channels. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.alerts import Alert, AlertState, Move
from domain.escalation import DEFAULT_LADDERS, EscalationPolicy, Ladders
from domain.hours import LocalHours
from domain.moves import HISTORY
from domain.muting import happened
from domain.notifications import Channel
from domain.people import AreaKind
from domain.rosters import Duty
from domain.rules import RuleKind
from domain.severity import Severity
from domain.time_rules import SystemWatch

UPWARDS = (AreaKind.BUILDING, AreaKind.GRID, AreaKind.COMMUNITY, AreaKind.STREET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The people about one resident or area.

    responsible  ids of those on duty for the area of each kind, by duty
    posted       ids of those who have a post there, on duty or not
    relatives    ids of the relatives who asked to be told
    channels     of all of these, and of whoever was told before
    quiet        their quiet hours, in `timezone`
    building     the lowest area
    ladders      the policies that hold
    """

    responsible: Mapping[tuple[AreaKind, Duty], tuple[str, ...]]
    relatives: tuple[str, ...]
    channels: Mapping[str, tuple[Channel, ...]]
    posted: Mapping[AreaKind, tuple[str, ...]] = field(default_factory=dict)
    quiet: Mapping[str, LocalHours | None] = field(default_factory=dict)
    timezone: str = "Asia/Shanghai"
    building: str = ""
    ladders: Ladders = DEFAULT_LADDERS

    def on_duty(self, kind: AreaKind) -> tuple[str, ...]:
        """Give all on duty for the area of this kind, those who answer first."""
        return tuple(person for duty in Duty for person in self.responsible.get((kind, duty), ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a decision hangs on: the alert after the move, the people about it, who was told of it before."""

    alert: Alert
    move: Move
    directory: Directory
    told: frozenset[str]

    @property
    def is_history(self) -> bool:
        """Told as something that was so: newer readings had overtaken it before anybody could be told."""
        over = self.alert.state is AlertState.RESOLVED
        return self.move.note == HISTORY or (over and (self.alert.late or self.alert.note == HISTORY))

    @property
    def is_urgent(self) -> bool:
        """Critical, or something that happened."""
        return self.alert.severity >= Severity.CRITICAL or happened(self.alert)

    @property
    def is_for_everybody(self) -> bool:
        """A ladder came to its end: everybody is told at once, by all they have."""
        return self.alert.kind is RuleKind.SYSTEM and self.alert.metric == SystemWatch.UNANSWERED.value

    @property
    def policy(self) -> EscalationPolicy:
        """Its ladder."""
        return self.directory.ladders.policy(self.alert.severity, technical=self.alert.technical)

    def at_step(self, step: int) -> tuple[str, ...]:
        """Give those who have to answer at this step of the ladder.

        After the last step nobody else comes: where nobody there can be told, it is the nearest area that has somebody.
        """
        if self.is_for_everybody:
            people = tuple(dict.fromkeys(one for kind in UPWARDS for one in self.directory.on_duty(kind)))
            return people if self.reached(people) else self._nearest(AreaKind.COMMUNITY)
        last = len(self.policy.steps) - 1
        wanted = self.policy.steps[max(0, min(step, last))]
        by_receivers = (self.directory.responsible.get((one.area, one.duty), ()) for one in wanted.receivers)
        people = tuple(dict.fromkeys(person for those in by_receivers for person in those))
        return people if step < last or self.reached(people) else self._nearest(wanted.area)

    def up_to(self, step: int) -> list[str]:
        """Give those of this step and of all before it."""
        return [person for one in range(step + 1) for person in self.at_step(one)]

    def first_reached(self) -> tuple[str, ...]:
        """Give those of the first step that has somebody to tell: for what is over, and has no next step."""
        steps = range(len(self.policy.steps))
        return next((people for step in steps if (people := self.reached(self.at_step(step)))), ())

    def reached(self, people: Iterable[str]) -> tuple[str, ...]:
        """Give those of these who have a channel that is open for this alert."""
        return tuple(person for person in people if self.channels(person))

    @property
    def on_it(self) -> tuple[str, ...]:
        """Give whoever has acknowledged it."""
        return (self.alert.acknowledged_by,) if self.alert.acknowledged_by else ()

    def still_told(self) -> list[str]:
        """Give those who were told and whom it still concerns: not who has lost their post, or is asked no more."""
        if not self.told:
            return []
        posts = (one for kind in UPWARDS for one in self.directory.posted.get(kind, ()))
        on_duty = (one for kind in UPWARDS for one in self.directory.on_duty(kind))
        return sorted(self.told & {*self.directory.relatives, *posts, *on_duty})

    def _nearest(self, area: AreaKind) -> tuple[str, ...]:
        """Give those of the nearest area that has somebody on duty; of an urgent alert even those who are off duty."""
        place = UPWARDS.index(area)
        by_nearness = (area, *UPWARDS[place + 1 :], *reversed(UPWARDS[:place]))
        them = [self.reached(self.directory.on_duty(one)) for one in by_nearness]
        if self.is_urgent and not any(them):
            them = [self.reached(self.directory.posted.get(one, ())) for one in by_nearness]
        return next(filter(None, them), ())

    def channels(self, person: str) -> list[Channel]:
        """Give the channels that are open for this alert. What happened (SOS, fall) passes every severity."""
        passes = happened(self.alert)
        mine = self.directory.channels.get(person, ())
        return [one for one in mine if one.enabled and (passes or one.min_severity <= self.alert.severity)]
