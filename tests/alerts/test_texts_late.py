"""What comes late, and what is ours to know: words that must not lull anybody."""

from datetime import timedelta

import pytest

from alerts.texts import compose
from domain.alerts import AlertState
from domain.moves import HISTORY, NOBODY
from domain.notifications import Reason
from tests.alerts.delivery_cast import NOW, a_message, a_move, an_alert


@pytest.mark.parametrize(("language", "past"), [("zh-CN", "不是此刻"), ("en", "not how it is now")])
@pytest.mark.parametrize("metric", ["sos", "fall"])
def test_a_call_for_help_that_comes_late_is_not_called_past(metric: str, language: str, past: str) -> None:
    alert = an_alert(rule=metric, metric=metric, value=1.0, limit=None, late=True)
    move = a_move(alert, observed_at=NOW - timedelta(minutes=20))
    text = compose(a_message(alert, move=move, language=language), NOW)
    assert past not in text.body
    assert {"zh-CN": "发生于 10:03（20 分钟前）", "en": "At 10:03 (20 min ago)"}[language] in text.body


@pytest.mark.parametrize(("language", "needed"), [("zh-CN", "仍需应答"), ("en", "needs an answer")])
def test_history_of_an_alert_that_is_open_asks_for_an_answer(language: str, needed: str) -> None:
    worse = a_message(an_alert(), Reason.HISTORY, language=language)
    assert needed in compose(worse, NOW).body
    over = a_message(an_alert(state=AlertState.RESOLVED), Reason.HISTORY, language=language)
    assert needed not in compose(over, NOW).body


def test_an_alert_that_began_late_is_of_now_once_live_readings_came() -> None:
    alert = an_alert(late=True, started_at=NOW - timedelta(hours=1))
    body = compose(a_message(alert, Reason.ESCALATED, move=a_move(alert, observed_at=NOW)), NOW).body
    assert "不是此刻" not in body
    assert "从 09:23 开始（1 小时前）" in body


@pytest.mark.parametrize("note", [NOBODY, HISTORY])
def test_our_own_notes_are_not_read_out_and_a_persons_are(note: str) -> None:
    alert = an_alert()
    assert "备注" not in compose(a_message(alert, move=a_move(alert, note=note)), NOW).body
    assert "备注：在路上" in compose(a_message(alert, move=a_move(alert, note="在路上")), NOW).body
