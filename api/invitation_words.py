"""What the page behind an invitation says, in the language of whoever opened it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.people import Scope


class Said(StrEnum):
    """What the page says."""

    ASK = "ask"
    LOG_IN = "log_in"
    WRONG = "wrong"
    SEES = "sees"
    WAITS = "waits"
    GONE = "gone"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    TOO_MANY = "too_many"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language. `said`: a headline and a sentence; `{name}` is the resident's, shortened."""

    language: str
    said: Mapping[Said, tuple[str, str]]
    scopes: Mapping[Scope, str]
    relation: str
    invited_by: str
    until: str
    kinds: str
    text: str
    consent_waits: str
    name: str
    login: str
    login_hint: str
    password: str
    password_hint: str
    make: str
    accept_as: str
    or_new: str
    wrong_fields: Mapping[str, str]
    taken: str


def words_for(accept_language: str) -> Words:
    """Give the words of the first language that an Accept-Language header names; else English."""
    return _CHINESE if accept_language.strip().lower().startswith("zh") else _ENGLISH


_CHINESE = Words(
    language="zh-CN",
    said=MappingProxyType(
        {
            Said.ASK: (
                "邀请您查看{name}的情况",
                "接受之后，您可以在手机上看到下面这些数据。每一次查看都有记录，对方可以随时撤回。",
            ),
            Said.LOG_IN: ("请先登录", "这份邀请是给一个已有的账号的。请先登录，再打开这个链接。"),
            Said.WRONG: ("还差一点", "请更正下面标出的地方。"),
            Said.SEES: ("好了", "您现在可以登录，查看{name}的情况。"),
            Said.WAITS: ("已登记", "您已登记为{name}的亲属。等社区工作人员记录了{name}本人的同意，您就能看到数据。"),
            Said.GONE: ("这份邀请已经用过或过期了", "请向邀请您的人再要一份。"),
            Said.UNKNOWN: ("没有这份邀请", "链接不完整，或者不是我们发出的。请向邀请您的人再要一份。"),
            Said.REFUSED: ("这个账号不能接受邀请", "请退出登录后再打开链接，或者填写下面的内容，用自己的新账号接受。"),
            Said.TOO_MANY: ("尝试次数太多", "请过几分钟再打开这个链接。"),
            Said.AWAY: ("现在无法回应", "邀请仍然有效，请过一会儿再打开这个链接。"),
        }
    ),
    scopes=MappingProxyType(
        {
            Scope.VITAL_SIGNS: "生命体征（心率、血氧、血压、体温）",
            Scope.ACTIVITY: "活动（步数、门的开关）",
            Scope.ALERTS: "警报（发生了什么、谁作了处理）",
            Scope.DEVICES: "设备（电量、是否在线）",
        }
    ),
    relation="关系",
    invited_by="邀请人",
    until="有效期至",
    kinds="可查看",
    text="同意书原文",
    consent_waits="本人的同意还没有记录：接受之后，要等社区工作人员记录了同意才能看到数据。",
    name="您的姓名",
    login="登录名",
    login_hint="3 到 64 个字母或数字，可用手机号",
    password="密码",  # noqa: S106  # a label
    password_hint="至少 10 个字符",  # noqa: S106  # a label
    make="接受并建立账号",
    accept_as="以{name}的账号接受",
    or_new="或者建立一个新账号：",
    wrong_fields=MappingProxyType(
        {
            "name": "请填写姓名（不超过 100 个字）",
            "login": "登录名要 3 到 64 个字母、数字或 . _ @ + -，以字母或数字开头",
            "password": "密码至少要 10 个字符",
        }
    ),
    taken="这个登录名已经有人用了，请换一个",
)
_ENGLISH = Words(
    language="en",
    said=MappingProxyType(
        {
            Said.ASK: (
                "You are invited to see how {name} is",
                "Once you accept, you see what stands here. Every look is on record; it can be taken back at any time.",
            ),
            Said.LOG_IN: (
                "Log in first",
                "This invitation is for an account that exists. Log in, then open this link again.",
            ),
            Said.WRONG: ("Nearly there", "Please put right what is marked below."),
            Said.SEES: ("Done", "You can log in now and see how {name} is."),
            Said.WAITS: (
                "You are on record",
                "You see something of {name} once the community's staff has put their consent on record.",
            ),
            Said.GONE: ("This invitation was used, or is over", "Ask whoever invited you for another one."),
            Said.UNKNOWN: (
                "There is no such invitation",
                "The link is not complete, or is none of ours. Ask whoever invited you for another one.",
            ),
            Said.REFUSED: (
                "This account cannot accept it",
                "Log out and open the link again, or fill in the fields below for a new account of your own.",
            ),
            Said.TOO_MANY: ("Too many attempts", "Open this link again in a few minutes."),
            Said.AWAY: ("No answer is possible now", "The invitation still holds: open this link again in a while."),
        }
    ),
    scopes=MappingProxyType(
        {
            Scope.VITAL_SIGNS: "vital signs (pulse, blood oxygen, blood pressure, temperature)",
            Scope.ACTIVITY: "activity (steps, when a door opens)",
            Scope.ALERTS: "alerts (what happened, who answered)",
            Scope.DEVICES: "devices (charge, whether they are heard)",
        }
    ),
    relation="Relation",
    invited_by="Invited by",
    until="Valid until",
    kinds="You will see",
    text="What they agree to",
    consent_waits="Their consent is not on record yet: you see something once the community's staff has put it down.",
    name="Your name",
    login="Login",
    login_hint="3 to 64 letters or digits; a telephone number will do",
    password="Password",  # noqa: S106  # a label
    password_hint="at least 10 characters",  # noqa: S106  # a label
    make="Accept and make my account",
    accept_as="Accept as {name}",
    or_new="Or make a new account:",
    wrong_fields=MappingProxyType(
        {
            "name": "Say your name (at most 100 characters)",
            "login": "A login has 3 to 64 letters, digits or . _ @ + -, and begins with a letter or a digit",
            "password": "A password has at least 10 characters",
        }
    ),
    taken="Somebody has this login: choose another",
)
