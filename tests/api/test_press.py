"""A sheet on paper: whatever people are called, and whatever fonts a machine has."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.problems import Problem
from api.reports.legible import MISSING, legible
from api.reports.press import Press
from api.reports.sentences import sentence, words_of
from api.reports.sheet import Whose, sheet
from domain.people import Person, Role
from domain.weeks import State, Week, whole
from store.week_reports import WeekReport

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
HOSTILE = [
    '#eval("panic()")',
    "#panic(1) $x^2$ *bold* _it_ `raw` <label> @ref \\ // /* ] ) }",
    "\"quotes\" 'and' “more” {{braces}}",
    "\u202eمرحبا\u202c العربية",
    "👵🏻❤️ 林奶奶 \ud83d",
    "王" * 500,
    "\x00\x1b[31m\n\t\u2028",
    "",
]


@pytest.fixture(scope="module")
def press() -> Press:
    """Draw with the font that comes with us, and no other: as on a machine without any."""
    return Press(of_the_system=False)


def _sheet(name: str, language: str = "zh-CN") -> dict[str, Any]:
    week = Week(last=date(2026, 11, 23), zone=ZoneInfo("Asia/Shanghai"))
    report = WeekReport(
        resident="r",
        week=week,
        whole=whole((), (), ()),
        vitals=(),
        home=(),
        alerts=(),
        more_alerts=0,
        devices=(),
        answerers=MappingProxyType({}),
        stewards=(Person(id="s", name=name, role=Role.STEWARD, phone=name),),
    )
    return sheet(report, Whose(name=name, place=name, left_out=()), words_of(language), NOW)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_is_anything_but_a_name(press: Press, name: str, language: str) -> None:
    assert press.pdf(_sheet(name, language)).startswith(b"%PDF-")


def test_a_name_like_code_stands_there_letter_by_letter(press: Press) -> None:
    (code,) = press.draw(_sheet("#str(1)"), "png")
    (said,) = press.draw(_sheet("1"), "png")
    assert code != said


def test_chinese_is_drawn_as_letters_and_not_as_boxes(press: Press) -> None:
    (one,) = press.draw(_sheet("林秀英"), "png")
    (other,) = press.draw(_sheet("陈桂兰"), "png")
    assert one != other, "boxes would look the same"


def test_what_no_font_can_show_is_shown_as_missing() -> None:
    assert legible("林👵英\U0010fffd") == f"林{MISSING}英{MISSING}"
    assert legible({"a": ["x\u202ey\x07", 1, None]}) == {"a": ["xy", 1, None]}


def test_without_a_font_nothing_is_drawn() -> None:
    with pytest.raises(Problem) as refused:
        Press([], of_the_system=False).pdf(_sheet("林秀英"))
    assert refused.value.kind.status == 503


def test_both_languages_have_every_word() -> None:
    chinese, english = words_of("zh"), words_of("en-GB")
    for name in ("labels", "metrics", "units", "severities", "ended", "against", "devices", "rules", "sides", "lead"):
        assert getattr(chinese, name).keys() == getattr(english, name).keys(), name


def test_usual_is_said_of_no_more_than_is_known() -> None:
    known = whole((), (), ())
    said = [
        sentence(replace(known, state=State.CALM, measured=2, judged=judged), words_of("en")) for judged in (0, 1, 2)
    ]
    assert ["too few" in said[0], "what can be compared" in said[1], "all readings" in said[2]] == [True] * 3
