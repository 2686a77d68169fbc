"""How the small documents look that people open by a link: no script, nothing from elsewhere, everything escaped."""

import base64
import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from jinja2 import Environment, StrictUndefined, Template

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
button + p { margin-top: .5rem; }
label { display: block; margin: 0 0 1rem; font-weight: 600; }
label small { display: block; font-size: 1rem; font-weight: 400; }
input { display: block; width: 100%; min-height: 3.25rem; margin-top: .25rem; padding: 0 .75rem;
  border: 1px solid GrayText;
  border-radius: .5rem; background: Field; color: FieldText; font: inherit; }
input[aria-invalid] { border: 3px solid #b00020; }
.wrong { padding: .6rem .75rem; border-left: .4rem solid #b00020; font-weight: 600; }
details { margin: 0 0 1rem; }
summary { min-height: 2.75rem; font-weight: 600; }
input:focus-visible, summary:focus-visible, button:focus-visible { outline: 4px solid Highlight; outline-offset: 3px; }
"""
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
_HEAD = """<!doctype html>
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
"""
_FOOT = """</main>
</body>
</html>
"""


def template(body: str, macros: str = "") -> Template:
    """Read a page's template: `body` follows its headline and sentence. What it is not given and asks for is an error.

    It is to be given `words` (with a `language`), `headline` and `sentence`.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(macros + _HEAD + body + _FOOT, {"style": _STYLE})
