"""How likely it is that a measure's figures mislead, and how much that would matter: points, each with its reason.

Ours: no published source gives the weights. Internal audit draws more often where there are more of them.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from assurance.rules.grades import Grade, Standing

NEAR = Decimal("0.02")  # of the target: a small error on either side would turn the status
_MOST_REVISIONS = _MOST_WARNINGS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What is known of a measure's figures in a year. ``revisions``: figures that were approved more than once;
    ``typed``: figures typed in without a word of where they come from; ``warned``: figures kept although a check
    warned; ``late``: handed in late.
    """

    is_key: bool = False
    standing: Standing = Standing.NONE
    grade: Grade | None = None
    revisions: int = 0
    typed: int = 0
    warned: int = 0
    late: int = 0
    is_near: bool = False


class Reason(NamedTuple):
    """Why a measure is looked at more often."""

    points: int
    words: str


def reasons_of(signs: Signs) -> list[Reason]:
    """Why a measure's figures may mislead, the weightiest first."""
    found = [
        Reason(3 if signs.is_key else 0, "key measure"),
        Reason(_OF_STANDING.get(signs.standing, 0), _SAID.get(signs.standing, "")),
        Reason(_OF_GRADE.get(signs.grade, 0), "graded weak" if signs.grade is Grade.WEAK else "graded unsafe"),
        Reason(2 if signs.is_near else 0, "close to its target"),
        Reason(min(signs.revisions, _MOST_REVISIONS), _times(signs.revisions, "revision")),
        Reason(min(signs.warned, _MOST_WARNINGS), _times(signs.warned, "warning overridden", "warnings overridden")),
        Reason(1 if signs.late else 0, _times(signs.late, "late figure")),
        Reason(1 if signs.typed else 0, "typed in, its source not named"),
    ]
    return sorted((each for each in found if each.points), key=lambda each: -each.points)


_OF_STANDING = {Standing.NONE: 3, Standing.LOST: 3, Standing.OVERDUE: 2}
_SAID = {
    Standing.NONE: "no certificate",
    Standing.LOST: "checker had a hand in it since",
    Standing.OVERDUE: "review overdue",
}
_OF_GRADE: dict[Grade | None, int] = {Grade.WEAK: 2, Grade.UNSAFE: 3}


def points_of(reasons: list[Reason]) -> int:
    """What the reasons come to."""
    return sum(each.points for each in reasons)


def is_near(value: Decimal | None, target: Decimal | None) -> bool:
    """Whether a figure lies so close to its target, on either side, that a small error would turn its status."""
    if value is None or target is None:
        return False
    return abs(value - target) <= abs(target) * NEAR


def _times(count: int, word: str, words: str = "") -> str:
    return f"{count} {word if count == 1 else words or f'{word}s'}"
