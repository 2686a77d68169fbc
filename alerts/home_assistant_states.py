"""What a flat's and a community's entities say: open alerts without a name, without a value. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from alerts.texts import words_for
from alerts.texts_kinds import kind_of
from domain.alerts import Alert, AlertState

MOST_LISTED = 20
"""Home Assistant's history takes attributes of 16 KiB."""


def shown(alerts: Iterable[Alert]) -> list[Alert]:
    """Give those that are somebody's business: a pending one is nobody's yet. The worst first."""
    those = [one for one in alerts if one.is_open and one.state is not AlertState.PENDING]
    return sorted(those, key=lambda one: (-one.severity, one.started_at, one.id))


def of_flat(alerts: Sequence[Alert], language: str) -> dict[str, Any]:
    """Say how it is in a flat; `alerts` are the shown ones there."""
    about_people = [one for one in alerts if not one.technical]
    worst = (about_people or alerts)[:1]
    about: dict[str, Any] = {
        "severity": worst[0].severity.word if worst else None,
        "unanswered": any(one.unanswered_at for one in about_people),
        "acknowledged": bool(about_people) and all(one.state is AlertState.ACKNOWLEDGED for one in about_people),
        "alerts": [_alert(one, language) for one in alerts[:MOST_LISTED]],
    }
    technical = len(alerts) > len(about_people)
    return {"alert": _switch(on=bool(about_people)), "technical": _switch(on=technical), "about": about}


def of_community(alerts: Sequence[Alert]) -> dict[str, Any]:
    """Count what is open in a community; `alerts` are the shown ones of its site."""
    severities = Counter(one.severity.word for one in alerts if not one.technical)
    about = {
        **{word: severities[word] for word in ("critical", "warning", "info")},
        "technical": sum(one.technical for one in alerts),
        "acknowledged": sum(one.state is AlertState.ACKNOWLEDGED for one in alerts),
        "unanswered": sum(one.unanswered_at is not None for one in alerts),
    }
    return {"open": len(alerts), "about": about}


def _alert(alert: Alert, language: str) -> dict[str, Any]:
    """Give what a group is told as well: neither whose it is, by name or id, nor what was measured."""
    return {
        "id": alert.id,
        "what": kind_of(alert, words_for(language)),
        "rule": alert.rule,
        "severity": alert.severity.word,
        "state": alert.state.value,
        "technical": alert.technical,
        "since": _text(alert.fired_at or alert.started_at),
    }


def _switch(*, on: bool) -> str:
    return "ON" if on else "OFF"


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
