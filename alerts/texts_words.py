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
    doors, systems  what a door or the service itself tells, by `DoorWatch` and `SystemWatch`
    spans        days, hours, minutes; sources: where limits are from, where the language says it otherwise
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
    kind_activity: str
    kind_duty: str
    kinds: Mapping[str, str]
    value: str
    upper: str
    lower: str
    limit: str
    source: str
    silent: str
    rose: str
    fell: str
    unusual: str
    score: str
    points: str
    score_hint: str
    listing: str
    clock: str
    gaps: str
    expected: str
    not_worn: str
    doors: Mapping[str, str]
    systems: Mapping[str, str]
    nobody_soon: str
    spans: tuple[str, str, str]
    seconds: str
    sources: Mapping[str, str]
    who_where: str
    since: str
    happened: str
    last_heard: str
    measured: str
    contact: str
    acknowledge: str
    group_title: str
    group_more: str
    device: str
    note: str
    test_title: str
    test_body: str
    colon: str
    separator: str
    moment: Callable[[datetime, datetime], str]
    ago: Callable[[float], str]
