"""Answers kept while the process runs. They must depend on the arguments of the function and on nothing else.

Answers that depend on the database belong to ``snapshot_cache``.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Memo(NamedTuple):
    """One function whose answers are kept: ``why`` it is worth it, and how to forget them."""

    name: str
    why: str
    forget: Callable[[], None]


memos: list[Memo] = []
"""Every memo of the process."""


def memo(size: int | None, *, why: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last ``size`` answers of a function (None: all) whose arguments can be hashed. Answers are shared, so
    nobody may change them. Arguments of another type have another answer: True is not 1, and text marked as safe is not
    the text that looks like it.
    """

    def keep(function: Callable[P, T]) -> Callable[P, T]:
        kept = lru_cache(maxsize=size, typed=True)(function)
        memos.append(Memo(f"{function.__module__}.{function.__qualname__}", why, kept.cache_clear))
        return kept  # type: ignore[return-value]  # the wrapper takes what the function takes

    return keep


def forget_all() -> None:
    """Work everything out anew from now on: for tests, and for measuring."""
    for each in memos:
        each.forget()
