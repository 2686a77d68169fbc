"""Signed links: what was signed is read, and nothing else is."""

import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.links import HOLDS_FOR, BadLink, SignedLink, read_link, sign

NOW = datetime(2026, 11, 24, 2, 23, tzinfo=UTC)
SECRET = b"s" * 32
_LETTERS = string.ascii_letters + string.digits + "-_"
LINK = SignedLink(
    notification="5f4c6a1e-64a5-53a5-9d1e-7c0f4f6e9b02",
    alert="0d9c1a1e-64a5-53a5-9d1e-7c0f4f6e9b02",
    person="wang",
    expires_at=NOW + HOLDS_FOR,
)
TOKEN = sign(SECRET, LINK)
ids = st.text(min_size=1, max_size=60) | st.uuids().map(str)
links = st.builds(SignedLink, notification=ids, alert=ids, person=ids, expires_at=st.just(LINK.expires_at))


@given(links, st.binary(min_size=16, max_size=64))
def test_what_was_signed_is_read(link: SignedLink, secret: bytes) -> None:
    token = sign(secret, link)
    assert set(token) <= set(_LETTERS)
    assert read_link(secret, token, NOW) == link


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(_LETTERS))
def test_a_changed_character_is_never_accepted(place: int, letter: str) -> None:
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    if changed == TOKEN:
        return
    with pytest.raises(BadLink):
        read_link(SECRET, changed, NOW)


@given(st.integers(0, len(TOKEN) - 1), st.text(max_size=3))
def test_a_cut_or_lengthened_link_is_never_accepted(kept: int, more: str) -> None:
    for other in (TOKEN[:kept] + more, TOKEN + (more or "=")):
        if other != TOKEN:
            with pytest.raises(BadLink):
                read_link(SECRET, other, NOW)


@given(st.text(max_size=300))
def test_what_anybody_writes_is_told_to_be_no_link(token: str) -> None:
    with pytest.raises(BadLink):
        read_link(SECRET, token, NOW)


def test_another_installations_link_is_none_of_ours() -> None:
    with pytest.raises(BadLink, match="none of ours"):
        read_link(b"t" * 32, TOKEN, NOW)


def test_a_link_ends_after_its_day() -> None:
    assert read_link(SECRET, TOKEN, NOW + HOLDS_FOR - timedelta(seconds=1)) == LINK
    with pytest.raises(BadLink, match="expired"):
        read_link(SECRET, TOKEN, NOW + HOLDS_FOR)


def test_a_link_is_short_and_of_one_receiver() -> None:
    assert len(TOKEN) <= 86
    assert sign(SECRET, replace(LINK, person="fang")) != TOKEN
    assert issubclass(BadLink, BadInput)


@pytest.mark.parametrize("length", [0, 256])
def test_an_id_that_cannot_be_written_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="1 to 255"):
        sign(SECRET, replace(LINK, person="x" * length))
