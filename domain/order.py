"""What a rule saw of one resident lately, in the order in which it was observed. Pure.

Readings overtake each other on their way. While a resident has, or lately had, an alert by a rule, a `Log` keeps what
this rule saw; a reading that comes out of order takes its place in it, and the *episodes* are worked out anew as if
all had come in order: by `domain.life.observe`, one after the other. An episode is an alert as it ought to be; which
alerts were in fact begun and told, and how they follow their episodes, stands in `domain.settling`.
"""

import math
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.alerts import Alert
from domain.evaluation import Condition
from domain.life import observe
from domain.moves import Seen
from domain.readings import to_millis
from domain.rules import LimitRule

KEPT = timedelta(minutes=20)
"""Of event time: the lateness limit, and as long again for what the newest may be ahead of it."""
MOST = 300
"""So many readings are kept at most: what is older is no longer put in order."""

Key = tuple[int, str, float]
"""When it was observed (epoch milliseconds), by which device, and its value: with all three it is a duplicate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An alert that was begun; `anchor` is the event time of a breach that is its own, so that it finds its episode."""

    anchor: datetime
    alert: Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What one rule saw of one resident lately.

    since     event time from which on all that was seen is in it
    base      the episode that was running then, made of what came before
    sights    what was seen since, in order
    episodes  what came of it, oldest first; only the last may be open
    standing  the alerts that were begun for these episodes
    missing   since then something may have been seen that was not kept in mind: nobody was troubled
    """

    since: datetime
    base: Alert | None = None
    sights: tuple[Seen, ...] = ()
    episodes: tuple[Alert, ...] = ()
    standing: tuple[Standing, ...] = ()
    missing: bool = False

    def reaches(self, moment: datetime) -> bool:
        """Whether what was observed at `moment` can be put in its place."""
        return moment >= self.since or self.base is None

    def episode_of(self, one: Standing) -> Alert | None:
        """Give the episode that an alert's breach is in."""
        return next((those for those in reversed(self.episodes) if those.started_at <= one.anchor), None)

    def last_breach(self, episode: Alert) -> Seen | None:
        """Give the newest breach of an episode."""
        breaches = (one for one in reversed(self.sights) if one.verdict.condition is Condition.BREACHED)
        return next((one for one in breaches if episode.covers(one.observed_at)), None)


def log_of(alert: Alert) -> Log:
    """Begin a log for an alert that is open, of which no more is known than what stands in it."""
    standing = (Standing(anchor=alert.started_at, alert=alert),)
    moment = max(alert.observed_at, alert.started_at) + timedelta(microseconds=1)
    return Log(since=moment, base=alert, episodes=(alert,), standing=standing)


def taken(log: Log, rule: LimitRule, seen: Seen) -> Log | None:
    """Put `seen` in its place, which the log `reaches`. None where it is in it already, with the same verdict.

    The number of a reading can mean something else once an older one is there (a rate): then it is put in anew.
    """
    seen = replace(seen, current=True, late=False)
    if not log.sights or _key(seen) > _key(log.sights[-1]):
        sights: tuple[Seen, ...] = (*log.sights, seen)
        return _pruned(replace(log, sights=sights, episodes=_then(log.episodes, rule, seen)), rule)
    if any(_key(one) == _key(seen) and one.verdict == seen.verdict for one in log.sights):
        return None
    anew = [one for one in log.sights if _key(one) != _key(seen)]
    insort(anew, seen, key=_key)
    older = seen.observed_at < log.since
    return replace(
        log,
        since=min(log.since, seen.observed_at),
        sights=tuple(anew),
        episodes=_fold(log.base, rule, anew),
        missing=log.missing or older,
    )


def _key(seen: Seen) -> Key:
    return to_millis(seen.observed_at), seen.device, -math.inf if seen.value is None else seen.value


def _then(episodes: tuple[Alert, ...], rule: LimitRule, seen: Seen) -> tuple[Alert, ...]:
    """Let the last episode see the next reading in order."""
    running = episodes[-1] if episodes and episodes[-1].is_open else None
    change = observe(running, rule, seen, seen.observed_at)
    if change is None:
        return episodes
    return (*(episodes[:-1] if running else episodes), change.alert)


def _fold(base: Alert | None, rule: LimitRule, sights: Iterable[Seen]) -> tuple[Alert, ...]:
    episodes: tuple[Alert, ...] = (base,) if base else ()
    for seen in sights:
        episodes = _then(episodes, rule, seen)
    return episodes


def _pruned(log: Log, rule: LimitRule) -> Log:
    """Let what is too old go into the base, and forget the episodes that were over before."""
    oldest = log.sights[-1].observed_at - KEPT
    kept = log.sights[-MOST:]
    kept = tuple(one for one in kept if one.observed_at >= oldest) if kept[0].observed_at < oldest else kept
    if len(kept) == len(log.sights):
        return log
    before = _fold(log.base, rule, log.sights[: -len(kept)])
    since = kept[0].observed_at if len(kept) == MOST else max(log.since, oldest)
    episodes = tuple(one for one in log.episodes if one.ended_at is None or one.ended_at >= since)
    base = before[-1] if before and before[-1].is_open else None
    return replace(log, since=since, base=base, sights=kept, episodes=episodes)
