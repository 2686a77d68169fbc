"""HTTP answers and log lines that a library swallows, heard all the same, in this thread.

requests has no hook for all sessions, so the class that its one-call functions use is put in its place here.
"""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests

from alerts.channels.answers import failure_of, json_of, receipt_of
from alerts.channels.failures import DeliveryFailure, PermanentFailure, TemporaryFailure
from alerts.channels.parcel import Receipt

CODES = {"wecombot": "errcode", "dingtalk": "errcode", "feishu": "code", "lark": "code", "schan": "code"}
"""Robots that refuse by a 200: where their answer holds its code; only 0 is success."""
FOR_GOOD = frozenset({93000, 300001, 310000, 19001, 19021, 19022, 19024})
"""Codes that stay: no such robot, wrong signature, keyword or network not allowed (WeCom, DingTalk, Feishu)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one thread's calls were answered, and what the library logged."""

    answers: list[requests.Response] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


_thread = threading.local()


class _Listening(requests.Session):
    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        answer = super().send(request, **kwargs)
        getattr(_thread, "heard", Heard()).answers.append(answer)
        return answer


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        getattr(_thread, "heard", Heard()).lines.append(record.getMessage())


_LINES = _Lines(logging.WARNING)


@contextmanager
def hear(logger: str) -> Iterator[Heard]:
    """Collect what comes meanwhile. The logger's lines go nowhere else: some hold keys."""
    vars(requests.sessions)["Session"] = _Listening
    source = logging.getLogger(logger)
    source.propagate, source.handlers = False, [_LINES]
    source.setLevel(logging.WARNING)
    _thread.heard = heard = Heard()
    try:
        yield heard
    finally:
        del _thread.heard


def failure_heard(heard: Heard, *, sent: bool, code_field: str | None) -> DeliveryFailure | None:
    """Judge a call that said `sent`: a robot by the code in each answer, others by themselves; None: accepted."""
    if code_field:
        refusals = (_refused(answer, code_field) for answer in heard.answers)
        refusal = next((one for one in refusals if one), None)
        if refusal or (sent and heard.answers):
            return refusal
    elif sent:
        return None
    said = " ".join(heard.lines)[:200] or "the service did not take it"
    return (_by_status(heard.answers[-1], said) if heard.answers else None) or TemporaryFailure(said)


def receipt_heard(heard: Heard) -> Receipt:
    """Give what is kept of a call that went well."""
    if not heard.answers:
        return Receipt()
    last = heard.answers[-1]
    return Receipt(text=receipt_of(last.status_code, json_of(last.content)))


def _by_status(answer: requests.Response, said: str = "") -> DeliveryFailure | None:
    return failure_of(answer.status_code, answer.headers.get("retry-after"), datetime.now(UTC), said)


def _refused(answer: requests.Response, code_field: str) -> DeliveryFailure | None:
    failure = _by_status(answer)
    if failure:
        return failure
    try:
        said = json.loads(answer.content)
    except ValueError:
        return TemporaryFailure("the robot's answer cannot be read")
    code = said.get(code_field) if isinstance(said, dict) else None
    if code == 0:
        return None
    reason = f"{code_field} {code} {said.get('errmsg') or said.get('msg') or ''}"[:200] if code else "no code"
    return PermanentFailure(reason) if code in FOR_GOOD else TemporaryFailure(reason)
