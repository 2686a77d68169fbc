"""The key pair of web push: one for all services, always the same."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from py_vapid import Vapid02

from store.records import Records
from store.vapid import SECRET, application_server_key, private_key, private_text


@given(st.binary(min_size=1, max_size=64))
def test_the_public_key_belongs_to_the_private_one(secret: bytes) -> None:
    headers = Vapid02.from_raw(private_text(secret).encode()).sign(
        {"aud": "https://push.example", "sub": "mailto:a@b.c"}
    )
    assert headers["Authorization"].endswith(f"k={application_server_key(secret)}")
    assert Vapid02.verify(headers["Authorization"])


def test_the_public_key_is_a_point_as_browsers_take_it() -> None:
    key = application_server_key(b"s" * 32)
    point = base64.urlsafe_b64decode(key + "=")
    assert (len(point), point[0]) == (65, 4)
    assert isinstance(private_key(b"s").curve, ec.SECP256R1)


def test_every_service_has_the_same_key(any_records: Records) -> None:
    first, second = (application_server_key(any_records.secret(SECRET)) for _ in range(2))
    assert first == second
    assert application_server_key(b"another") != first
