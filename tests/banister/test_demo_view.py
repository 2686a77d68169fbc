"""What the demo draws, on terminals large and small."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from banister.demo_ladder import LadderLine, Rung
from banister.demo_view import AlertLine, Moment, ResidentLine, ToldLine, picture
from domain.severity import Severity

NAMES = ("陈桂兰", "何淑芬", "何志远", "黄美珍", "林秀英", "孙建华", "吴德明", "徐玉兰", "张福国")
RUNGS = (
    Rung(name="building", told_at="12:43:00"),
    Rung(name="deputy+grid", told_at="12:43:18"),
    Rung(name="community", told_at=""),
    Rung(name="street", told_at=""),
)
LADDER = LadderLine(
    who="张福国", what="spo2_low", rungs=RUNGS, state="nobody has answered", is_answered=False, due=12.0
)
ANSWERED = replace(LADDER, who="林秀英", state="steward-wang is on it", is_answered=True)
VALUES = ("67", "98", "123/83", "36.5", "4698", "closed")


def moment() -> Moment:
    alert = AlertLine(
        id="1",
        severity=Severity.CRITICAL,
        technical=False,
        who="张福国",
        what="diastolic_pressure_high 122 (limit 110)",
        state="acknowledged by steward-wang",
        since="12:43:09",
    )
    return Moment(
        at=datetime(2026, 11, 24, 8, tzinfo=UTC),
        columns=("pulse", "SpO2 %", "mmHg", "°C", "steps", "door"),
        residents=[ResidentLine(name=name, flat="1单元303", values=VALUES, age=3) for name in NAMES],
        alerts=[alert] * 9,
        told=[
            ToldLine(at=f"12:43:{n:02}", to="王建国", text="!!! 危急（加重）：张福国 舒张压 122 mmHg") for n in range(9)
        ],
        readings=58_004,
        ladders=(LADDER, ANSWERED),
        status="heard of: alerts 0 s ago, ingest 0 s ago",
    )


def drawn(width: int, height: int | None) -> list[str]:
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(picture(moment(), height))
    return capture.get().splitlines()


@pytest.mark.parametrize(("width", "height"), [(80, 24), (80, 30), (100, 40), (200, 60)])
def test_it_fits_the_terminal_and_ends_with_the_newest_message(width: int, height: int) -> None:
    lines = drawn(width, height)
    text = "\n".join(lines)

    assert len(lines) < height
    assert "12:43:08" in text
    assert "critical" in text


def test_who_has_an_alert_is_shown_before_the_others_where_there_is_no_room_for_all() -> None:
    lines = drawn(80, 24)

    assert [line for line in lines if "张福国" in line and "123/83" in line]
    assert any("more residents" in line for line in lines)


def test_a_page_without_an_end_shows_everybody() -> None:
    assert all(any(name in line for line in drawn(120, None)) for name in NAMES)


def test_the_ladder_says_who_was_told_who_is_next_and_that_nobody_has_answered() -> None:
    (line,) = [line for line in drawn(160, 50) if "nobody has answered" in line]

    assert "building 12:43:00 → deputy+grid 12:43:18 → community in 12 s → street" in line
    assert any("waits are 1/10 of the real ones" in line for line in drawn(160, 50))
    assert any("steward-wang is on it" in line and " in 12 s" not in line for line in drawn(160, 50))
