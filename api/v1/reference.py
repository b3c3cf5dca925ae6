"""The description for people: what OpenAPI says, as plain rows for a page of our own."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Described = Mapping[str, Any]


class Field(NamedTuple):
    name: str
    kind: str
    needed: bool
    said: str


class Operation(NamedTuple):
    """One address and method: what is asked, sent and answered."""

    method: str
    path: str
    said: str
    asked: list[Field]
    sent: list[Field]
    answered: list[Field]
    refusals: list[tuple[str, str]]


def operations(description: Described) -> dict[str, list[Operation]]:
    """All of them, by the heading that they stand under."""
    found: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        for method, each in methods.items():
            found.setdefault(each["tags"][0], []).append(_operation(description, path, method, each))
    return found


def _operation(description: Described, path: str, method: str, each: Described) -> Operation:
    schema = description["components"]["schemas"]
    body = each.get("requestBody")
    good = each["responses"][200]
    return Operation(
        method=method.upper(),
        path=path,
        said=each.get("description", ""),
        asked=[
            Field(one["name"], _kind(one["schema"]), one.get("required", False), _said(one["schema"]))
            for one in each.get("parameters", [])
        ],
        sent=list(_fields(schema, _shape(body))) if body else [],
        answered=list(_fields(schema, _shape(good))),
        refusals=[
            (str(status), one["description"]) for status, one in sorted(each["responses"].items()) if status != 200
        ],
    )


def _shape(answer: Described) -> Described:
    shape: Described = answer["content"]["application/json"]["schema"]
    return shape


def _fields(schemas: Described, shape: Described) -> Iterator[Field]:
    """The fields of a shape; of a page of a list those of one of its items."""
    named = schemas[shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape
    if "items" in named.get("properties", {}):
        yield from _fields(schemas, named["properties"]["items"]["items"])
        return
    needed = named.get("required", [])
    for name, each in named.get("properties", {}).items():
        yield Field(name, _kind(each), name in needed, _said(each))


def _said(each: Described) -> str:
    return str(each.get("description", ""))


def _kind(each: Described) -> str:
    """ "text", "whole number", "list of text", "one of green, amber"."""
    if "anyOf" in each:
        return " or ".join(_kind(one) for one in each["anyOf"])
    if "$ref" in each:
        return str(each["$ref"].rpartition("/")[2])
    if "enum" in each:
        return "one of " + ", ".join(value or "nothing" for value in each["enum"])
    if each.get("type") == "array":
        return f"list of {_kind(each['items'])}"
    kinds = {
        "string": "text",
        "integer": "whole number",
        "boolean": "true or false",
        "null": "null",
        "object": "object",
    }
    return str(each.get("format") or kinds.get(each.get("type", ""), "anything"))
