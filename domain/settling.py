"""How the alerts that were begun follow the episodes that the order of readings gives. Pure.

What was told cannot be untold, and nothing waits for order: an alert is begun, and told, the moment its breach is
here. Where a reading that comes out of order shows that it was otherwise, the alerts follow:

- an episode that began earlier, was worse, or ended earlier: its alert takes that over; what is worse is told;
- an episode of which nothing is known yet: an alert of its own; one that is over already is told as history;
- one alert that turns out to be two episodes: it keeps the one that its own breach is in, the other is begun;
- two alerts that turn out to be one episode: the newer goes on and is the whole of it, the other is `PART_OF` it.
  Neither is told for that;
- an alert that was over, and whose episode is not: a person may have seen it end, so it stays so; the episode's next
  live breach begins an alert that is the whole of it, and is told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.alerts import Alert, AlertState, Change, MoveKind, alert_id
from domain.evaluation import Condition
from domain.life import fire, gone, sooner
from domain.moves import HISTORY, Seen, joined, moved, numbers, resolved
from domain.order import Log, Standing

OVERTAKEN = "overtaken"
"""The note of what was over, by the readings' own times, before its first breach was here."""
PART_OF = "part of "
"""Begins the note of an alert that turned out to be a part of another, whose id follows."""

Covered = Callable[[datetime], bool]
"""Whether an alert that is over, and no longer in the log, covers a breach at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An episode to settle: the alerts that were begun for it, and the reading that made it what it is."""

    log: Log
    episode: Alert
    mine: tuple[Standing, ...]
    seen: Seen
    now: datetime

    @property
    def kept(self) -> Standing | None:
        """Give the alert that stands for the episode: the open one, else the newest."""
        return max(self.mine, key=lambda one: (one.alert.is_open, one.anchor), default=None)

    @property
    def breach(self) -> Seen:
        """Give the breach to tell of: the one that just came, else the newest of the episode."""
        found = None if self.is_its_breach else self.log.last_breach(self.episode)
        return replace(found, ladders=self.seen.ladders) if found else self.seen

    @property
    def is_its_breach(self) -> bool:
        """Whether what just came is a breach, and this episode's."""
        return self.seen.verdict.condition is Condition.BREACHED and self.episode.covers(self.seen.observed_at)

    @property
    def begins_anew(self) -> bool:
        """Whether the alert that stood for it is over, while it is breached again now."""
        return self.episode.is_open and self.episode.clear_since is None and self.is_its_breach


def settle(log: Log, seen: Seen, now: datetime, covered: Covered) -> tuple[Log, list[Change]]:
    """Let the log's alerts follow its episodes after `seen`; give it with the alerts after that, and the changes."""
    changes: list[Change] = []
    standing: list[Standing] = []
    for episode in log.episodes:
        mine = tuple(one for one in log.standing if log.episode_of(one) is episode)
        case = Case(log=log, episode=episode, mine=mine, seen=seen, now=now)
        for one, change in _settled(case, covered):
            standing.append(one)
            changes += [change] if change else []
    return replace(log, standing=tuple(standing)), changes


def _settled(case: Case, covered: Covered) -> list[tuple[Standing, Change | None]]:
    kept = case.kept
    if kept is None or (not kept.alert.is_open and case.begins_anew):
        anchor = case.breach.observed_at
        if kept is None and covered(anchor):
            return []
        begun = _begun(case, anchor)
        one = Standing(anchor=anchor, alert=begun.alert)
        return [*_parts(case.mine, one), (one, begun)]
    change = _open(case, kept.alert) if kept.alert.is_open else _over(case, kept.alert)
    after = replace(kept, alert=change.alert) if change else kept
    return [*_parts([one for one in case.mine if one is not kept], after), (after, change)]


def _parts(those: Sequence[Standing], whole: Standing) -> list[tuple[Standing, Change | None]]:
    noted = [(one, replace(one.alert, note=f"{PART_OF}{whole.alert.id}")) for one in those]
    return [(replace(one, alert=after), numbers(one.alert, after)) for one, after in noted]


def _begun(case: Case, anchor: datetime) -> Change:
    episode, breach, now = case.episode, case.breach, case.now
    taken = {one.alert.id for one in case.log.standing}
    plain = alert_id(episode.resident, episode.rule, anchor)
    other = alert_id(episode.resident, f"{episode.rule}|{breach.device}|{now.isoformat()}", anchor)
    new = replace(
        episode,
        id=other if plain in taken else plain,
        version=0,
        state=AlertState.PENDING,
        late=case.seen.late and case.is_its_breach,
        fired_at=None,
        due_at=None,
        resolved_at=None,
        resolved_by=None,
        ended_at=None,
    )
    if episode.fired_at is None:
        pending = moved(new, MoveKind.PENDING, now, seen=breach)
        return pending if episode.is_open else joined(pending, gone(pending.alert, _end(case), now))
    return _fired(case, new)


def _fired(case: Case, alert: Alert) -> Change:
    """Let it fire; where its episode is over already, it is told as what was so."""
    episode = case.episode
    if episode.ended_at is None:
        return fire(alert, case.breach, case.now)
    fired = fire(alert, case.breach, case.now, note=HISTORY)
    return joined(fired, resolved(fired.alert, episode.ended_at, case.now, note=OVERTAKEN))


def _open(case: Case, alert: Alert) -> Change | None:
    episode = case.episode
    after = replace(
        alert,
        started_at=episode.started_at,
        worst=episode.worst,
        value=episode.value,
        facts=episode.facts,
        observed_at=episode.observed_at,
        device=episode.device,
        clear_since=episode.clear_since,
        held_since=episode.held_since,
        held_at=episode.held_at,
    )
    if alert.state is AlertState.PENDING:
        return _pending(case, alert, _as_bad(after, episode))
    raised = _raised(case, after)
    if episode.ended_at is not None:
        return joined(raised, resolved(raised.alert if raised else _as_bad(after, episode), episode.ended_at, case.now))
    return raised or numbers(alert, _as_bad(after, episode))


def _pending(case: Case, alert: Alert, after: Alert) -> Change | None:
    if case.episode.fired_at is not None:
        return _fired(case, after)
    return numbers(alert, after) if case.episode.is_open else gone(after, _end(case), case.now)


def _over(case: Case, alert: Alert) -> Change | None:
    """Let an alert that is over take in what was not known when it ended."""
    episode = case.episode
    ended_at = episode.ended_at or max(alert.ended_at or episode.observed_at, case.seen.observed_at)
    note = "" if alert.note.startswith(PART_OF) else alert.note
    after = replace(alert, started_at=episode.started_at, worst=episode.worst, ended_at=ended_at, note=note)
    if alert.fired_at is None and episode.fired_at is not None and episode.ended_at is not None:
        return _fired(case, _as_bad(after, episode))
    return _raised(case, after) or numbers(alert, _as_bad(after, episode))


def _raised(case: Case, alert: Alert) -> Change | None:
    """Tell what is worse, unless a part of the episode was told as bad."""
    episode = case.episode
    if episode.severity <= max(one.alert.severity for one in case.mine) or alert.fired_at is None:
        return None
    overtaken = case.seen.late or episode.ended_at is not None or not alert.is_open
    raised = _as_bad(alert, episode)
    if raised.is_open:
        raised = replace(raised, due_at=sooner(raised, case.seen, case.now))
    return moved(raised, MoveKind.WORSENED, case.now, seen=case.breach, note=HISTORY if overtaken else "")


def _as_bad(alert: Alert, episode: Alert) -> Alert:
    """Take the episode's severity: a milder one too, where the worse reading turned out to be another episode's."""
    return replace(alert, severity=episode.severity, limit=episode.limit)


def _end(case: Case) -> Seen:
    """Give the reading that ended an episode."""
    ended_at = case.episode.ended_at
    return next((one for one in case.log.sights if one.observed_at == ended_at), case.seen)
