"""A week of one resident."""

from datetime import date
from typing import Self

from api.reports.sentences import sentence
from api.reports.words import Words
from api.shapes.shape import Shape, example
from api.shapes.week_parts import (
    ALERT,
    DEVICE,
    HOME,
    STEWARD,
    VITAL,
    DayAtHomeShape,
    Responsible,
    VitalShape,
    WeekAlertShape,
    WeekDeviceShape,
)
from domain.people import Scope
from domain.week_alerts import median_answer
from domain.weeks import State
from store.week_reports import WeekReport


class WeekReportShape(Shape):
    """A week. Parts that you may not see are null, and named in `left_out`; `sentence` says nothing of them."""

    model_config = example(
        {
            "resident": "lin-xiuying",
            "name": "林秀英",
            "first": "2026-11-17",
            "last": "2026-11-23",
            "timezone": "Asia/Shanghai",
            "language": "zh-CN",
            "state": "calm",
            "sentence": "这一周平平安安：没有告警，各项读数都在平常范围内。",
            "vitals": [VITAL],
            "home": [HOME],
            "alerts": [ALERT],
            "more_alerts": 0,
            "critical": 0,
            "median_answer_seconds": 41.0,
            "devices": [DEVICE],
            "responsible": [STEWARD],
            "left_out": [],
            "disclaimer": "本报告不是医疗诊断，Banister 不是医疗器械。",
        }
    )

    resident: str
    name: str
    first: date
    last: date
    timezone: str
    language: str
    state: State
    sentence: str
    vitals: list[VitalShape] | None
    home: list[DayAtHomeShape] | None
    alerts: list[WeekAlertShape] | None
    more_alerts: int
    critical: int | None
    median_answer_seconds: float | None
    devices: list[WeekDeviceShape] | None
    responsible: list[Responsible]
    left_out: list[Scope]
    disclaimer: str

    @classmethod
    def of(cls, report: WeekReport, name: str, left_out: list[Scope], words: Words) -> Self:
        """Show a report."""
        alerts, week = report.alerts, report.week
        return cls(
            resident=report.resident,
            name=name,
            first=week.days[0],
            last=week.days[-1],
            timezone=week.zone.key,
            language=words.language,
            state=report.whole.state,
            sentence=sentence(report.whole, words),
            vitals=None if report.vitals is None else [VitalShape.of(one) for one in report.vitals],
            home=None if report.home is None else [DayAtHomeShape.of(one) for one in report.home],
            alerts=None if alerts is None else [WeekAlertShape.of(one, report, words) for one in alerts],
            more_alerts=report.more_alerts,
            critical=report.whole.critical,
            median_answer_seconds=median_answer(alerts or ()),
            devices=None if report.devices is None else [WeekDeviceShape.of(one) for one in report.devices],
            responsible=[Responsible(person=one.id, name=one.name, phone=one.phone) for one in report.stewards],
            left_out=left_out,
            disclaimer=words.labels["foot"],
        )
