"""Home Assistant reads of a device's messages what our own decoder reads, and keeps a state that nothing is said of."""

from datetime import UTC, datetime

import pytest

from alerts.home_assistant_templates import AVAILABILITY, template
from devices.kinds import KINDS
from domain.metrics import METRICS
from domain.people import DeviceKind
from tests.alerts.home_assistant_readings import expected, rendered, said

NOW = datetime(2026, 11, 24, 2, 23, tzinfo=UTC)


def of(metric: str, kind: DeviceKind = DeviceKind.WATCH) -> str:
    """Give the template of a metric."""
    return next(template(field, METRICS[metric]) for field in KINDS[kind] if field.metric == metric)


@pytest.mark.parametrize("what", said(NOW))
def test_what_is_shown_of_a_message_is_what_our_own_decoder_takes_of_it(what: str) -> None:
    message = said(NOW)[what]
    for metric in ("heart_rate", "battery"):
        value = expected(message, metric, NOW)
        assert rendered(of(metric), message, NOW) == ("" if value is None else f"{value:g}"), metric


def test_the_messages_hold_some_that_are_shown_and_some_that_are_not() -> None:
    shown = {what for what, message in said(NOW).items() if expected(message, "heart_rate", NOW) is not None}
    assert {"a number", "another key", "a buffer", "no zone", "a clock of 1970"} < shown
    assert not {"hours ago", "implausible", "not worn", "true", "no JSON"} & shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("open", "ON"),
        ("Closed", "OFF"),
        (True, "ON"),
        (False, "OFF"),
        ("true", "ON"),
        (1, "ON"),
        (0, "OFF"),
        (None, ""),
        ("ajar", ""),
        (7, ""),
        ([], ""),
    ],
)
def test_a_door_is_open_or_closed_in_every_word_for_it_and_in_no_other(value: object, shown: str) -> None:
    assert rendered(of("door", DeviceKind.DOOR), {"door": value}, NOW) == shown
    assert expected({"door": value}, "door", NOW) == {"ON": 1.0, "OFF": 0.0, "": None}[shown]


def test_an_sos_is_shown_however_old_it_is_and_what_is_no_sos_is_not() -> None:
    old = {"sos": True, "ts": "2026-11-23T20:00:00Z"}
    assert rendered(of("sos"), old, NOW) == "ON"
    assert rendered(of("sos"), [{"heart_rate": 70}, old, {"sos": False}, old], NOW) == "ON"
    none: list[object] = [{"sos": False}, {"sos": None}, {}, [], "sos"]
    assert [rendered(of("sos"), one, NOW) for one in none] == [""] * 5


def test_a_word_of_consciousness_stays_until_another_is_said() -> None:
    consciousness = of("consciousness", DeviceKind.MONITOR)
    assert rendered(consciousness, {"consciousness": "Pain"}, NOW) == "pain"
    assert rendered(consciousness, {"heart_rate": 70}, NOW, was="pain") == "pain"
    assert rendered(consciousness, {"consciousness": "asleep"}, NOW, was="unavailable") == "None"


@pytest.mark.parametrize(
    ("word", "shown"), [("online", "online"), (" Offline", "offline"), ({"state": "Online"}, "online"), ("", "")]
)
def test_a_device_is_there_in_both_forms_of_saying_so(word: object, shown: str) -> None:
    assert rendered(AVAILABILITY, word, NOW) == shown


def test_every_metric_of_every_kind_has_a_template_that_takes_its_plausible_ends_and_nothing_beyond() -> None:
    for kind, fields in KINDS.items():
        for field in fields:
            metric = METRICS[field.metric]
            if metric.kind not in {"gauge", "counter"}:
                continue
            ends = [rendered(of(field.metric, kind), {field.key: one}, NOW) for one in (metric.lowest, metric.highest)]
            assert ends == [f"{metric.lowest:g}", f"{metric.highest:g}"]
            for beyond in (metric.lowest - 1, metric.highest + 1):
                assert rendered(of(field.metric, kind), {field.key: beyond}, NOW) == ""
