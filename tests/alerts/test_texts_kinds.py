"""Each kind of rule is said with the numbers that explain it."""

import pytest

from alerts.texts import compose
from alerts.texts_group import SHOWN, compose_group
from alerts.texts_numbers import span
from alerts.texts_zh import CHINESE
from domain.alerts import Alert
from domain.defaults import default_rules
from domain.limits import Side
from domain.notifications import Reason
from domain.rules import LimitRule, RuleKind
from domain.severity import Severity
from domain.subjects import area_subject
from tests.alerts.delivery_cast import NOW, a_message, a_move, an_alert


def _kind(kind: RuleKind, metric: str, value: float | None = None, **facts: float) -> Alert:
    return an_alert(rule="x", kind=kind, metric=metric, value=value, facts=facts, limit=None, severity=Severity.WARNING)


@pytest.mark.parametrize(
    ("alert", "zh", "en"),
    [
        (
            _kind(RuleKind.RATE, "systolic_pressure", 165, **{"from": 130, "within_s": 3600}),
            "收缩压 165 mmHg，1 小时内从 130 mmHg 升高",
            "systolic pressure 165 mmHg, up from 130 mmHg within 1 h",
        ),
        (
            _kind(RuleKind.BASELINE, "heart_rate", 118, usual=72, spread=4),
            "心率 118 次/分（这个时段平时约 72 次/分）",
            "heart rate 118/min (72/min usually at this hour)",
        ),
        (
            _kind(RuleKind.SCORE, "news2", 7, known=5),
            "NEWS2 评分至少 7 分（7 项中已知 5 项）",
            "NEWS2 score of at least 7 (5 of 7 known)",
        ),
        (
            _kind(RuleKind.CLOCK, "clock_offset", -28800),
            "设备时钟与实际相差 8 小时",
            "the device's clock is off by 8 h",
        ),
        (
            _kind(RuleKind.GAPS, "missed", 12, within_s=3600),
            "1 小时内缺少 12 次上报",
            "12 reports missing within 1 h",
        ),
        (
            _kind(RuleKind.EXPECTED, "systolic_pressure"),
            "今天还没有收缩压读数",
            "no reading of systolic pressure yet today",
        ),
        (_kind(RuleKind.WORN, "", hours=4), "手表已 4 小时没有佩戴", "the watch has not been worn for 4 h"),
        (_kind(RuleKind.DOOR, "left_open", minutes=12), "家门已开着 12 分钟", "the door has been open for 12 min"),
        (_kind(RuleKind.DOOR, "opened_often", count=4), "今夜家门已打开 4 次", "the door was opened 4 times tonight"),
        (_kind(RuleKind.SYSTEM, "nobody_on_duty"), "该区域无人值守", "nobody is on duty here"),
        (
            _kind(RuleKind.SYSTEM, "nobody_on_duty", in_hours=5, hours=12),
            "5 小时后该区域将无人值守（约 12 小时）",
            "nobody will be on duty here in 5 h, for 12 h",
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Alert) else "",
)
def test_a_rule_is_said_with_its_numbers(alert: Alert, zh: str, en: str) -> None:
    assert zh in compose(a_message(alert), NOW).body
    assert en in compose(a_message(alert, language="en"), NOW).body


def test_a_score_says_its_points_and_that_it_is_a_hint() -> None:
    alert = _kind(RuleKind.SCORE, "news2", 7, known=5, points_spo2=3, points_heart_rate=2)
    body = compose(a_message(alert, language="en"), NOW).body
    assert "Points: heart rate 2, blood oxygen 3. A triage hint" in body


def test_an_unusual_value_says_the_limit_it_has_passed() -> None:
    alert = an_alert(kind=RuleKind.BASELINE, value=118, limit=96, side=Side.ABOVE, facts={"usual": 72.0})
    assert "触及上限 96 次/分" in compose(a_message(alert), NOW).body


def test_numbers_that_are_missing_are_dashes() -> None:
    assert "家门已开着 – 分钟" in compose(a_message(_kind(RuleKind.DOOR, "left_open")), NOW).body


def test_an_alert_about_an_area_names_no_key_and_no_phone() -> None:
    alert = an_alert(
        resident=area_subject("building-3"),
        kind=RuleKind.SYSTEM,
        metric="nobody_on_duty",
        technical=True,
        device="",
        limit=None,
    )
    message = a_message(alert, resident_name="", key_holder="", resident_phone="", place=("林荫社区", "3号楼"))
    body = compose(message, NOW).body
    assert "钥匙" not in body
    assert body.startswith("林荫社区 3号楼\n该区域无人值守")


def test_the_receiver_finds_their_own_link_to_answer_by() -> None:
    body = compose(a_message(an_alert(), acknowledge_link="https://care.example/a/token"), NOW).body
    assert "我来处理（点此应答）：https://care.example/a/token" in body


def test_a_note_that_says_what_muted_it_is_not_read_out() -> None:
    alert = an_alert()
    message = a_message(alert, move=a_move(alert, note="muted: silence 1 until 2026-11-24T03:00:00+00:00"))
    assert "muted" not in compose(message, NOW).body


def test_messages_that_waited_together_are_one_with_the_worst_first() -> None:
    mild = a_message(an_alert(1, severity=Severity.WARNING))
    worse = a_message(an_alert(2), resident_name="张福国")
    text = compose_group([mild, worse], NOW)
    assert text.title == "!!! 2 条通知"
    assert text.body.index("张福国") < text.body.index("林秀英")
    assert "林秀英" not in text.short


def test_one_alone_is_said_as_itself() -> None:
    message = a_message(an_alert(), Reason.ESCALATED)
    assert compose_group([message], NOW) == compose(message, NOW)


def test_a_long_group_counts_the_rest() -> None:
    text = compose_group([a_message(an_alert(number)) for number in range(1, SHOWN + 4)], NOW)
    assert text.body.endswith("……另有 3 条")
    assert text.title == f"!!! {SHOWN + 3} 条通知"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (30, "30 秒"),
        (60, "1 分钟"),
        (90, "90 秒"),
        (3600, "1 小时"),
        (5400, "90 分钟"),
        (28_800, "8 小时"),
        (200_000, "2 天"),
    ],
)
def test_a_stretch_of_time_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    assert span(seconds, CHINESE) == said


def test_where_a_limit_is_from_is_said_in_chinese_for_every_default_rule_that_has_one() -> None:
    sources = {rule.source for rule in default_rules() if isinstance(rule, LimitRule)}
    assert not sorted(sources - set(CHINESE.sources))
