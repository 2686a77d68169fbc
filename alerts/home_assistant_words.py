"""What things are called at Home Assistant beyond the words that messages have."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """One language. `events` are those of the catalogue's metrics that happen and do not last."""

    alert: str
    technical: str
    open_alerts: str
    events: Mapping[str, str]


_CHINESE = Names(
    alert="告警",
    technical="设备告警",
    open_alerts="未结束的告警",
    events=MappingProxyType({"sos": "紧急呼叫", "fall": "跌倒", "tamper": "被拆动"}),
)
_ENGLISH = Names(
    alert="alert",
    technical="device alert",
    open_alerts="open alerts",
    events=MappingProxyType({"sos": "SOS", "fall": "fall", "tamper": "tampering"}),
)


def names_for(language: str) -> Names:
    """Give the names in a language: Chinese for `zh…`, English for every other."""
    return _CHINESE if language.lower().startswith("zh") else _ENGLISH
