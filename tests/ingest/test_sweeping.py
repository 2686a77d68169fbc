"""Ingest removes the readings of those who are erased, a piece a round, between two batches."""

from datetime import timedelta

from domain.readings import Report
from ingest.intake import Intake
from ingest.service import Rounds
from mqtt.facts import LineFacts
from store.readings import ReadingStore
from store.records import Records
from store.records.erasure import LET_GO
from tests.ingest.messages import NOW
from tests.neighbourhood import COMMUNITY_STAFF, MRS_LIN, OTHER_WATCH, WATCH


def test_the_rounds_remove_them_and_what_came_late(intake: Intake, records: Records, readings: ReadingStore) -> None:
    rounds = Rounds(intake=intake, records=records, readings=readings, line=LineFacts, expire_every=timedelta(hours=1))
    _measure(readings)
    records.erasure.erase(MRS_LIN, COMMUNITY_STAFF, NOW)
    rounds(NOW)
    assert [one.device for one in readings.latest([WATCH, OTHER_WATCH])] == [OTHER_WATCH]
    _measure(readings)
    for seconds in range(0, LET_GO // timedelta(seconds=1) + 40, 10):
        rounds(NOW + timedelta(seconds=seconds))
    assert [one.device for one in readings.latest([WATCH, OTHER_WATCH])] == [OTHER_WATCH]
    assert records.erasure.unfinished() == []


def _measure(readings: ReadingStore) -> None:
    readings.append(
        [
            Report(device=one, observed_at=NOW, received_at=NOW, values={"heart_rate": 70.0})
            for one in (WATCH, OTHER_WATCH)
        ]
    )
