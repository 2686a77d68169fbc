"""The built web app as it is served: files, places inside the app, packing, how long things may be kept."""

import gzip
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from api.unbuilt_page import unbuilt
from api.web_app import encodings
from tests.api.house import House, open_house

HTML = {"Accept": "text/html,application/xhtml+xml"}
SCRIPT = "assets/index-B1x_-9aZ.js"
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder as the build leaves it, and a file beside it that is nobody's."""
    folder = tmp_path_factory.mktemp("built") / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>app</title>", encoding="utf-8")
    (folder / "sw.js").write_text("self.skipWaiting()", encoding="utf-8")
    (folder / "manifest.webmanifest").write_text("{}", encoding="utf-8")
    (folder / "icon-192.png").write_bytes(b"\x89PNG")
    (folder / ".built-from").write_text("{}", encoding="utf-8")
    (folder / SCRIPT).write_text("export {}\n" * 200, encoding="utf-8")
    (folder / f"{SCRIPT}.gz").write_bytes(gzip.compress(b"export {}\n" * 200))
    (folder / f"{SCRIPT}.br").write_bytes(b"as if it were brotli")
    (folder.parent / "secret.js").write_text("secret", encoding="utf-8")
    (folder / "assets" / "out.js").symlink_to(folder.parent / "secret.js")
    return folder


@pytest.fixture(scope="module")
def app_house(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house"), web_dir=built) as house:
        yield house


@pytest.fixture(scope="module")
def client(app_house: House) -> httpx2.Client:
    return app_house.client()


def raw(house: House, target: str) -> tuple[int, bytes]:
    """Ask for exactly these bytes: clients tidy paths up before they send them."""
    host, port = house.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        line.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    return int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("", "text/html; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("sw.js", "text/javascript; charset=utf-8"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("icon-192.png", "image/png"),
        (SCRIPT, "text/javascript; charset=utf-8"),
    ],
)
def test_a_file_comes_with_its_own_media_type(client: httpx2.Client, path: str, media_type: str) -> None:
    answer = client.get(f"/app/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


def test_what_is_named_by_its_digest_is_kept_for_ever_and_all_else_is_asked_for_again(client: httpx2.Client) -> None:
    assert client.get(f"/app/{SCRIPT}").headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("", "index.html", "sw.js", "manifest.webmanifest", "icon-192.png", "family/lin-xiuying"):
        answer = client.get(f"/app/{path}")
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["etag"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", None), ("*", "br")],
)
def test_each_client_is_sent_what_it_can_unpack(client: httpx2.Client, accepted: str, encoding: str | None) -> None:
    with client.stream("GET", f"/app/{SCRIPT}", headers={"Accept-Encoding": accepted}) as answer:
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


def test_packed_and_plain_are_the_same_file(client: httpx2.Client) -> None:
    assert client.get(f"/app/{SCRIPT}", headers={"Accept-Encoding": "gzip"}).text == "export {}\n" * 200
    assert client.get(f"/app/{SCRIPT}", headers=PLAIN).text == "export {}\n" * 200


@pytest.mark.parametrize("accepted", ["", ";", "gzip;q=zero,,", "q=0", "*;q=0", "gzip;q=0.000"])
def test_a_header_that_says_little_asks_for_no_packing_that_it_does_not_name(accepted: str) -> None:
    assert encodings(accepted) <= {"gzip"} if "zero" in accepted else encodings(accepted) == frozenset()


def test_a_file_that_is_known_is_not_sent_again(client: httpx2.Client) -> None:
    etag = client.get("/app/").headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = client.get("/app/", headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
        assert answer.headers["cache-control"] == "no-cache"
    assert client.get("/app/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_same_file_packed_otherwise_has_a_tag_of_its_own(client: httpx2.Client) -> None:
    tags = {client.get(f"/app/{SCRIPT}", headers={"Accept-Encoding": one}).headers["etag"] for one in ("gzip", "x")}
    assert len(tags) == 2


def test_a_build_of_the_same_size_and_time_is_not_taken_for_the_old_one(app_house: House, built: Path) -> None:
    index, client = built / "index.html", app_house.client()
    before, stood = client.get("/app/").headers["etag"], index.stat()
    text = index.read_text(encoding="utf-8")
    index.write_text(text.replace("app", "new"), encoding="utf-8")
    os.utime(index, ns=(stood.st_atime_ns, stood.st_mtime_ns))
    assert client.get("/app/", headers={"If-None-Match": before}).status_code == 200
    index.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("path", ["family/lin-xiuying", "staff/devices/lin-lane.watch-lin", "steward/", "i/a.b.c"])
def test_a_place_inside_the_app_is_given_its_page(client: httpx2.Client, path: str) -> None:
    assert client.get(f"/app/{path}").text == "<!doctype html><title>app</title>"


@pytest.mark.parametrize("path", ["missing.js", "assets/old-12345678.js", "assets/", "assets/nothing", "a/b.png"])
def test_a_file_that_is_not_there_is_not_found(client: httpx2.Client, path: str) -> None:
    answer = client.get(f"/app/{path}", headers=HTML)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "target",
    [
        "/app/../secret.js",
        "/app/%2e%2e/secret.js",
        "/app/%2e%2e%2fsecret.js",
        "/app/assets/..%2f..%2fsecret.js",
        "/app/..%5csecret.js",
        "/app/assets%5c..%5c..%5csecret.js",
        "/app/%252e%252e/secret.js",
        "/app//secret.js",
        "/app/assets//../../secret.js",
        "/app/secret.js%00",
        "/app/index.html%00.js",
        "/app/%00",
        "/app/assets/out.js",
        "/app/.built-from",
        "/app/./index.html",
        f"/app/{'a' * 300}.js",
        f"/app/{'a/' * 3000}b.js",
        "/app/%ff%fe.js",
        "/app/%ed%a0%80.js",
    ],
)
def test_nothing_outside_of_the_folder_is_reached(app_house: House, target: str) -> None:
    status, body = raw(app_house, target)
    assert status == 404
    assert b"secret\n" not in body
    assert b'"type":"/problems/not-found"' in body


@pytest.mark.parametrize("path", ["/", "/app", "/app/", f"/app/{SCRIPT}", "/app/missing.js"])
def test_head_says_what_get_would_and_sends_nothing(client: httpx2.Client, path: str) -> None:
    head, get = client.head(path, headers=HTML), client.get(path, headers=HTML)
    assert (head.status_code, head.content) == (get.status_code, b"")
    told = {"content-type", "content-length", "etag", "cache-control", "vary", "location"}
    assert {name: head.headers.get(name) for name in told} == {name: get.headers.get(name) for name in told}


def test_the_front_door_leads_browsers_to_the_app_and_tells_others_where_things_are(client: httpx2.Client) -> None:
    answer = client.get("/", headers=HTML)
    assert (answer.status_code, answer.headers["location"], answer.headers["vary"]) == (307, "/app/", "Accept")
    assert client.get("/").json()["docs"] == "/docs"
    assert client.get("/app").headers["location"] == "/app/"


def test_every_answer_of_the_app_has_the_rims_headers(client: httpx2.Client) -> None:
    for path in ("", SCRIPT, "missing.js"):
        headers = client.get(f"/app/{path}").headers
        assert headers["content-security-policy"].startswith("default-src 'self'; ")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["permissions-policy"] == "camera=(self), geolocation=(), microphone=()"


def test_nothing_is_changed_under_the_app(client: httpx2.Client) -> None:
    assert {client.request(method, "/app/").status_code for method in ("POST", "PUT", "PATCH", "DELETE")} == {405}


def test_while_it_is_not_built_a_page_says_what_to_run(shared_house: House) -> None:
    client = shared_house.client()
    page = client.get("/app/staff/devices", headers=HTML)
    assert page.status_code == 503
    assert page.headers["cache-control"] == "no-store"
    assert "BANISTER_WEB_DIR" in page.text
    assert client.get("/", headers=HTML).status_code == 200
    assert client.get("/app/sw.js").status_code == 404


def test_where_it_can_be_built_the_page_says_so_and_looks_again_by_itself() -> None:
    page = unbuilt(named=False, status=503)
    assert (page.headers["refresh"], "make web" in bytes(page.body).decode()) == ("5", True)
    assert "refresh" not in unbuilt(named=True, status=503).headers


def test_a_build_that_comes_while_the_server_runs_is_served_at_once(house: House) -> None:
    client, folder = house.client(), house.settings.web
    assert client.get("/app/", headers=HTML).status_code == 503
    folder.mkdir()
    (folder / "index.html").write_text("built", encoding="utf-8")
    assert client.get("/app/", headers=HTML).text == "built"
