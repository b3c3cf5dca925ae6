"""Whether a value has the type that a schema of ``reporting.document`` gives it, and every text in it. No Django."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict


def mismatches(value: Any, expected: Any, place: str) -> Iterator[str]:
    """Each place where the value does not have the annotated type."""
    origin = get_origin(expected)
    if is_typeddict(expected):
        yield from _mapping_mismatches(value, expected, place)
    elif origin is Literal:
        if value not in get_args(expected):
            yield f"{place} is {value!r}, expected one of {', '.join(map(str, get_args(expected)))}"
    elif origin is list:
        if not isinstance(value, list):
            yield f"{place} is {type(value).__name__}, expected a list"
            return
        for i, item in enumerate(value):
            yield from mismatches(item, get_args(expected)[0], f"{place}[{i}]")
    elif origin in (Union, UnionType):
        options = [list(mismatches(value, option, place)) for option in get_args(expected)]
        if all(options):
            yield from options[0]
    elif not _is_plain(value, expected):
        wanted = "None" if expected is type(None) else expected.__name__
        yield f"{place} is {type(value).__name__}, expected {wanted}"


def _mapping_mismatches(value: Any, expected: Any, place: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{place} is {type(value).__name__}, expected {expected.__name__}"
        return
    hints = _hints(expected)
    yield from (f"{place}.{key} is missing" for key in sorted(expected.__required_keys__ - value.keys()))
    yield from (f"{place}.{key} is not part of the schema" for key in sorted(value.keys() - hints.keys()))
    for key, hint in hints.items():
        if key in value:
            yield from mismatches(value[key], hint, f"{place}.{key}")


@cache
def _hints(expected: Any) -> dict[str, Any]:
    return get_type_hints(expected)


def texts(value: Any, expected: Any, unsaid: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Every text in a sound value of the annotated type, in the schema's order. Words of a ``Literal`` are none.

    Left out is what ``unsaid`` names: a schema's name and a key of it. Its values say why.
    """
    if is_typeddict(expected):
        for key, hint in _hints(expected).items():
            if key in value and (expected.__name__, key) not in unsaid:
                yield from texts(value[key], hint, unsaid)
    elif get_origin(expected) is list:
        for item in value:
            yield from texts(item, get_args(expected)[0], unsaid)
    elif get_origin(expected) in (Union, UnionType):
        (sound, *_) = (each for each in get_args(expected) if not any(mismatches(value, each, "")))
        yield from texts(value, sound, unsaid)
    elif expected is str:
        yield value


def _is_plain(value: Any, expected: type) -> bool:
    if expected is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, expected) and not (expected is int and isinstance(value, bool))
