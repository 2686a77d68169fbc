"""What a language must bring: every word and sentence that a message can hold. The tables: texts_zh, texts_en."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.notifications import Reason
from domain.people import AreaKind, DeviceKind
from domain.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language. Strings with braces are filled in by name; a test fills every one of them.

    metrics      names of the catalogue's metrics; units: words for their UCUM units, with the space before them
    events       what happened, as a sentence without its subject
    answerers    who answers for an area of this kind
    reasons      the line that says why one is told now; tags: its short form for the title
    history_open the same line for history of an alert that is still open
    moment       a local time and `now` in the same zone -> text; ago: an age in seconds -> text
    """

    language: str
    severities: Mapping[Severity, str]
    technical: str
    metrics: Mapping[str, str]
    units: Mapping[str, str]
    events: Mapping[str, str]
    devices: Mapping[DeviceKind, str]
    answerers: Mapping[AreaKind, str]
    tags: Mapping[Reason, str]
    reasons: Mapping[Reason, str]
    history_open: str
    kind_vital: str
    kind_device: str
    kinds: Mapping[str, str]
    value: str
    upper: str
    lower: str
    limit: str
    source: str
    silent: str
    who_where: str
    since: str
    happened: str
    last_heard: str
    measured: str
    contact: str
    device: str
    note: str
    test_title: str
    test_body: str
    colon: str
    separator: str
    moment: Callable[[datetime, datetime], str]
    ago: Callable[[float], str]
