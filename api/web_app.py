"""The built web app as it rests on the disk: which file answers a path, packed how, and how long it may be kept."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from starlette.datastructures import Headers
from starlette.responses import Response

TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".ico": "image/vnd.microsoft.icon",
        ".jpg": "image/jpeg",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".map": "application/json",
        ".mp3": "audio/mpeg",
        ".ogg": "audio/ogg",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
        ".wav": "audio/wav",
        ".webmanifest": "application/manifest+json",
        ".webp": "image/webp",
        ".woff2": "font/woff2",
        ".xml": "application/xml",
    }
)
"""What we serve; the machine's own table differs from one to the next. What is not here is no file of the app."""
PACKED = (("br", ".br"), ("gzip", ".gz"))
"""What the build leaves beside a file that grows smaller by it, the smallest first."""
INDEX = "index.html"
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_HASHED = re.compile(r"assets/(?:.+/)?[^/]+-[A-Za-z0-9_-]{8}\.[a-z0-9]+")
_HERE = Path(__file__).resolve().parent
CHECKOUT = _HERE.parent / "web"
"""Where the sources are, in a checkout."""


@dataclass(frozen=True, slots=True)
class WebApp:
    """The folder of a built app, which may be empty, or be filled while we run."""

    folder: Path

    @property
    def is_built(self) -> bool:
        """Whether there is something to show."""
        return (self.folder / INDEX).is_file()

    def answer(self, path: str, asked: Headers) -> Response | None:
        """Give the file at `path`, or the app's page where it is a place inside the app; None: there is no such thing.

        Places are told from files by their ending: `staff/devices/lin-lane.watch-lin` is a place, `old-1a2b.js` none.
        """
        found = self._file(path)
        if found is None and (not _well_formed(path) or path.startswith("assets/") or _ending(path) in TYPES):
            return None
        chosen = path if found else INDEX
        return _sent(found or self.folder / INDEX, chosen, asked)

    def _file(self, path: str) -> Path | None:
        if not _well_formed(path) or _ending(path) not in TYPES:
            return None
        try:
            found = (self.folder / path).resolve()
            return found if found.is_file() and found.is_relative_to(self.folder.resolve()) else None
        except (OSError, ValueError):  # a name longer than the disk takes, or none at all
            return None


def default_folder() -> Path:
    """Give where the built app is when nobody says: the checkout's, or the copy that a wheel carries."""
    return CHECKOUT / "dist" if is_checkout() else _HERE / "web"


def is_checkout() -> bool:
    """Whether the app's sources are here, so that it can be built."""
    return (CHECKOUT / "package.json").is_file()


def _well_formed(path: str) -> bool:
    """Tell whether a path is one that a link of ours could have: no way up, nothing hidden, no empty step within."""
    steps = path.removesuffix("/").split("/")
    return path == "" or not any(not step or step.startswith(".") or set(step) & {"\\", "\0"} for step in steps)


def _ending(path: str) -> str:
    dot = path.rpartition("/")[2].rfind(".")
    return path.rpartition("/")[2][dot:].lower() if dot >= 0 else ""


def _sent(file: Path, path: str, asked: Headers) -> Response | None:
    packed, encoding = _packed(file, asked.get("accept-encoding", ""))
    try:
        body = packed.read_bytes()
    except OSError:  # another build has just taken its place
        return None
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Vary": "Accept-Encoding",
        "Cache-Control": _FOREVER if _HASHED.fullmatch(path) else _ASK_AGAIN,
    }
    if _is_known(etag, asked.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, headers=headers, media_type=TYPES[file.suffix.lower()])


def _packed(file: Path, accepted: str) -> tuple[Path, str]:
    takes = encodings(accepted)
    for encoding, ending in PACKED:
        smaller = file.with_name(file.name + ending)
        if encoding in takes and smaller.is_file():
            return smaller, encoding
    return file, ""


def encodings(accepted: str) -> frozenset[str]:
    """Give which of our encodings a client takes (RFC 9110, 12.5.3): `q=0` refuses, `*` means all not named."""
    named: dict[str, bool] = {}
    for one in accepted.lower().split(","):
        name, _, weight = one.partition(";")
        named[name.strip()] = not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", weight)
    others = named.get("*", False)
    return frozenset(encoding for encoding, _ in PACKED if named.get(encoding, others))


def _is_known(etag: str, known: str) -> bool:
    """Compare weakly, as GET does: a proxy that packs by itself marks our tags as weak."""
    return known.strip() == "*" or etag in {one.strip().removeprefix("W/") for one in known.split(",")}
