"""Logging in, and who is logged in."""

from datetime import datetime

from pydantic import Field, SecretStr

from api.paths import PRINTABLE
from api.shapes.shape import Shape, example
from domain.access import Deed
from domain.people import Role, Scope


class LoginForm(Shape):
    """What somebody logs in with."""

    model_config = example({"login": "steward-wang", "password": "correct horse battery staple"})

    login: str = Field(min_length=1, max_length=128, pattern=PRINTABLE)
    password: SecretStr = Field(min_length=1, max_length=1024)
    code: SecretStr | None = Field(default=None, min_length=1, max_length=32)
    """Of the second factor, where there is one: six digits, or a recovery code."""


class Me(Shape):
    """Who asks, and what may be asked for."""

    model_config = example(
        {
            "person": "steward-wang",
            "name": "王建国",
            "role": "steward",
            "areas": ["building-1"],
            "residents": [],
            "grants": {},
            "deeds": ["see_alerts", "answer_alerts"],
            "expires_at": "2026-11-24T20:00:00Z",
            "owes": [],
        }
    )

    person: str
    name: str
    role: Role
    areas: list[str]
    residents: list[str]
    grants: dict[str, list[Scope]]
    """For a relative: which kinds of data each of these residents has agreed to show."""
    deeds: list[Deed]
    expires_at: datetime | None
    """When the session ends; null for an API key without an end."""
    owes: list[str]
    """What must be done before anything else: `password-change-needed`, `second-factor-enrol`."""
