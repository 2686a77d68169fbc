"""OpenAPI 3.0 out of 3.1, as far as our own document needs it: the bundled Swagger UI reads no newer one."""

from typing import Any

_NULL = {"type": "null"}


def as_3_0(document: dict[str, Any]) -> dict[str, Any]:
    """Give the document in the older version's words."""
    older: dict[str, Any] = _older(document)
    return older | {"openapi": "3.0.3"}


def _older(node: Any) -> Any:
    if isinstance(node, list):
        return [_older(one) for one in node]
    if not isinstance(node, dict):
        return node
    changed = {key: _older(value) for key, value in node.items()}
    if _NULL in (node.get("anyOf") or ()):
        changed = _nullable(changed)
    if isinstance(changed.get("examples"), list) and changed["examples"]:
        changed["example"] = changed.pop("examples")[0]
    if "const" in changed:
        changed["enum"] = [changed.pop("const")]
    return changed | _bounds(node)


def _nullable(node: dict[str, Any]) -> dict[str, Any]:
    others = [one for one in node["anyOf"] if one != _NULL]
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    return rest | {"nullable": True} | (others[0] if len(others) == 1 else {"anyOf": others})


def _bounds(node: dict[str, Any]) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    for older, newer in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(node.get(newer), int | float) and not isinstance(node[newer], bool):
            bounds |= {older: node[newer], newer: True}
    return bounds
