"""The demo where there is no terminal to draw on: a line for each thing that happens."""

from datetime import datetime, timedelta

from rich.console import Console

from banister.demo_ladder import LadderLine
from banister.demo_view import AlertLine, Moment, ToldLine
from domain.severity import Severity

READINGS_EVERY = timedelta(seconds=10)


class News:
    """Prints what is new in each moment."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._alerts: set[tuple[str, Severity, str]] = set()
        self._told: set[ToldLine] = set()
        self._ladders: set[tuple[str, str, str, str]] = set()
        self._readings_at: datetime | None = None

    def tell(self, moment: Moment) -> None:
        """Print the alerts and messages not printed yet, and now and then how many readings rest."""
        for alert in (line for line in moment.alerts if _turn(line) not in self._alerts):
            self._line(f"alert  {alert.severity.word:8} {alert.who}: {alert.what} ({alert.state}, since {alert.since})")
        for told in (line for line in moment.told if line not in self._told):
            self._line(f"told   {told.at} → {told.to}: {told.text}")
        for ladder in (line for line in moment.ladders if _rise(line) not in self._ladders):
            self._line(f"ladder {ladder.who}: {ladder.what}: {_rise(ladder)[2]} ({ladder.state})")
        self._ladders.update(map(_rise, moment.ladders))
        self._alerts.update(map(_turn, moment.alerts))
        self._told.update(moment.told)
        if self._readings_at is None or moment.at >= self._readings_at:
            self._readings_at = moment.at + READINGS_EVERY
            self._line(f"kept   {moment.readings:,} readings · {moment.status}")

    def _line(self, text: str) -> None:
        self._out.print(text, highlight=False, markup=False, soft_wrap=True)


def _rise(line: LadderLine) -> tuple[str, str, str, str]:
    """Give what of a ladder is news: who was told, and whether anybody has answered."""
    rungs = " → ".join(f"{one.name} {one.told_at}" for one in line.rungs if one.told_at)
    return line.who, line.what, rungs, line.state


def _turn(alert: AlertLine) -> tuple[str, Severity, str]:
    """Give what of an alert is news; its numbers alone are none."""
    return alert.id, alert.severity, alert.state
