"""The page behind an invitation: what one is invited to see, and a form for an account of one's own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from zoneinfo import ZoneInfo

from api.invitation_words import Said, Words
from api.shapes.invitations import InvitationSeen
from api.small_pages import template

_TEMPLATE = """{% if visit and visit.seen %}<dl>
<div><dt>{{ words.invited_by }}</dt><dd>{{ visit.seen.invited_by }}</dd></div>
<div><dt>{{ words.relation }}</dt><dd>{{ visit.seen.relation }}</dd></div>
<div><dt>{{ words.kinds }}</dt><dd>{% for one in visit.seen.scopes %}{{ words.scopes[one] }}{% if not loop.last %}<br>
{% endif %}{% endfor %}</dd></div>
<div><dt>{{ words.until }}</dt><dd><time datetime="{{ visit.seen.expires_at.isoformat() }}">{{ until }}</time>
</dd></div>
</dl>
{% if not visit.seen.carries_consent %}<p>{{ words.consent_waits }}</p>
{% endif %}<details><summary>{{ words.text }}</summary>
{% for one in visit.seen.texts if one.language == words.language %}<p>{{ one.text }}</p>
{% endfor %}</details>
{% if visit.known_as %}<form method="post">
<button type="submit" name="as" value="me">{{ words.accept_as.format(name=visit.known_as) }}</button>
</form>
{% if visit.asks %}<p>{{ words.or_new }}</p>
{% endif %}{% endif %}{% if visit.asks %}<form method="post">
{% for one in visit.wrong %}<p class="wrong" id="wrong-{{ one }}">{{ wrong[one] }}</p>
{% endfor %}{{ input("name", words.name, "", "text", "name", 'maxlength="100"') }}
{{ input("login", words.login, words.login_hint, "text", "username", 'autocapitalize="none" maxlength="64"') }}
{{ input("password", words.password, words.password_hint, "password", "new-password", 'minlength="10"') }}
<button type="submit">{{ words.make }}</button>
</form>
{% endif %}{% endif %}"""
_INPUT = """{% macro input(id, label, hint, type, fill, more) %}<label for="{{ id }}">{{ label }}
{% if hint %}<small id="hint-{{ id }}">{{ hint }}</small>
{% endif %}<input id="{{ id }}" name="{{ id }}" type="{{ type }}" autocomplete="{{ fill }}" required {{ more | safe }}
{% if id in visit.wrong %}aria-invalid="true" aria-describedby="wrong-{{ id }}"{% elif hint %}
aria-describedby="hint-{{ id }}"{% endif %} value="{{ visit.given.get(id, "") }}">
</label>{% endmacro %}"""
_PAGE = template(_TEMPLATE, _INPUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What is shown to somebody with an invitation that is open.

    seen      what they are invited to
    known_as  the name of the relative who is logged in and may accept it; empty: nobody is
    asks      whether an account can be made by it
    given     what was filled in before, never a password
    wrong     the fields that are wrong
    taken     whether the login is somebody else's
    """

    seen: InvitationSeen
    known_as: str = ""
    asks: bool = True
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    wrong: Collection[str] = ()
    taken: bool = False


def page(words: Words, said: Said, visit: Visit | None = None, *, name: str = "", timezone: str = "UTC") -> str:
    """Give the document; without a visit the two sentences alone. `name`: the resident's, shortened."""
    headline, sentence = words.said[said]
    shown = name or (visit.seen.resident_name if visit else "")
    until = visit.seen.expires_at.astimezone(ZoneInfo(timezone)) if visit else None
    return _PAGE.render(
        words=words,
        headline=headline.format(name=shown),
        sentence=sentence.format(name=shown),
        visit=visit,
        until=f"{until:%Y-%m-%d %H:%M}" if until else "",
        wrong=dict(words.wrong_fields) | ({"login": words.taken} if visit and visit.taken else {}),
    )
