"""InfluxDB: the contract where a server is given, and the write path's errors against a stand-in always."""

import json
import os
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.client.write.point import Point
from influxdb_client.domain.write_precision import WritePrecision

from domain.errors import StoreAway
from domain.metrics import MetricClass
from domain.readings import Report
from store import influx_readings
from store.influx_lines import device_of, lines_of, tag_of
from store.influx_readings import InfluxReadings
from tests.store.influx_stand_in import DONE, Answer, Asked, StandIn, problem, stand_in
from tests.store.readings_contract import AWKWARD, DAY, MINUTE, T0, WATCH, ReadingsContract, pulses, report

KEEP = {MetricClass.VITAL: 30 * DAY, MetricClass.ACTIVITY: 20 * DAY, MetricClass.TECHNICAL: 10 * DAY}
SERVER = [os.environ.get(f"INFLUXDB_V2_{name}") for name in ("URL", "TOKEN", "ORG")]


@pytest.fixture
def server() -> Iterator[StandIn]:
    with stand_in() as one:
        yield one


@pytest.fixture
def stand(server: StandIn) -> Iterator[InfluxReadings]:
    """Give a store on the stand-in."""
    one = InfluxReadings(url=server.url, token="t", org="o", bucket="b", keep=KEEP, timeout=timedelta(seconds=5))
    with one:
        yield one


@pytest.mark.skipif(not all(SERVER), reason="INFLUXDB_V2_URL, _TOKEN and _ORG name no server")
class TestInfluxReadings(ReadingsContract):
    """Collects the contract, on a bucket made for each test."""

    @pytest.fixture
    def store(self) -> Iterator[InfluxReadings]:
        url, token, org = (str(one) for one in SERVER)
        name = f"banister-test-{uuid.uuid4()}"
        with InfluxDBClient(url, token=token, org=org) as client:
            bucket = client.buckets_api().create_bucket(bucket_name=name, org=org)
            with InfluxReadings(url=url, token=token, org=org, bucket=name, keep=KEEP) as one:
                yield one
            client.buckets_api().delete_bucket(bucket)


def poison(line: str) -> bool:
    return "value=66" in line


def picky(asked: Asked) -> Answer:
    """Refuse a whole batch for one line, as InfluxDB does."""
    return problem(400, "unable to parse") if any(map(poison, asked.body.split("\n"))) else DONE


@pytest.mark.parametrize("device", [WATCH, "a,b=c d.林家大门", AWKWARD, "100%", "tail\\"])
def test_lines_are_written_as_the_client_would(device: str) -> None:
    said = report(
        T0, {"heart_rate": 72.0, "body_temperature": 36.65, "steps": 1e5}, device=device, received_at=T0 + DAY
    )
    point: Any = Point  # it has no types
    expected = [
        point({"steps": "activity"}.get(metric, "vital"))
        .tag("device", tag_of(device))
        .tag("metric", metric)
        .field("delay", 86_400_000)
        .field("value", value)
        .time(T0, WritePrecision.MS)
        .to_line_protocol()
        for metric, value in said.values.items()
    ]
    assert lines_of(said) == expected
    assert device_of(tag_of(device)) == device


def test_a_batch_is_one_request_with_milliseconds(stand: InfluxReadings, server: StandIn) -> None:
    appended = stand.append([*pulses([60, 61]), report(T0, {})])
    assert (appended.readings, appended.refused) == (2, ())
    (asked,) = server.asked
    assert "precision=ms" in asked.path
    assert server.lines() == [line for one in pulses([60, 61]) for line in lines_of(one)]


def test_nothing_to_write_is_no_request(stand: InfluxReadings, server: StandIn) -> None:
    assert stand.append([report(T0, {})]).readings == 0
    assert server.asked == []


def test_poison_is_found_and_its_neighbours_are_written(stand: InfluxReadings, server: StandIn) -> None:
    server.answer = picky
    said = pulses(range(60, 80))
    appended = stand.append(said)
    assert [refusal.report for refusal in appended.refused] == [said[6]]
    assert "unable to parse" in appended.refused[0].reason
    assert appended.readings == 19
    written = {line for one in server.asked if picky(one) is DONE for line in one.body.split("\n")}
    assert written == {line for one in said for line in lines_of(one) if not poison(line)}


def test_the_search_for_poison_is_bounded(
    stand: InfluxReadings, server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(influx_readings, "MOST_REQUESTS", 9)
    server.answer = lambda _: problem(422, "beyond retention")
    appended = stand.append(pulses(range(60, 90)))
    assert (appended.readings, len(appended.refused)) == (0, 30)
    assert len(server.asked) < 30


def test_a_batch_that_is_too_large_goes_in_parts(stand: InfluxReadings, server: StandIn) -> None:
    server.answer = lambda asked: problem(413, "too large") if asked.body.count("\n") > 3 else DONE
    appended = stand.append(pulses(range(60, 80)))
    assert (appended.readings, appended.refused) == (20, ())


@pytest.mark.parametrize("status", [401, 403, 404, 408, 429, 500, 502, 503, 504])
def test_what_passes_is_away_and_refuses_nothing(stand: InfluxReadings, server: StandIn, status: int) -> None:
    server.answer = lambda _: problem(status, "not now", Retry_After="7")
    with pytest.raises(StoreAway, match=rf"{status} not now \(again after 7 s\)"):
        stand.append(pulses([60]))
    with pytest.raises(StoreAway):
        stand.check()
    server.answer = lambda _: DONE
    stand.check()
    assert stand.append(pulses([60])).readings == 1


def test_a_server_that_fails_amid_the_search_is_away(stand: InfluxReadings, server: StandIn) -> None:
    server.answer = lambda asked: picky(asked) if len(server.asked) < 4 else problem(503)
    with pytest.raises(StoreAway):
        stand.append(pulses(range(60, 80)))


def test_a_connection_that_is_reset_is_away(stand: InfluxReadings, server: StandIn) -> None:
    server.answer = lambda _: None
    with pytest.raises(StoreAway):
        stand.append(pulses([60]))


def test_a_server_that_does_not_answer_in_time_is_away(server: StandIn) -> None:
    done = threading.Event()

    def slow(_: Asked) -> Answer:
        done.wait(30)
        return DONE

    server.answer = slow
    hasty = timedelta(milliseconds=200)
    store = InfluxReadings(url=server.url, token="t", org="o", bucket="b", keep=KEEP, timeout=hasty)
    with store, pytest.raises(StoreAway):
        store.append(pulses([60]))
    done.set()


@pytest.mark.parametrize("status", [200, 202, 302])
def test_only_204_means_that_readings_rest(stand: InfluxReadings, server: StandIn, status: int) -> None:
    server.answer = lambda _: (status, {}, "<html>welcome</html>")
    with pytest.raises(StoreAway, match=str(status)):
        stand.append(pulses([60]))


def test_an_error_page_in_another_encoding_is_away(stand: InfluxReadings, server: StandIn) -> None:
    server.answer = lambda _: (502, {}, "网关错误".encode("gbk"))
    with pytest.raises(StoreAway):
        stand.append(pulses([60]))


def test_an_answer_that_drips_is_cut(server: StandIn) -> None:
    server.answer, server.drip = lambda _: problem(503, "x" * 20_000), 10
    hasty = timedelta(milliseconds=300)
    store = InfluxReadings(url=server.url, token="t", org="o", bucket="b", keep=KEEP, timeout=hasty)
    began = time.monotonic()
    with store, pytest.raises(StoreAway):
        store.append(pulses([60]))
    assert time.monotonic() - began < 50  # all of it would take a hundred seconds


def test_a_search_that_takes_too_long_loses_nothing(
    stand: InfluxReadings, server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(influx_readings, "SEARCH_SECONDS", 0.0)
    server.answer = lambda _: problem(400, "unable to parse")
    with pytest.raises(StoreAway, match="too slow"):
        stand.append(pulses(range(60, 90)))


def test_a_server_that_is_not_there_is_away() -> None:
    with stand_in() as gone:
        url = gone.url
    with InfluxReadings(url=url, token="t", org="o", bucket="b", keep=KEEP) as store:
        for call in (store.check, lambda: store.append(pulses([60])), lambda: store.latest([WATCH])):
            with pytest.raises(StoreAway):
                call()


def test_what_rested_before_a_crash_is_written_again_by_the_same_key(stand: InfluxReadings, server: StandIn) -> None:
    """The store says 204, we die before the acknowledgement, the broker sends again: the very same lines."""
    said: list[Report] = pulses([60, 61])
    stand.append(said)
    stand.append(said)
    assert server.lines()[:2] == server.lines()[2:]


def test_each_class_is_deleted_by_its_own_age_once_a_day(stand: InfluxReadings, server: StandIn) -> None:
    for now in (T0, T0 + MINUTE, T0 + DAY):
        stand.expire(now)
    asked = [one.body for one in server.asked if "/delete" in one.path]
    assert len(asked) == 6
    assert '_measurement=\\"vital\\"' in asked[0]
    assert "2026-10-25T00:00:00" in asked[0]


def test_a_device_is_erased_by_a_predicate_that_names_it_alone(stand: InfluxReadings, server: StandIn) -> None:
    stand.erase(AWKWARD, T0, T0 + DAY)
    asked = [json.loads(one.body) for one in server.asked if "/delete" in one.path]
    tag = 'zigbee2mqtt.林家 大门/a,b=c\\"d%5C'
    assert [one["predicate"] for one in asked] == [
        f'_measurement="{name}" AND device="{tag}"' for name in ("vital", "activity", "technical")
    ]
    assert asked[0]["stop"].startswith("2026-11-24T23:59:59.999")


def csv(*tables: str) -> Answer:
    return 200, {"content-type": "text/csv"}, "\r\n\r\n".join(tables).replace("\n", "\r\n") + "\r\n"


LATEST = """#datatype,string,long,dateTime:RFC3339,{kind},string,string,string
#group,false,false,false,false,true,true,true
#default,_result,,,,,,
,result,table,_time,_value,_field,device,metric
,,{n},2026-11-24T00:00:00.123Z,{value},{field},{device},heart_rate
"""
BUCKETS = """#datatype,string,long,dateTime:RFC3339,{kind}
#group,false,false,false,false
#default,{name},,,
,result,table,_time,_value
,,0,2026-11-24T00:20:00Z,{value}
"""


def test_latest_is_put_together_from_values_and_delays(stand: InfluxReadings, server: StandIn) -> None:
    of = {"device": tag_of("tail\\")}
    server.answer = lambda _: csv(
        LATEST.format(kind="double", n=0, value=72.5, field="value", **of),
        LATEST.format(kind="long", n=1, value=1500, field="delay", **of),
    )
    (one,) = stand.latest(["tail\\"])
    assert (one.device, one.metric, one.value) == ("tail\\", "heart_rate", 72.5)
    assert one.received_at - one.observed_at == timedelta(milliseconds=1500)


def test_buckets_are_put_together_from_four_results(stand: InfluxReadings, server: StandIn) -> None:
    numbers = {"minimum": ("double", 60), "mean": ("double", 65), "maximum": ("double", 70), "count": ("long", 2)}
    server.answer = lambda _: csv(
        *(BUCKETS.format(name=name, kind=kind, value=value) for name, (kind, value) in numbers.items())
    )
    (one,) = stand.buckets(WATCH, "heart_rate", T0 + 20 * MINUTE, T0 + DAY, timedelta(hours=1))
    assert (one.start, one.minimum, one.mean, one.maximum, one.count) == (T0, 60, 65, 70, 2)


def test_names_go_beside_the_question_and_never_into_it(stand: InfluxReadings, server: StandIn) -> None:
    evil = '") |> drop() // ${}'
    server.answer = lambda _: csv("")
    assert stand.latest([evil]) == []
    assert stand.series(evil, "heart_rate", T0, T0 + DAY) == []
    for asked in server.asked:
        body = json.loads(asked.body)
        assert "drop()" not in body["query"]
        assert any(evil in str(one) for one in body["extern"]["body"])
