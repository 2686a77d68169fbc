"""Deny by default: no route without a declared rule."""

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from api.access import PUBLIC, AccessRule
from tests.api.house import House

LOG_IN = ("/api/v1/session", "POST")
BY_LINK = ("/a/{token}", "POST")
BY_INVITATION = ("/i/{token}", "POST")


def routes(house: House) -> Iterator[RouteContext]:
    yield from iter_route_contexts(house.app.routes)


def has_rule(dependant: Dependant) -> bool:
    call: object = dependant.call
    return isinstance(call, AccessRule) or any(map(has_rule, dependant.dependencies))


def open_routes(house: House) -> set[tuple[str, str]]:
    return {
        (str(route.path), method)
        for route in routes(house)
        for method in route.methods or set()
        if not (hasattr(route.original_route, "dependant") and has_rule(route.dependant))
    }


def test_only_the_routes_on_the_public_list_have_no_rule(shared_house: House) -> None:
    allowed = {(path, method) for path in PUBLIC for method in ("GET", "HEAD")} | {LOG_IN, BY_LINK, BY_INVITATION}
    assert open_routes(shared_house) <= allowed


def test_every_public_route_exists(shared_house: House) -> None:
    assert {path for path, _ in open_routes(shared_house)} == PUBLIC | {LOG_IN[0]}


def test_there_are_no_websockets(shared_house: House) -> None:
    assert all(route.methods for route in routes(shared_house))
