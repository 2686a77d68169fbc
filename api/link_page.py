"""The page behind a signed link: one small document, no script, nothing from elsewhere, everything escaped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from api.link_words import About, Said, Words
from api.small_pages import template
from domain.severity import Severity

MARKS: Mapping[Severity, str] = MappingProxyType({Severity.INFO: "!", Severity.WARNING: "!!", Severity.CRITICAL: "!!!"})
"""A severity is never told by colour alone."""

_TEMPLATE = """{% if stands %}<p><strong>{{ stands }}</strong></p>
{% endif %}{% if case %}<dl>
<div><dt>{{ words.place }}</dt><dd>{{ case.place }}</dd></div>
<div><dt>{{ words.kind }}</dt><dd>{{ words.abouts[case.about] }}</dd></div>
<div><dt>{{ words.severity }}</dt><dd><b class="{{ case.severity.word }}">{{ marks[case.severity] }}
{{ words.severities[case.severity] }}</b></dd></div>
<div><dt>{{ words.since }}</dt><dd><time datetime="{{ case.since.isoformat() }}">{{ case.local }}</time></dd></div>
</dl>
{% endif %}{% if asks %}<form method="post">
<button type="submit">{{ words.button }}</button>
</form>
<p>{{ words.hint }}</p>
{% endif %}"""
_PAGE = template(_TEMPLATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is shown of the alert; `timezone` is the place's (IANA name)."""

    place: str
    about: About
    severity: Severity
    since: datetime
    timezone: str

    @property
    def local(self) -> str:
        """The beginning by the clock on the wall there."""
        return self.since.astimezone(ZoneInfo(self.timezone)).strftime("%Y-%m-%d %H:%M")


def page(words: Words, said: Said, case: Case | None = None, stands: Said | None = None) -> str:
    """Give the document; only where it asks there is a button. `stands`: how the alert is, where the rest is not it."""
    headline, sentence = words.said[said]
    return _PAGE.render(
        words=words,
        headline=headline,
        sentence=sentence,
        case=case,
        asks=said is Said.ASK,
        stands=words.stands(stands) if stands is not None else "",
        marks=MARKS,
    )
