"""What everybody gets of consents, relatives, invitations and the trail, in the order of `ASKERS` in the walk."""

from typing import Any

from tests.neighbourhood import DAUGHTER, MRS_LIN

_HER = f"/residents/{MRS_LIN}"
_CONSENT = {"signed_by": "herself", "how": "on_paper", "text_version": "2026-11"}
_INVITATION = {"relation": "son", "scopes": ["alerts"]}
_RELATIVE = {"relation": "daughter", "tell": True}
_NO_TOKEN = "A" * 43

CONSENTS: tuple[tuple[str, str, Any, str], ...] = (
    ("GET", "/consent-texts", None, "401 200 200 200 200 200 200 200 200"),
    ("GET", "/me/consents", None, "401 200 200 200 200 200 200 200 403"),
    ("GET", "/consents/missing", None, "401 403 403 403 403 200 200 200 403"),
    ("GET", f"{_HER}/consents", None, "401 404 200 403 403 404 200 200 403"),
    ("POST", f"{_HER}/consents", _CONSENT, "401 404 403 403 403 404 201 201 403"),
    ("DELETE", f"{_HER}/consents/nothing", None, "401 404 404 403 403 404 404 404 403"),
    ("GET", f"{_HER}/relatives", None, "401 404 200 403 403 404 200 200 403"),
    ("PUT", f"{_HER}/relatives/{DAUGHTER}", _RELATIVE, "401 404 403 403 403 404 200 200 403"),
    ("PATCH", f"{_HER}/relatives/{DAUGHTER}", {"tell": True}, "401 404 200 403 403 404 200 200 403"),
    ("DELETE", f"{_HER}/relatives/nobody", None, "401 404 404 403 403 404 404 404 403"),
    ("GET", f"{_HER}/invitations", None, "401 404 200 403 403 404 200 200 403"),
    ("POST", f"{_HER}/invitations", _INVITATION, "401 404 201 403 403 404 201 201 403"),
    ("DELETE", f"{_HER}/invitations/nothing", None, "401 404 404 403 403 404 404 404 403"),
    ("GET", f"/invitations/{_NO_TOKEN}", None, "404 404 404 404 404 404 404 404 404"),
    ("POST", f"/invitations/{_NO_TOKEN}", None, "404 404 404 404 404 404 404 404 404"),
    ("GET", "/audit", None, "401 403 403 403 403 200 200 200 403"),
    ("GET", f"{_HER}/looks", None, "401 404 200 403 403 404 200 200 403"),
)
