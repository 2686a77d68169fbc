"""What the page behind a signed link says, in the receiver's language. It names nobody and gives no value."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.alerts import Alert
from domain.metrics import METRICS, MetricClass
from domain.muting import happened
from domain.rules import RuleKind
from domain.severity import Severity


class About(StrEnum):
    """All that the page tells of what it is about."""

    SOS = "sos"
    FALL = "fall"
    VITAL = "vital"
    ACTIVITY = "activity"
    DEVICE = "device"
    DUTY = "duty"


class Said(StrEnum):
    """What the page says."""

    ASK = "ask"
    TAKEN = "taken"
    USED = "used"
    ON_IT = "on_it"
    OVER = "over"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    CUT = "cut"
    FORBIDDEN = "forbidden"
    TOO_MANY = "too_many"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language: labels, and a headline and a sentence for everything that can be said."""

    language: str
    place: str
    kind: str
    severity: str
    since: str
    button: str
    hint: str
    severities: Mapping[Severity, str]
    abouts: Mapping[About, str]
    said: Mapping[Said, tuple[str, str]]

    def stands(self, said: Said) -> str:
        """Say in a few words how an alert is: that nobody is on it, that somebody is, that it is over."""
        headline, sentence = self.said[said]
        return sentence if said is Said.ASK else headline


def about(alert: Alert) -> About:
    """Tell what sort of thing an alert is about, and no more."""
    if happened(alert) and alert.metric in {About.SOS, About.FALL}:
        return About(alert.metric)
    if alert.kind is RuleKind.SYSTEM and not alert.technical:
        return About.DUTY
    if alert.technical:
        return About.DEVICE
    metric = METRICS.get(alert.metric)
    of_home = alert.kind is RuleKind.DOOR or (metric is not None and metric.retained_as is MetricClass.ACTIVITY)
    return About.ACTIVITY if of_home else About.VITAL


def words_for(language: str) -> Words:
    """Give the words of a language tag, or of the first that an Accept-Language header names; else English."""
    return _CHINESE if language.strip().lower().startswith("zh") else _ENGLISH


_ENGLISH = Words(
    language="en",
    place="Where",
    kind="What",
    severity="How bad",
    since="Since",
    button="I am on it",
    hint="Press it only if you take care of it now: the others are then not called any more.",
    severities=MappingProxyType({Severity.INFO: "info", Severity.WARNING: "warning", Severity.CRITICAL: "critical"}),
    abouts=MappingProxyType(
        {
            About.SOS: "A call for help (SOS)",
            About.FALL: "A fall",
            About.VITAL: "Health readings",
            About.ACTIVITY: "Door or activity at home",
            About.DEVICE: "A device",
            About.DUTY: "An alert that nobody has answered",
        }
    ),
    said=MappingProxyType(
        {
            Said.ASK: ("Can you take this on?", "Nobody is on it yet."),
            Said.TAKEN: ("Thank you: it is yours", "The others are not called any more. Say in the app how it ended."),
            Said.USED: ("This link was used already", "It works once. To answer again, open the app."),
            Said.ON_IT: ("Somebody is on it already", "There is nothing that you have to do."),
            Said.OVER: ("It is over", "This alert has been closed."),
            Said.EXPIRED: ("This link has expired", "Open the app to see how the alert stands."),
            Said.UNKNOWN: (
                "This link does not work",
                "A part of it may be missing. Open it from the message itself, or open the app.",
            ),
            Said.CUT: ("This link is not complete", "Open it from the message itself, or open the app."),
            Said.FORBIDDEN: ("This alert is not yours to answer", "You are not on duty there any more."),
            Said.TOO_MANY: ("Too many attempts", "Try again in a minute."),
            Said.AWAY: ("Not now", "The service does not answer at the moment. Try again, or telephone."),
        }
    ),
)
_CHINESE = Words(
    language="zh-CN",
    place="地点",
    kind="类型",
    severity="级别",
    since="开始于",
    button="我来处理",
    hint="请在您现在就去处理时再按：按下后，系统不再通知其他人。",
    severities=MappingProxyType({Severity.INFO: "提示", Severity.WARNING: "警告", Severity.CRITICAL: "危急"}),
    abouts=MappingProxyType(
        {
            About.SOS: "紧急呼叫（SOS）",
            About.FALL: "跌倒",
            About.VITAL: "健康读数",
            About.ACTIVITY: "门或居家活动",
            About.DEVICE: "设备",
            About.DUTY: "无人应答的告警",
        }
    ),
    said=MappingProxyType(
        {
            Said.ASK: ("您能处理这条告警吗？", "还没有人处理。"),
            Said.TAKEN: ("谢谢，已由您处理", "系统不再通知其他人。处理完后请在应用里说明结果。"),
            Said.USED: ("这个链接已经用过了", "每个链接只能用一次。如需再次应答，请打开应用。"),
            Said.ON_IT: ("已经有人在处理", "您不需要再做什么。"),
            Said.OVER: ("已经结束", "这条告警已经关闭。"),
            Said.EXPIRED: ("这个链接已过期", "请打开应用查看告警的现状。"),
            Said.UNKNOWN: ("这个链接无效", "链接可能不完整。请直接从消息里打开，或打开应用。"),
            Said.CUT: ("这个链接不完整", "请直接从消息里打开，或打开应用。"),
            Said.FORBIDDEN: ("这条告警不由您应答", "您已不再负责那里。"),
            Said.TOO_MANY: ("尝试次数过多", "请一分钟后再试。"),
            Said.AWAY: ("暂时无法处理", "服务现在没有应答。请再试一次，或打电话。"),
        }
    ),
)
