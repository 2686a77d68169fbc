"""How many messages the providers take. Pure data.

WeCom: "每个机器人发送的消息不能超过20条/分钟"; DingTalk: 20 a minute, and whoever sends more is shut out for ten
minutes; Feishu and Lark: 100 a minute and 5 a second. All of their pages on group robots.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from domain.notifications import ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


_TWENTY = (Limit(count=20, seconds=60.0),)
_HUNDRED = (Limit(count=5, seconds=1.0), Limit(count=100, seconds=60.0))
BY_SCHEME: Mapping[str, tuple[Limit, ...]] = MappingProxyType(
    {"wecombot": _TWENTY, "dingtalk": _TWENTY, "feishu": _HUNDRED, "lark": _HUNDRED}
)
"""By the scheme of an Apprise URL."""
BY_HOST: Mapping[str, tuple[Limit, ...]] = MappingProxyType(
    {
        "qyapi.weixin.qq.com": _TWENTY,
        "oapi.dingtalk.com": _TWENTY,
        "open.feishu.cn": _HUNDRED,
        "open.larksuite.com": _HUNDRED,
    }
)
"""By the host of a robot's own address, which Apprise takes as well."""


def limits_of(kind: ChannelKind, target: str) -> tuple[Limit, ...]:
    """Give the limits of what a channel leads to; none where the provider has none that we know."""
    if kind is not ChannelKind.APPRISE:
        return ()
    try:
        parts = urlsplit(target)
        host = parts.hostname or ""
    except ValueError:
        return ()
    return BY_SCHEME.get(parts.scheme.lower()) or BY_HOST.get(host, ())
