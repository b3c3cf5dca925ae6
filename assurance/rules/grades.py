"""The six dimensions of data quality, the grades, and what they come to (rules.md, "How sure are we").

The dimensions are those of the standards for better data quality that public auditors used (accuracy, validity,
reliability, timeliness, relevance, completeness). How they come to one grade no source says: that rule is ours.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)


class Dimension(StrEnum):
    ACCURACY = "accuracy"
    VALIDITY = "validity"
    RELIABILITY = "reliability"
    TIMELINESS = "timeliness"
    RELEVANCE = "relevance"
    COMPLETENESS = "completeness"


ASKS: dict[Dimension, str] = {
    Dimension.ACCURACY: "Is it right, for what it is used for?",
    Dimension.VALIDITY: "Is it recorded as its definition says?",
    Dimension.RELIABILITY: "Is it collected alike, each time and in each place?",
    Dimension.TIMELINESS: "Is it there soon enough to act on?",
    Dimension.RELEVANCE: "Does it tell what it is used to judge?",
    Dimension.COMPLETENESS: "Is anything left out, or missing?",
}


class Grade(StrEnum):
    """From best to worst."""

    SOUND = "sound"
    FAIR = "fair"
    WEAK = "weak"
    UNSAFE = "unsafe"


WORDS: dict[Grade, str] = {
    Grade.SOUND: "Sound",
    Grade.FAIR: "Fair",
    Grade.WEAK: "Weak",
    Grade.UNSAFE: "Not to be relied on",
}
MEANINGS: dict[Grade, str] = {
    Grade.SOUND: "nothing was found that matters",
    Grade.FAIR: "small weaknesses, which do not change what the figure says",
    Grade.WEAK: "weaknesses that could change what the figure says",
    Grade.UNSAFE: "no decision should rest on it as it is",
}
RULE = "The overall grade is that of the weakest of the six: one failing is enough to mislead."
_WORST_FIRST = tuple(reversed(Grade))


def overall(grades: Mapping[Dimension, Grade]) -> Grade:
    """The grade of a whole certificate: the worst of its six. Raises ValueError where one of them is missing."""
    if missing := [each for each in Dimension if each not in grades]:
        raise ValueError(f"not graded: {', '.join(missing)}")
    return worst(grades.values())


def worst(grades: Iterable[Grade]) -> Grade:
    """The worst of some grades."""
    return min(grades, key=_WORST_FIRST.index)


class Standing(StrEnum):
    """Whether a certificate still holds."""

    NONE = "none"
    HOLDS = "holds"
    SOON = "soon"
    OVERDUE = "overdue"
    LOST = "lost"


STANDING_WORDS: dict[Standing, str] = {
    Standing.NONE: "No certificate",
    Standing.HOLDS: "Reviewed",
    Standing.SOON: "Review due soon",
    Standing.OVERDUE: "Review overdue",
    Standing.LOST: "No longer independent",
}


def standing_of(review_on: date | None, today: date, *, is_independent: bool = True) -> Standing:
    """Whether a certificate that is to be reviewed by a day (None: there is no certificate) still holds today. On the
    day itself it does. ``is_independent``: whoever gave it had no hand in the figures, then or since.
    """
    if review_on is None:
        return Standing.NONE
    if not is_independent:
        return Standing.LOST
    if review_on < today:
        return Standing.OVERDUE
    return Standing.SOON if review_on - today <= SOON else Standing.HOLDS
