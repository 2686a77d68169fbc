"""Consents, the texts that are agreed to, and relatives."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import AwareDatetime, Field

from api.paths import PRINTABLE, SAYS_WHY
from api.shapes.shape import Shape, example
from domain.consent_texts import ConsentText
from domain.consents import Consent, Purpose, SignedHow
from domain.people import Person, Relation, Scope

CONSENT: dict[str, Any] = {
    "id": "5b1f0a52-0e8f-4b59-8d3f-3f6c2e6f5b05",
    "resident": "lin-guiying",
    "relative": "daughter-lin",
    "purpose": "family",
    "scopes": ["alerts", "vital_signs"],
    "signed_by": "herself",
    "how": "on_paper",
    "recorded_by": "staff-li",
    "text_version": "2026-11",
    "given_at": "2026-11-24T08:00:00Z",
    "withdrawn_at": None,
    "withdrawn_by": "",
}
TEXT: dict[str, Any] = {"version": "2026-11", "purpose": "family", "language": "en", "text": "I agree that …"}
_RELATIVE: dict[str, Any] = {
    "person": "daughter-lin",
    "name": "林晓梅",
    "relation": "daughter",
    "tell": True,
    "scopes": ["alerts", "vital_signs"],
    "has_login": True,
}
_MISSING: dict[str, Any] = {"resident": "lin-guiying", "name": "林桂英", "carried_over": False}
Signing = Literal["in_app", "on_paper", "by_voice"]
"""Nobody can put on record that a consent was carried over: that is what an upgrade did."""


class ConsentTextShape(Shape):
    """One text in one language."""

    model_config = example(TEXT)

    version: str
    purpose: Purpose
    language: str
    text: str

    @classmethod
    def of(cls, one: ConsentText) -> Self:
        """Show a text."""
        return cls(version=one.version, purpose=one.purpose, language=one.language, text=one.text)


class ConsentTexts(Shape):
    """All texts that there are and were; the newest of a purpose stands last and is the one to be signed now."""

    model_config = example({"items": [TEXT]})

    items: list[ConsentTextShape]


class ConsentShape(Shape):
    """What a resident agreed to; `relative` is null where it is about being watched over at all (`care`)."""

    model_config = example(CONSENT)

    id: str
    resident: str
    relative: str | None
    purpose: Purpose
    scopes: list[Scope]
    signed_by: str
    how: SignedHow
    recorded_by: str
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str

    @classmethod
    def of(cls, one: Consent) -> Self:
        """Show a consent."""
        same = {name: getattr(one, name) for name in cls.model_fields if name != "scopes"}
        return cls(**same, scopes=sorted(one.scopes))


class ConsentList(Shape):
    """Consents, withdrawn or not, the newest first."""

    model_config = example({"items": [CONSENT]})

    items: list[ConsentShape]


class ConsentForm(Shape):
    """What a resident has agreed to, as staff puts it on record.

    `relative` null: to being watched over; then `scopes` stays empty, for it is about everything that is measured.
    """

    model_config = example(
        {
            "relative": "daughter-lin",
            "scopes": ["alerts", "vital_signs"],
            "signed_by": "herself",
            "how": "on_paper",
            "text_version": "2026-11",
        }
    )

    relative: str | None = Field(default=None, min_length=1, max_length=128, pattern=PRINTABLE)
    scopes: list[Scope] = Field(default=[], max_length=8)
    signed_by: str = Field(min_length=1, max_length=200, pattern=SAYS_WHY)
    how: Signing
    text_version: str = Field(min_length=1, max_length=64, pattern=PRINTABLE)
    given_at: AwareDatetime | None = None
    """When it was said; now where it is not given."""


class MissingConsent(Shape):
    """A resident who is watched over without having said yes; `carried_over`: somebody wrote down that it was so."""

    model_config = example(_MISSING)

    resident: str
    name: str
    carried_over: bool


class MissingConsents(Shape):
    """Residents by id; `next` goes into `after` for the page that follows."""

    model_config = example({"items": [_MISSING], "next": None})

    items: list[MissingConsent]
    next: str | None


class RelativeShape(Shape):
    """A relative of a resident, and what they may see: nothing where `scopes` is empty."""

    model_config = example(_RELATIVE)

    person: str
    name: str
    relation: str
    tell: bool
    scopes: list[Scope]
    has_login: bool

    @classmethod
    def of(cls, relation: Relation, person: Person) -> Self:
        """Show a relative."""
        return cls(
            person=person.id,
            name=person.name,
            relation=relation.relation,
            tell=relation.tell,
            scopes=sorted(relation.scopes),
            has_login=person.login is not None,
        )


class RelativeList(Shape):
    """The relatives of a resident, by id."""

    model_config = example({"items": [_RELATIVE]})

    items: list[RelativeShape]


class RelativeForm(Shape):
    """What somebody is to a resident, and whether they are to be told of alerts that they may see."""

    model_config = example({"relation": "daughter", "tell": True})

    relation: str = Field(min_length=1, max_length=64, pattern=PRINTABLE)
    tell: bool = False


class TellForm(Shape):
    """Whether a relative is to be told of alerts."""

    model_config = example({"tell": False})

    tell: bool
