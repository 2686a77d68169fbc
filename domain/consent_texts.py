"""The texts that are agreed to. A text that was signed is never changed: a better one gets a version of its own."""

from dataclasses import dataclass

from domain.consents import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """One text in one language."""

    version: str
    purpose: Purpose
    language: str
    text: str


_CARE_ZH = (
    "我同意社区使用我家中的手表、生命体征监测仪和门磁所测得的数据来照看我：心率、血氧、血压、体温、步数、门的开关、"
    "跌倒与求救。这些是敏感个人信息，只用于及时发现危险并通知负责本楼的照护人员；照护人员和社区工作人员按其分工查看，"
    "每一次查看都有记录，我可以随时知道谁看过。数据按保存期限删除。我可以随时查阅、更正、取得副本、要求删除，也可以"
    "随时撤回同意；撤回之后社区工作人员取走设备，测量随之停止，不影响撤回之前的处理。不同意不影响社区对我的其他服务。本服务不是医疗器械。"
)
_CARE_EN = (
    "I agree that the community uses what the watch, the vital-sign monitor and the door magnets in my home measure to "
    "watch over me: pulse, blood oxygen, blood pressure, temperature, steps, when a door opens, falls and calls for "
    "help. This is sensitive personal information. It is used only to notice danger in time and to tell those who "
    "answer for my building; they and the community's staff see it as their duty requires, every look is on record, "
    "and I can learn at any time who has looked. It is deleted when its time is over. I can see it, have it corrected, "
    "have a copy and have it deleted, and I can withdraw this consent at any time; the community's staff then take "
    "the devices away, and measuring ends with it; what was done before stays lawful. Whoever does not agree loses "
    "none of the community's other services. This is not a medical device."
)
_FAMILY_ZH = (
    "我同意让所列的亲属查看我选定种类的数据：生命体征（心率、血氧、血压、体温等）、活动（步数、门的开关）、警报（发生了"
    "什么，包括引起警报的数值以及谁作了处理）、设备（电量、是否在线）。没有选定的种类不会给他们看。亲属的每一次查看都有"
    "记录，我可以随时知道。我可以随时撤回全部或一部分，撤回立即生效，对方也可以自己放弃。撤回不影响社区对我的照看。"
)
_FAMILY_EN = (
    "I agree that the relative named here sees the kinds of my data that I have chosen: vital signs (pulse, blood "
    "oxygen, blood pressure, temperature and the like), activity (steps, when a door opens), alerts (what happened, "
    "with the value that caused it and who answered), devices (charge, whether they are heard). They see no kind that "
    "is not chosen. Every look of theirs is on record and I can learn of it at any time. I can withdraw all or a part "
    "at any time, and it counts at once; they can give it up themselves. Withdrawing changes nothing of how the "
    "community watches over me."
)

CONSENT_TEXTS = (
    ConsentText(version="2026-11", purpose=Purpose.CARE, language="zh-CN", text=_CARE_ZH),
    ConsentText(version="2026-11", purpose=Purpose.CARE, language="en", text=_CARE_EN),
    ConsentText(version="2026-11", purpose=Purpose.FAMILY, language="zh-CN", text=_FAMILY_ZH),
    ConsentText(version="2026-11", purpose=Purpose.FAMILY, language="en", text=_FAMILY_EN),
)
"""The newest last of its purpose."""


def is_known(purpose: Purpose, version: str) -> bool:
    """Whether there is, or was, a text of this version."""
    return any((one.purpose, one.version) == (purpose, version) for one in CONSENT_TEXTS)


def newest_texts(purpose: Purpose) -> list[ConsentText]:
    """Give the text of a purpose that is to be signed now, in every language."""
    version = [one.version for one in CONSENT_TEXTS if one.purpose is purpose][-1]
    return [one for one in CONSENT_TEXTS if (one.purpose, one.version) == (purpose, version)]
