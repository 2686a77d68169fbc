"""Encryption and signature of a web push, by pywebpush and py_vapid: the only file that names them."""

import time
from functools import cache
from types import ModuleType

from alerts.channels.failures import PermanentFailure

SIGNED_FOR_S = 12 * 3600
"""How long a signature says it holds; push services take up to a day."""


@cache
def _libraries() -> tuple[ModuleType, ModuleType]:
    """Load them when the first push is sent: they bring aiohttp, half a second that no other channel should pay."""
    import py_vapid  # noqa: PLC0415
    import pywebpush  # noqa: PLC0415

    return py_vapid, pywebpush


class Sealing:
    """`key` is the private VAPID key (32 bytes, URL-safe base64); `subject` is whom a push service may write to."""

    def __init__(self, key: str, subject: str) -> None:
        self._key, self._subject = key, subject

    def headers(self, origin: str) -> dict[str, str]:
        """Sign for a push service: `https://host[:port]`. Raises PermanentFailure."""
        if not self._key:
            raise PermanentFailure("web push has no key")
        vapid, _ = _libraries()
        claims = {"aud": origin, "sub": self._subject, "exp": int(time.time()) + SIGNED_FOR_S}
        try:
            signed: dict[str, str] = vapid.Vapid02.from_raw(self._key.encode()).sign(claims)
        except vapid.VapidException as error:
            raise PermanentFailure(f"web push cannot be signed (BANISTER_WEBPUSH_SUBJECT): {error}"[:200]) from error
        return signed

    def seal(self, data: bytes, keys: dict[str, str]) -> bytes:
        """Encrypt for one browser (aes128gcm, RFC 8291). Raises PermanentFailure where its keys are none."""
        _, pushing = _libraries()
        try:
            sealed: bytes = pushing.WebPusher({"endpoint": "", "keys": keys}).encode(data)["body"]
        except (pushing.WebPushException, ValueError, TypeError, IndexError) as error:
            raise PermanentFailure("the subscription's keys are none") from error
        return sealed
