"""What could not be taken is kept for a person to look at: bounded, and counted for ever."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.readings import Quarantined
from store.records import Records
from store.records.findings import KEPT, Sighting, Unclaimed

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def poison(number: int = 1, payload: bytes = b"\xff\x00nonsense", detail: str = "") -> Quarantined:
    reason = "not_json" if number % 2 else "implausible"
    return Quarantined(
        device="lin-lane.watch",
        topic="t",
        reason=reason,
        detail=detail or str(number),
        payload=payload,
        received_at=NOW,
    )


def sighting(number: int, payload: bytes = b"{}", count: int = 1) -> Sighting:
    at = NOW + timedelta(seconds=number)
    return Sighting(device="lin-lane.new", site="lin-lane", topic="t", payload=payload, at=at, count=count)


def test_quarantined_payloads_are_kept_as_they_came(any_records: Records) -> None:
    any_records.findings.quarantine([poison(1), poison(2)])
    any_records.findings.quarantine([])
    assert any_records.findings.quarantined() == [poison(2), poison(1)]
    assert any_records.findings.quarantined(limit=1) == [poison(2)]


def test_the_newest_are_kept_and_all_are_counted(any_records: Records) -> None:
    any_records.findings.quarantine([poison(number) for number in range(KEPT + 500)])
    any_records.findings.quarantine([poison(number) for number in range(KEPT + 500, KEPT + 510)])
    kept = any_records.findings.quarantined(limit=5000)
    assert len(kept) == KEPT
    assert (kept[0].detail, kept[-1].detail) == (str(KEPT + 509), "510")
    assert any_records.findings.reasons() == {"implausible": 755, "not_json": 755}


def test_entries_are_found_by_their_number_device_and_reason(any_records: Records) -> None:
    any_records.findings.quarantine([poison(number) for number in range(5)])
    kept = any_records.findings.kept()
    assert [one.entry for one in kept] == [poison(number) for number in (4, 3, 2, 1, 0)]
    assert any_records.findings.kept(before=kept[2].number) == kept[3:]
    assert any_records.findings.kept(number=kept[1].number) == [kept[1]]
    assert len(any_records.findings.kept(reason="implausible", device="lin-lane.watch")) == 3
    assert any_records.findings.kept(device="lin-lane.other") == []


def test_a_message_that_was_taken_leaves_nothing_and_its_neighbours_stay(any_records: Records) -> None:
    later = replace(poison(2), received_at=NOW + timedelta(seconds=1))
    any_records.findings.quarantine([poison(1), poison(2), poison(1, payload=b"other"), later])
    assert any_records.findings.let_go(poison(1)) == 2
    assert any_records.findings.let_go(poison(1)) == 0
    assert any_records.findings.quarantined() == [later, poison(1, payload=b"other")]
    assert sum(any_records.findings.reasons().values()) == 4, "what was counted stays counted"


def test_what_a_database_cannot_hold_is_kept_readable(any_records: Records) -> None:
    any_records.findings.quarantine([poison(payload=b"\x00" * 70_000, detail="a\0b\ud800")])
    [kept] = any_records.findings.quarantined()
    assert (len(kept.payload), kept.detail) == (4096, "a\N{REPLACEMENT CHARACTER}b?")


def test_an_unclaimed_device_is_one_row_with_its_last_payload(any_records: Records) -> None:
    any_records.findings.unclaimed([sighting(2, b"second"), sighting(1, b"first", count=5)])
    any_records.findings.unclaimed([sighting(0, b"late")])
    assert any_records.findings.list_unclaimed() == [
        Unclaimed(
            device="lin-lane.new",
            site="lin-lane",
            topic="t",
            payload=b"second",
            first_seen_at=NOW,
            last_seen_at=NOW + timedelta(seconds=2),
            count=7,
        )
    ]


def test_unclaimed_devices_are_bounded_and_the_last_heard_come_first(any_records: Records) -> None:
    many = [
        Sighting(device=f"lin-lane.{n:04}", site="lin-lane", topic="t", payload=b"", at=NOW + timedelta(seconds=n))
        for n in range(KEPT + 5)
    ]
    any_records.findings.unclaimed(many)
    listed = any_records.findings.list_unclaimed(limit=5000)
    assert (len(listed), listed[0].device, listed[-1].device) == (KEPT, "lin-lane.1004", "lin-lane.0005")
    assert len(any_records.findings.list_unclaimed(limit=3)) == 3
