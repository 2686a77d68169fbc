"""Topics: built and read by the contract, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mqtt.topics import (
    AlertTopic,
    BadId,
    DeviceTopic,
    ServiceTopic,
    alert_topic,
    all_readings,
    check_device,
    check_site,
    device_subject,
    device_topic,
    read_topic,
    service_topic,
)

ids = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,63}", fullmatch=True)


@given(
    ids.filter(lambda site: site != "service"),
    ids.filter(lambda device: device != "alerts"),
    st.sampled_from(["readings", "status", "info"]),
)
def test_a_device_topic_is_read_back_as_it_was_built(site: str, device: str, leaf: str) -> None:
    assert read_topic(device_topic(site, device, leaf)) == DeviceTopic(site, device, leaf)


@given(st.text())
def test_reading_a_topic_never_fails(topic: str) -> None:
    read_topic(topic)
    read_topic(f"care/v1/{topic}")


def test_alerts_and_services_have_topics_of_their_own() -> None:
    assert read_topic(alert_topic("site", "a-1")) == AlertTopic("site", "a-1")
    assert read_topic(service_topic("ingest")) == ServiceTopic("ingest")


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "care/v1/site/w1",
        "care/v1/site/w1/readings/x",
        "care/v2/site/w1/readings",
        "care/v1/site/w1/other",
        "care/v1/Site/w1/readings",
        "care/v1/site/w.1/readings",
        "care/v1//w1/readings",
        "care/v1/service/ingest/readings",
        "care/v1/site/w1/readings\n",
        "zigbee2mqtt/door",
    ],
)
def test_any_other_topic_is_none_of_ours(topic: str) -> None:
    assert read_topic(topic) is None


@pytest.mark.parametrize("text", ["", "A", "-a", "a.b", "a/b", "+", "#", "a b", "a" * 65, "门", "a\n"])
def test_an_id_that_a_topic_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(BadId):
        check_site(text)
    with pytest.raises(BadId):
        check_device(text)


def test_reserved_words_are_refused_where_they_would_be_mistaken() -> None:
    with pytest.raises(BadId, match="reserved"):
        check_site("service")
    with pytest.raises(BadId, match="reserved"):
        check_device("alerts")
    assert (check_site("alerts"), check_device("service")) == ("alerts", "service")


def test_filters_and_permissions_cover_what_they_say() -> None:
    assert all_readings() == "care/v1/+/+/readings"
    assert all_readings("north") == "care/v1/north/+/readings"
    assert device_subject("north", "w1") == "care.v1.north.w1.>"
