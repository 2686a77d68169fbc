"""Every metric belongs to a kind of data, and every text is there in both languages."""

import pytest

from domain.consent_texts import CONSENT_TEXTS, is_known, newest_texts
from domain.consents import Purpose
from domain.kinds_shown import is_shown, shown_values
from domain.metrics import METRICS
from domain.people import Scope

SHOWN = {
    Scope.VITAL_SIGNS: {
        "heart_rate",
        "spo2",
        "systolic_pressure",
        "diastolic_pressure",
        "body_temperature",
        "respiratory_rate",
        "glucose",
        "weight",
        "consciousness",
        "oxygen",
        "sos",
        "fall",
    },
    Scope.ACTIVITY: {"steps", "door", "motion"},
    Scope.ALERTS: {"sos", "fall"},
    Scope.DEVICES: set[str](),
}
OF_DEVICES = {"battery", "worn", "tamper"}


@pytest.mark.parametrize("scope", Scope)
def test_each_kind_of_data_shows_its_metrics_and_what_devices_say_of_themselves(scope: Scope) -> None:
    assert {metric for metric in METRICS if is_shown(metric, {scope})} == SHOWN[scope] | OF_DEVICES


def test_nothing_is_shown_without_a_kind_and_no_metric_is_left_out() -> None:
    assert not any(is_shown(metric, frozenset()) for metric in METRICS)
    assert not is_shown("mood", frozenset(Scope))
    assert all(is_shown(metric, frozenset(Scope)) for metric in METRICS)


def test_of_a_report_only_what_is_agreed_to_is_left() -> None:
    assert shown_values({"heart_rate": 70, "steps": 3}, {Scope.ACTIVITY}) == {"steps": 3}


@pytest.mark.parametrize("purpose", Purpose)
def test_the_newest_text_of_a_purpose_is_there_in_both_languages(purpose: Purpose) -> None:
    newest = newest_texts(purpose)
    assert {one.language for one in newest} == {"zh-CN", "en"}
    assert is_known(purpose, newest[0].version)
    assert not is_known(purpose, "1999-01")


def test_a_version_has_one_text_in_a_language() -> None:
    keys = [(one.purpose, one.version, one.language) for one in CONSENT_TEXTS]
    assert len(keys) == len(set(keys))
