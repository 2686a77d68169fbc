"""Every message can be said in every language, and says what its reader needs."""

import dataclasses
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.texts import compose, words_for
from alerts.texts_en import ENGLISH
from alerts.texts_numbers import number
from alerts.texts_words import Words
from alerts.texts_zh import CHINESE
from domain.alerts import Alert, AlertState
from domain.defaults import default_rules
from domain.metrics import METRICS
from domain.notifications import Message, Reason
from domain.people import AreaKind, DeviceKind
from domain.rules import LimitRule, Rule, RuleKind
from domain.severity import Severity
from domain.time_rules import DoorWatch, SystemWatch
from tests.alerts.delivery_cast import NOW, a_message, a_move, an_alert

LANGUAGES = (CHINESE, ENGLISH)
HAN = re.compile(r"[\u4e00-\u9fff]")


def _alert_of(rule: Rule, *, late: bool) -> Alert:
    limit = rule.limits[-1] if isinstance(rule, LimitRule) else None
    return an_alert(
        rule=rule.id,
        kind=rule.kind,
        side=rule.side if isinstance(rule, LimitRule) else None,
        facts=FACTS,
        metric=getattr(rule, "metric", ""),
        severity=getattr(rule, "severity", Severity.CRITICAL),
        technical=rule.technical,
        limit=limit.fires_at if limit else None,
        value=limit.fires_at if limit else None,
        limit_source=rule.source,
        late=late,
    )


FACTS = {
    "from": 120.0,
    "within_s": 3600.0,
    "usual": 72.0,
    "spread": 4.0,
    "known": 5.0,
    "points_spo2": 3.0,
    "hours": 26.0,
    "minutes": 12.0,
    "count": 4.0,
    "of": 6.0,
}
RULES = {rule.id: rule for rule in default_rules()}


def _said(message: Message) -> str:
    text = compose(message, NOW)
    return "\n".join((text.title, text.body, text.short))


@pytest.mark.parametrize("age", ["late", "fresh"])
@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_reason_and_language_has_its_words(rule: str, language: str, reason: Reason, age: str) -> None:
    alert = _alert_of(RULES[rule], late=age == "late")
    said = _said(a_message(alert, reason, language=language, resident_name="Lin", place=("Lane", "3", "502")))
    assert "{" not in said
    assert "None" not in said
    assert "_" not in said, "a name of the catalogue is no word"


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
def test_a_language_knows_every_word(words: Words) -> None:
    gauges = {name for name, metric in METRICS.items() if metric.lowest != 1.0}
    assert set(words.metrics) == gauges
    assert set(words.events) == set(METRICS) - gauges
    assert {metric.unit for metric in METRICS.values()} <= set(words.units)
    assert set(words.severities) == set(Severity)
    assert set(words.devices) == set(DeviceKind)
    assert set(words.answerers) == set(AreaKind)
    assert set(words.reasons) == set(Reason)
    assert set(words.doors) == set(DoorWatch)
    assert set(words.systems) == set(SystemWatch)


def test_chinese_is_chinese_and_english_is_not() -> None:
    table = dataclasses.asdict(ENGLISH)
    assert not HAN.search(str(table))
    sentences = [value for value in dataclasses.asdict(CHINESE).values() if isinstance(value, str) and "{" in value]
    assert all(HAN.search(one) or one in {CHINESE.value, CHINESE.who_where} for one in sentences)


def test_the_steward_reads_who_where_what_limit_since_when_whom_to_call_and_the_link() -> None:
    text = compose(a_message(an_alert()), NOW)
    assert text.title == "!!! 危急：林秀英 心率 180 次/分"
    assert text.body.splitlines() == [
        "林秀英（林荫社区 3号楼 502）",
        "心率 180 次/分，触及上限 131 次/分（依据：NEWS2）",
        "从 10:20 开始（3 分钟前）",
        "钥匙保管：陈阿姨；电话：13800000000",
        "https://care.example/app/alerts/alert-1",
    ]


def test_the_same_in_english() -> None:
    text = compose(a_message(an_alert(), language="en"), NOW)
    assert text.title == "!!! Critical: 林秀英 heart rate 180/min"
    assert "at or past the upper limit of 131/min (from: NEWS2)" in text.body
    assert "Since 10:20 (3 min ago)" in text.body


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("rule", sorted(RULES))
def test_groups_read_no_name_no_value_and_no_diagnosis(rule: str, language: str) -> None:
    short = compose(a_message(_alert_of(RULES[rule], late=False), language=language), NOW).short
    words = words_for(language)
    assert "502" in short
    assert short.endswith("https://care.example/app/alerts/alert-1")
    assert "林秀英" not in short
    assert not [name for name in words.metrics.values() if name in short]
    assert not re.search(r"\d", short.replace("502", "").replace("3号楼", "").replace("alert-1", ""))


@pytest.mark.parametrize(("severity", "mark"), [(1, "! "), (2, "!! "), (3, "!!! ")])
def test_the_title_begins_with_the_mark_of_its_severity(severity: int, mark: str) -> None:
    alert = an_alert(severity=Severity(severity))
    assert compose(a_message(alert), NOW).title.startswith(mark)


def test_a_late_reading_is_told_as_measured_then_and_not_as_how_it_is_now() -> None:
    alert = an_alert(late=True)
    move = a_move(alert, observed_at=NOW - timedelta(hours=3))
    assert "3 小时前测得（07:23），不是此刻的情况" in compose(a_message(alert, move=move), NOW).body
    assert "Measured 3 h ago (07:23)" in compose(a_message(alert, move=move, language="en"), NOW).body


def test_history_says_that_nobody_need_answer() -> None:
    over = an_alert(state=AlertState.RESOLVED)
    assert "无需应答" in compose(a_message(over, Reason.HISTORY), NOW).body


def test_an_escalation_says_who_has_not_answered() -> None:
    alert = an_alert(step=2)
    assert "网格员尚未应答" in compose(a_message(alert, Reason.ESCALATED), NOW).body
    told = compose(a_message(alert, Reason.ESCALATED, language="en"), NOW)
    assert "No answer yet from the grid officer" in told.body


def test_a_repetition_says_that_nobody_has_answered_still() -> None:
    alert = an_alert(step=3)
    assert "街道值班人员至今无人应答" in compose(a_message(alert, Reason.REPEATED), NOW).body


def test_a_pressed_button_and_a_fall_are_sentences() -> None:
    pressed = an_alert(rule="sos", kind=RuleKind.EVENT, metric="sos", value=1.0, limit=None)
    fallen = an_alert(rule="fall", kind=RuleKind.EVENT, metric="fall", value=1.0, limit=None)
    assert compose(a_message(pressed), NOW).title == "!!! 危急：林秀英 按下了紧急呼叫（SOS）"
    assert compose(a_message(fallen, language="en"), NOW).title == "!!! Critical: 林秀英 may have fallen"


def test_a_silent_device_is_named_with_when_it_was_last_heard_of() -> None:
    alert = _alert_of(RULES["door_silent"], late=False)
    text = compose(a_message(replace(alert, started_at=NOW - timedelta(hours=26))), NOW)
    assert text.title == "!! 设备：林秀英 门磁没有数据"
    assert "最后一次收到数据：11月23日 08:23（26 小时前）" in text.body
    assert "设备编号：lin-lane.watch-lin" in text.body


def test_a_move_tells_its_own_value_though_a_newer_one_is_known() -> None:
    alert = an_alert(value=120)
    assert "心率 180" in compose(a_message(alert, move=a_move(an_alert())), NOW).title


def test_a_test_message_asks_for_nothing() -> None:
    text = compose(a_message(None, Reason.TEST), NOW)
    assert text.title == "测试消息 · Banister"
    assert "王管家" in text.body
    assert "王管家" not in text.short


def test_missing_facts_leave_no_holes() -> None:
    message = a_message(an_alert(), place=(), resident_name="", key_holder="", resident_phone="", link="")
    text = compose(message, NOW)
    assert "\n\n" not in text.body
    assert "钥匙保管：–；电话：–" in text.body
    assert text.short == "!!! 危急\n生命体征"


@pytest.mark.parametrize(
    ("value", "metric", "said"),
    [
        (38.0, "body_temperature", "38 ℃"),
        (38.46, "body_temperature", "38.5 ℃"),
        (91.0, "spo2", "91%"),
        (1.0, "door", "open"),
        (2.5, "unheard_of", "2.5"),
    ],
)
def test_numbers_are_said_with_their_unit(value: float, metric: str, said: str) -> None:
    assert number(value, metric, CHINESE) == said


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (-5, "刚刚", "just now"),
        (59, "刚刚", "just now"),
        (61, "1 分钟前", "1 min ago"),
        (3 * 3600, "3 小时前", "3 h ago"),
        (49 * 3600, "2 天前", "2 days ago"),
    ],
)
def test_ages_are_said_in_the_largest_unit(seconds: float, zh: str, en: str) -> None:
    assert CHINESE.ago(seconds) == zh
    assert ENGLISH.ago(seconds) == en
