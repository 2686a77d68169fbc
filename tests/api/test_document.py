"""The OpenAPI document is whole, and the pages that show it ask nobody else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.access import PUBLIC
from tests.api.house import House

URL = re.compile(r"""(?:src|href|url)\s*[=:(]\s*["']?(?:https?:)?//""", re.IGNORECASE)


@pytest.fixture(scope="module")
def document(shared_house: House) -> dict[str, Any]:
    found: dict[str, Any] = shared_house.client().get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return found


def has_example(document: dict[str, Any], content: dict[str, Any]) -> bool:
    if "example" in content or "examples" in content:
        return True
    schema = content.get("schema", {})
    return bool((resolved(document, schema) if "$ref" in schema else schema).get("examples"))


def test_every_operation_has_a_summary_and_says_what_it_does(document: dict[str, Any]) -> None:
    bare = [name for name, one in operations(document) if not (one.get("summary") and one.get("description"))]
    assert not bare


def test_every_answer_has_a_model_and_an_example(document: dict[str, Any]) -> None:
    bare = []
    for name, operation in operations(document):
        good = next(answer for status, answer in operation["responses"].items() if status.startswith(("2", "3")))
        if not all(has_example(document, content) for content in good.get("content", {}).values()):
            bare.append(name)
        if "content" not in good and not operation["responses"].keys() & {"204", "303"}:
            bare.append(name)
    assert not bare


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    bodies = {name: one["requestBody"]["content"] for name, one in operations(document) if "requestBody" in one}
    assert len(bodies) >= 18
    for name, content in bodies.items():
        for media_type, body in content.items():
            options = [body["schema"], *body["schema"].get("anyOf", [])]
            of_model = any(resolved(document, one).get("examples") for one in options if "$ref" in one)
            assert of_model or (media_type != "application/json" and has_example(document, body)), name


def test_every_operation_says_how_it_fails(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        failures = {status: one for status, one in operation["responses"].items() if status >= "400"}
        assert "500" in failures, name
        kinds = {kind for one in failures.values() for kind in one["content"]}
        page = {"text/html"} if " /a/" in name or " /i/" in name else {"application/json"}
        assert kinds <= {"application/problem+json"} | page, name


def test_what_needs_a_login_says_so(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        path = name.partition(" ")[2]
        by_itself = name == "POST /api/v1/session" or path in PUBLIC or path.endswith("/invitations/{token}")
        if "/api/v1/" in name and not by_itself:
            assert {"401", "403"} <= set(operation["responses"]), name
            assert operation["security"], name


@pytest.mark.parametrize("path", ["/docs", "/docs/start.js", "/docs/swagger-ui.css", "/"])
def test_no_page_asks_anybody_else(shared_house: House, path: str) -> None:
    answer = shared_house.client().get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert URL.search(answer.text) is None


def test_all_that_the_docs_page_names_is_here(shared_house: House) -> None:
    client = shared_house.client()
    page = client.get("/docs").text
    named = [*re.findall(r'(?:src|href)="([^"]+)"', page), "/docs/openapi-3.0.json"]
    assert {path: client.get(path).status_code for path in named} == dict.fromkeys(named, 200)
    assert client.get("/docs/swagger-initializer.js").status_code == 404


def test_the_older_document_is_in_the_older_words(shared_house: House) -> None:
    older = shared_house.client().get("/docs/openapi-3.0.json")
    assert older.json()["openapi"] == "3.0.3"
    assert '"type":"null"' not in older.text


def test_the_signpost_is_for_people_and_for_machines(shared_house: House) -> None:
    client = shared_house.client()
    assert client.get("/").json()["docs"] == "/docs"
    assert '<a href="/docs">' in client.get("/", headers={"Accept": "text/html"}).text
