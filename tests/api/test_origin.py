"""Which requests count as a page of another origin's."""

import pytest
from starlette.datastructures import Headers

from api.origin import is_foreign

OURS = "https://care.example.org"


@pytest.mark.parametrize(
    ("method", "headers", "foreign"),
    [
        ("GET", {"origin": "https://evil.example"}, False),
        ("POST", {"sec-fetch-site": "same-origin"}, False),
        ("POST", {"sec-fetch-site": "none"}, False),
        ("POST", {"sec-fetch-site": "same-site"}, True),
        ("DELETE", {"sec-fetch-site": "cross-site", "origin": OURS}, True),
        ("POST", {"origin": OURS}, False),
        ("POST", {"origin": "https://evil.example", "host": "care.example.org"}, True),
        ("POST", {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}, False),
        ("POST", {"origin": "null", "host": "care.example.org"}, True),
        ("POST", {}, False),
        ("POST", {"authorization": "Basic eDp5", "origin": "https://evil.example"}, True),
        ("POST", {"authorization": "Bearer ", "origin": "https://evil.example"}, True),
        ("POST", {"authorization": "Bearer ban_1_2", "origin": "https://evil.example"}, False),
    ],
)
def test_only_pages_of_another_origin_are_foreign(method: str, headers: dict[str, str], *, foreign: bool) -> None:
    assert is_foreign(method, Headers(headers), OURS) is foreign
