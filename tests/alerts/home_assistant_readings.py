"""What a watch may say, good and bad, and what Home Assistant must show: what our own decoder takes of it.

Templates are tried on it with the engine that Home Assistant has (Jinja, with its own functions put beside), and by a
real one where there is one.
"""

import contextlib
import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from devices import decode
from domain.readings import LATE_AFTER

TOPIC = "care/v1/lin-lane/watch-lin/readings"


def said(now: datetime) -> dict[str, Any]:
    """Give messages by what they are, in the order in which they are said; text is sent as it is."""

    def ago(**span: float) -> str:
        return (now - timedelta(**span)).isoformat()

    return {
        "a number": {"heart_rate": 72, "battery": 83},
        "another key": {"hr": 73},
        "both keys": {"heart_rate": 74, "hr": 99},
        "null beside another key": {"heart_rate": None, "hr": 75},
        "a number in quotes": {"heart_rate": " 76 "},
        "not among what is said": {"battery": 82},
        "implausible": {"heart_rate": 400},
        "true": {"heart_rate": True},
        "a word": {"heart_rate": "fast"},
        "an object": {"heart_rate": {"value": 80}},
        "not worn": {"heart_rate": 30, "worn": False},
        "worn again": {"heart_rate": 77, "worn": "true"},
        "no JSON": "{heart_rate: 80",
        "a bare word": "online",
        "a bare number": "80",
        "nothing": "",
        "an empty array": [],
        "no object within": [80, None, "x", [{"heart_rate": 80}]],
        "a moment ago": {"heart_rate": 78, "ts": ago(minutes=2)},
        "in milliseconds": {"heart_rate": 79, "ts": int(now.timestamp() * 1000)},
        "hours ago": {"heart_rate": 50, "ts": ago(hours=3)},
        "hours ago in milliseconds": {"heart_rate": 50, "ts": int((now - timedelta(hours=3)).timestamp() * 1000)},
        "hours ago with a Z": {"heart_rate": 50, "ts": f"{now - timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}"},
        "a clock of 1970": {"heart_rate": 81, "ts": 1000},
        "a clock of 2038": {"heart_rate": 82, "ts": "2038-01-01T00:00:00Z"},
        "no zone": {"heart_rate": 83, "ts": "2026-01-01T00:00:00"},
        "no time": {"heart_rate": 84, "ts": "yesterday"},
        "a buffer": [
            {"heart_rate": 50, "ts": ago(hours=3)},
            {"heart_rate": 86, "ts": ago(seconds=1)},
            {"heart_rate": 85, "ts": ago(minutes=3)},
            {"battery": 81, "ts": ago(seconds=0)},
        ],
        "a fraction": {"heart_rate": 87.5},
        "off the wrist for good": {"worn": False, "battery": 80},
    }


def expected(message: object, metric: str, now: datetime) -> float | None:
    """Give the newest value that our own decoder takes of a message and that is of now; None: nothing."""
    reports = decode(TOPIC, payload(message), now).reports
    fresh = [one for one in reports if metric in one.values and now - one.observed_at < LATE_AFTER]
    fresh = [one for one in fresh if metric != "heart_rate" or one.values.get("worn") != 0]
    return max(fresh, key=lambda one: one.observed_at).values[metric] if fresh else None


def payload(message: object) -> bytes:
    """Give the bytes of a message."""
    return (message if isinstance(message, str) else json.dumps(message)).encode()


def rendered(template: str, message: object, now: datetime, was: str = "unknown") -> str:
    """Render a value template as Home Assistant does: with `value_json` only where there is JSON."""
    text = payload(message).decode()
    known: dict[str, Any] = {"value": text, "this": {"state": was}}
    with contextlib.suppress(ValueError):
        known["value_json"] = json.loads(text)
    return _engine(now).from_string(template).render(known).strip()


def _engine(now: datetime) -> jinja2.Environment:
    engine = ImmutableSandboxedEnvironment(undefined=jinja2.Undefined)
    engine.filters["float"] = _as_float
    engine.globals |= {"now": lambda: now, "as_timestamp": _as_timestamp}
    engine.tests["list"] = lambda value: isinstance(value, list)
    return engine


def _as_float(value: Any, otherwise: Any) -> Any:
    try:
        return float(value)
    except (ValueError, TypeError):
        return otherwise


def _as_timestamp(value: Any, otherwise: Any) -> Any:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return otherwise
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return otherwise if math.isnan(seconds) else seconds
