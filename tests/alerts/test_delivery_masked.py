"""What more than one person reads says the least, by whatever channel."""

import pytest

from alerts.delivery_parcels import merged_parcel
from domain.notifications import Channel, ChannelKind
from tests.alerts.delivery_cast import NOW, a_message, an_alert

PRIVATE = ("林秀英", "180", "131", "heart_rate", "心率", "陈阿姨", "13800000000", "NEWS2")


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("kind", ChannelKind)
def test_a_group_reads_where_and_how_bad_and_no_more(kind: ChannelKind, count: int) -> None:
    group = Channel(id="group", person="wang", kind=kind, is_group=True)
    parcel = merged_parcel([a_message(an_alert(n), channel=group) for n in range(1, count + 1)], NOW)
    said = f"{parcel.title} {parcel.body} {parcel.short} {parcel.event}"
    assert "502" in said
    assert "critical" in parcel.event
    assert [one for one in PRIVATE if one in said] == []


def test_a_person_of_their_own_reads_everything() -> None:
    own = Channel(id="own", person="wang", kind=ChannelKind.EMAIL)
    parcel = merged_parcel([a_message(an_alert(), channel=own)], NOW)
    assert "林秀英" in parcel.title
    assert "13800000000" in parcel.body
