"""Compares what came of a scenario with what must come of it; every difference is one sentence."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from banister.scenarios_record import Performance, Telegram
from domain.alerts import Alert
from domain.moves import HISTORY
from simulators.expectations import Expected, Told
from simulators.story import Scenario

MARGIN, TOLD_MARGIN = timedelta(seconds=305), timedelta(seconds=65)
"""Rounds are gone each five minutes where nothing is open, else each minute."""

REPEATED = timedelta(minutes=3)
"""A variant that delays is played so much longer, and a ladder that nobody answers goes on meanwhile."""


def disagreements(performance: Performance) -> list[str]:
    """Give what is not as it must be; none: it agrees."""
    scenario = performance.scenario
    fired = [alert for alert, _ in performance.alerts if alert.fired_at is not None]
    return [
        *(() if performance.variant.history else performance.complaints),
        *(one for expected in scenario.expects for one in _expected(expected, fired, performance)),
        *_false(scenario, fired, performance),
        *_messages(performance),
    ]


def expected_in_words(scenario: Scenario) -> str:
    """Say in short what must come of it."""
    alerts = [f"{one.times if one.times > 1 else ''}{one.rule} {one.severity}" for one in scenario.expects]
    return ", ".join(alerts) or "nothing"


def got_in_words(performance: Performance) -> str:
    """Say in short what came of it."""
    fired = Counter(f"{alert.rule} {alert.severity.word}" for alert, _ in performance.alerts if alert.fired_at)
    alerts = [f"{times} × {what}" if times > 1 else what for what, times in fired.items()]
    return ", ".join(alerts) or "nothing"


def _expected(expected: Expected, fired: list[Alert], performance: Performance) -> Iterator[str]:
    mine = [alert for alert in fired if alert.rule == expected.rule]
    history = performance.variant.history
    if history and not mine and expected.severity != "critical":
        return
    if len(mine) != expected.times and not (history and mine):
        yield f"{expected.rule}: {len(mine)} alerts, not {expected.times}"
    worst = max((alert.severity for alert in mine), default=None)
    if worst is not None and worst.word != expected.severity:
        yield f"{expected.rule}: {worst.word}, not {expected.severity}"
    for alert in mine[:1] if history else mine:  # the same thing may be found once more
        yield from _timely(expected, alert, performance)


def _timely(expected: Expected, alert: Alert, performance: Performance) -> Iterator[str]:
    delay, start = performance.variant.delay, performance.start
    if alert.fired_at is not None and expected.times == 1:
        late = alert.fired_at - start - expected.within
        if late > delay + MARGIN:
            yield f"{expected.rule}: fired {_said(late)} too late, at {_said(alert.fired_at - start)}"
        if alert.fired_at < start - delay:
            yield f"{expected.rule}: fired before its story began"
    if expected.history and alert.note != HISTORY:
        yield f"{expected.rule}: not told as history"
    if alert.note == HISTORY and not (expected.history or performance.variant.history):
        yield f"{expected.rule}: told as history"
    if expected.over is not None and not performance.variant.brief:
        over = alert.resolved_at
        if over is None or over - start > expected.over + delay + MARGIN:
            yield f"{expected.rule}: not over after {_said(expected.over)} ({alert.state})"


def _false(scenario: Scenario, fired: Iterable[Alert], performance: Performance) -> Iterator[str]:
    allowed = {one.rule for one in scenario.expects} | scenario.may_cause | performance.variant.may_cause
    for alert in fired:
        if alert.rule not in allowed:
            at = _said((alert.fired_at or alert.started_at) - performance.start)
            yield f"{alert.rule}: a false alert ({alert.severity.word}, value {alert.value}) at {at}"


def _messages(performance: Performance) -> Iterator[str]:
    scenario = performance.scenario
    if performance.variant.history:
        return
    besides = performance.variant.may_cause
    count = sum(not one.carried and one.rule not in besides for one in performance.told)
    if scenario.messages is not None and count > scenario.messages:
        yield f"{count} messages, more than {scenario.messages}"
    mine = {one.rule for one in scenario.expects}
    left = Counter((one.who, one.rule, one.reason) for one in performance.told if one.rule in mine)
    for told in scenario.tells:
        left.pop((told.who, told.rule, told.reason), None)
        yield from _told(told, performance)
    for (who, rule, reason), count in left.items():
        yield f"{rule}: {count} messages to {who} ({reason}) that nobody expects"


def _told(told: Told, performance: Performance) -> Iterator[str]:
    wanted = (told.who, told.rule, told.reason)
    mine = [one for one in performance.told if (one.who, one.rule, one.reason) == wanted]
    what = f"{told.rule}: to {told.who} ({told.reason})"
    least, most = _bounds(told, performance)
    if not least <= len(mine) <= most:
        least_most = f"{told.least}" if told.least == told.most else f"{told.least} to {told.most}"
        yield f"{what} {len(mine)} messages, not {least_most}"
    yield from (f"{what} at {_said(one.at - performance.start)}" for one in mine[:1] if _off(told, one, performance))


def _bounds(told: Told, performance: Performance) -> tuple[int, int]:
    """Give how few and how many there may be; where things come late, it may be critical from the first."""
    delay = performance.variant.delay
    least = 0 if told.reason == "worsened" and performance.variant.may_cause else told.least
    further = int(delay / REPEATED) if told.reason == "repeated" else 0
    return least, told.most + further


def _off(told: Told, telegram: Telegram, performance: Performance) -> bool:
    """Whether the first message came too early or too late."""
    since: datetime = performance.start
    delay = performance.variant.delay
    too_late = told.within is not None and telegram.at - since > told.within + delay + TOLD_MARGIN
    return too_late or telegram.at - since < told.after - delay


def _said(duration: timedelta) -> str:
    seconds = int(duration.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, rest = divmod(seconds, 3600)
    return f"{sign}{hours}:{rest // 60:02}:{rest % 60:02}"
