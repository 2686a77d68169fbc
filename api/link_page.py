"""The page behind a signed link: one small document, no script, nothing from elsewhere, everything escaped."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined

from api.link_words import About, Said, Words
from domain.severity import Severity

MARKS: Mapping[Severity, str] = MappingProxyType({Severity.INFO: "!", Severity.WARNING: "!!", Severity.CRITICAL: "!!!"})
"""A severity is never told by colour alone."""

_STYLE = """
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; background: Canvas; color: CanvasText; font: 1.125rem/1.5 system-ui, "Noto Sans CJK SC", sans-serif; }
main { max-width: 30rem; margin: 0 auto; padding: 1.25rem 1rem 2rem; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; }
dl { margin: 1rem 0; border-top: 1px solid GrayText; }
div { display: flex; gap: 1rem; padding: .6rem 0; border-bottom: 1px solid GrayText; }
dt { flex: 0 0 5.5rem; opacity: .8; }
dd { flex: 1; min-width: 0; margin: 0; font-weight: 600; overflow-wrap: anywhere; }
b { display: inline-block; padding: 0 .5rem; border-radius: .25rem; background: #555; color: #fff; }
b.warning { background: #ffd400; color: #000; }
b.critical { background: #b00020; color: #fff; }
button { width: 100%; min-height: 4rem; margin: .5rem 0 1rem; border: 0; border-radius: .75rem; background: #0b5d3b;
  color: #fff; font: inherit; font-size: 1.375rem; font-weight: 700; }
button:focus-visible { outline: 4px solid Highlight; outline-offset: 3px; }
"""
_TEMPLATE = """<!doctype html>
<html lang="{{ words.language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{{ headline }}</title>
<style>{{ style | safe }}</style>
</head>
<body>
<main>
<h1>{{ headline }}</h1>
<p>{{ sentence }}</p>
{% if stands %}<p><strong>{{ stands }}</strong></p>
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
{% endif %}</main>
</body>
</html>
"""
_PAGE = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(_TEMPLATE)
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
    }
)


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
        style=_STYLE,
    )
