"""The console's file: what a line holds, and that the file stays small."""

import json
from pathlib import Path
from threading import Thread

import pytest

from alerts.channels.console import KEEP, ConsoleChannel
from alerts.channels.failures import TemporaryFailure
from alerts.channels.parcel import ChannelSettings
from alerts.channels.registry import CHANNELS
from alerts.delivery_parcels import parcel_of
from domain.notifications import ChannelKind
from tests.alerts.delivery_cast import NOW, a_message, an_alert

PARCEL = parcel_of(a_message(an_alert()), NOW)


@pytest.fixture
def console(tmp_path: Path) -> ConsoleChannel:
    return ConsoleChannel(ChannelSettings(deadline=1.0, console_file=tmp_path / "data" / "console.jsonl"))


def _lines(folder: Path) -> list[dict[str, object]]:
    text = (folder / "data" / "console.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_line_says_who_is_told_what(console: ConsoleChannel, tmp_path: Path) -> None:
    console.send(PARCEL)
    [line] = _lines(tmp_path)
    assert (line["to"], line["title"], line["body"]) == ("王管家", PARCEL.title, PARCEL.body)
    assert line["id"] == PARCEL.id
    assert str(line["at"]).endswith("+00:00")


def test_the_file_stays_bounded(console: ConsoleChannel, tmp_path: Path) -> None:
    for _ in range(3 * KEEP):
        console.send(PARCEL)
    assert KEEP <= len(_lines(tmp_path)) < 2 * KEEP


def test_lines_of_several_writers_stay_whole(console: ConsoleChannel, tmp_path: Path) -> None:
    def write() -> None:
        for _ in range(20):
            console.send(PARCEL)

    writers = [Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(_lines(tmp_path)) == 80


def test_a_file_that_cannot_be_written_is_temporary(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(TemporaryFailure):
        ConsoleChannel(ChannelSettings(deadline=1.0, console_file=tmp_path / "data" / "console.jsonl")).send(PARCEL)


def test_every_kind_has_its_channel() -> None:
    assert set(CHANNELS) == set(ChannelKind)
