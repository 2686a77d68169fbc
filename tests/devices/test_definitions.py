"""Walks every table of every kind and dialect."""

import json
from datetime import UTC, datetime

import pytest

from devices import ALL_DIALECTS, DIALECTS, KINDS, NATIVE_ONLY, decode, dialects_of, filters
from devices.fields import Field, table_of
from devices.theengs_body import THEENGS_BODY, THEENGS_DOOR, THEENGS_SCALE
from devices.zigbee_door import ZIGBEE_DOOR
from domain.errors import BadSettings
from domain.metrics import METRICS, MetricKind
from domain.people import DeviceKind

NOW = datetime(2026, 11, 24, tzinfo=UTC)
NATIVE_FIELDS = [field for fields in KINDS.values() for field in fields]
EVERY_FIELD = [*NATIVE_FIELDS, *ZIGBEE_DOOR, *THEENGS_DOOR, *THEENGS_BODY, *THEENGS_SCALE]


def test_every_kind_of_the_mission_has_a_table() -> None:
    assert set(KINDS) == set(DeviceKind)


@pytest.mark.parametrize("field", EVERY_FIELD, ids=lambda field: str(field.key))
def test_every_field_is_a_metric_of_the_catalogue_with_keys_of_its_own(field: Field) -> None:
    assert field.metric in METRICS
    assert len({field.key, *field.aliases}) == 1 + len(field.aliases)


@pytest.mark.parametrize("field", EVERY_FIELD, ids=lambda field: str(field.key))
def test_every_word_of_a_field_is_a_value_that_is_believed(field: Field) -> None:
    metric = METRICS[field.metric]
    for number in (field.words or {}).values():
        assert number is None or metric.lowest <= number <= metric.highest


def test_native_tables_together_hold_the_whole_catalogue() -> None:
    assert {field.metric for field in NATIVE_FIELDS} == set(METRICS)


@pytest.mark.parametrize("field", NATIVE_FIELDS, ids=lambda field: str(field.key))
def test_every_native_key_is_read(field: Field) -> None:
    metric = METRICS[field.metric]
    said = {MetricKind.STATE: next(iter(metric.states.values()), 0), MetricKind.EVENT: True}.get(
        metric.kind, metric.highest
    )
    for key in (field.key, *field.aliases):
        (report,) = decode("care/v1/site/device/readings", json.dumps({key: said}).encode(), NOW).reports
        assert set(report.values) == {field.metric}


def test_a_key_cannot_mean_two_things() -> None:
    with pytest.raises(ValueError, match="two meanings"):
        table_of([Field(key="hr", metric="heart_rate"), Field(key="hr", metric="respiratory_rate")])


def test_each_dialect_is_registered_under_its_own_name() -> None:
    assert {name: dialect.name for name, dialect in DIALECTS.items()} == {name: name for name in DIALECTS}


def test_filters_are_those_of_the_contract() -> None:
    native = ("care/v1/+/+/readings", "care/v1/+/+/status", "care/v1/+/+/info")
    assert filters(NATIVE_ONLY) == native
    theengs = ("home/+/BTtoMQTT/+", "home/+/LWT")
    assert filters(ALL_DIALECTS) == (*native, "zigbee2mqtt/#", *theengs)
    assert filters(dialects_of(["theengs=east"])) == ("east/+/BTtoMQTT/+", "east/+/LWT")
    assert filters(dialects_of(["zigbee2mqtt=home/zigbee"])) == ("home/zigbee/#",)


@pytest.mark.parametrize("word", ["zwave", "zigbee2mqtt=a/#", "zigbee2mqtt=/a", "native=$SYS"])
def test_a_dialect_that_cannot_be_is_a_bad_setting(word: str) -> None:
    with pytest.raises(BadSettings):
        dialects_of([word])
