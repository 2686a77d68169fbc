"""Cross-site request forgery: what changes something must come from our own pages, or from no page at all."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def is_bearer(authorization: str) -> bool:
    """Tell whether this header carries an API key; a cookie beside it is not looked at then."""
    scheme, _, secret = authorization.partition(" ")
    return scheme.lower() == "bearer" and bool(secret.strip())


def is_foreign(method: str, headers: Headers, own_address: str) -> bool:
    """Tell whether a page of another origin asks for a change.

    Browsers say so by Sec-Fetch-Site, older ones by Origin. A request that carries neither is no browser's. One with
    an API key is nobody's cookie, so it is not judged; any other `Authorization` stands beside a cookie that counts.
    """
    if method in _SAFE or is_bearer(headers.get("authorization", "")):
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return False
    return origin != own_address and urlsplit(origin).netloc != headers.get("host", "")
