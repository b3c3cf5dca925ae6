"""What a token may do, besides what the post that it acts as may do. Pure: the whole list on one page.

A scope only narrows: nothing that the post may not read or do is opened by one. None reaches development reviews,
private plans, people or settings.
"""

from collections.abc import Iterable
from enum import StrEnum


class Scope(StrEnum):
    MEASURES_READ = "measures:read"
    PLANS_READ = "plans:read"
    RISKS_READ = "risks:read"
    FIGURES_WRITE = "figures:write"
    FIGURES_SUBMIT = "figures:submit"


WORDS: dict[Scope, str] = {
    Scope.MEASURES_READ: "Read measures: definitions, figures, targets and statuses",
    Scope.PLANS_READ: "Read plans and objectives",
    Scope.RISKS_READ: "Read risks",
    Scope.FIGURES_WRITE: "Enter figures as drafts",
    Scope.FIGURES_SUBMIT: "Submit figures for approval",
}


def scopes_of(names: Iterable[str]) -> frozenset[Scope]:
    """The scopes by their names. A name that is no scope any more opens nothing."""
    known = {scope.value for scope in Scope}
    return frozenset(Scope(name) for name in names if name in known)


def in_words(scopes: Iterable[Scope]) -> list[str]:
    """What may be done, a line each, in the order of the list above."""
    given = set(scopes)
    return [WORDS[scope] for scope in Scope if scope in given]
