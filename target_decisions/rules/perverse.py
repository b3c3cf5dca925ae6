"""Which targets invite gaming: named with what may happen, so that a counter-measure can be named beside it (C19).

Read from what the definition sheet says, in words that councils use. It is a prompt for a person and judges nobody:
what it does not find may still be there, and the proposal says so.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from indicators.rules.vocabulary import Counting, ValueKind


class Effect(StrEnum):
    """What a target may bring about that nobody wanted."""

    DEADLINE = "deadline"
    COUNT = "count"
    CREAMING = "creaming"


@dataclass(frozen=True, slots=True)
class Risk:
    """An effect: what it is called, why this target may bring it about, and what usually stands against it."""

    effect: Effect
    name: str
    why: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the definition of a measure says. ``has_quality_beside``: another measure of the same service or objective
    tells of outcomes, satisfaction or what people think.
    """

    name: str
    definition: str = ""
    denominator: str = ""
    kind: ValueKind
    counting: Counting
    is_output: bool
    has_quality_beside: bool


_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty)"
_SPAN = r"(?:working |calendar |school )?(?:second|minute|hour|day|week|month)s?"
_DEADLINES = re.compile(
    rf"\bin {_NUMBER} (?:working )?(?:second|minute|hour|day)s?\b"
    rf"|\b(?:within|in under|in less than|less than|under|inside) (?:the )?{_NUMBER}[ -]?{_SPAN}\b"
    r"|\bwithin (?:the )?(?:target|time ?limits?|timescales?|deadlines?|statutory)"
    r"|\b(?:on time|in time|by the deadline|before the deadline)\b",
    re.IGNORECASE,
)
_SUBSETS = re.compile(
    r"\b(?:of (?:those|all) (?:who|that|which)|who (?:completed?|started?|engaged|agreed|took up)|"
    r"eligible|suitable|successful(?:ly)?|accepted|referred|selected|completed|closed)\b",
    re.IGNORECASE,
)
_COUNTED = (Counting.FLOW, Counting.CUMULATIVE)
_SHARES = (ValueKind.PERCENTAGE, ValueKind.RATIO)


def perverse_effects(sheet: Sheet) -> tuple[Risk, ...]:
    """What the target may bring about; empty where nothing in the definition points to it."""
    return tuple(risk for risk in (_deadline(sheet), _count(sheet), _creaming(sheet)) if risk is not None)


def _deadline(sheet: Sheet) -> Risk | None:
    found = _DEADLINES.search(sheet.name) or _DEADLINES.search(sheet.definition)
    if found is None:
        return None
    return Risk(
        Effect.DEADLINE,
        "Bunching at the deadline",
        f"It counts what is done “{found.group()}”: cases just before the deadline may be hurried or closed early, and "
        "those just past it left, since they count as missed already.",
        "the longest waits or the average time, and how many cases come back or are reopened.",
    )


def _count(sheet: Sheet) -> Risk | None:
    is_count = sheet.kind is ValueKind.NUMBER and sheet.counting in _COUNTED and sheet.is_output
    if not is_count or sheet.has_quality_beside:
        return None
    return Risk(
        Effect.COUNT,
        "Quantity before quality",
        "It counts what is produced, and no measure beside it tells what it was worth: more can be counted by doing "
        "each less well, or by splitting one into several.",
        "a measure of quality, of what changed for people, or of what they think of it.",
    )


def _creaming(sheet: Sheet) -> Risk | None:
    text = sheet.denominator or (sheet.name if sheet.kind in _SHARES else "")
    found = _SUBSETS.search(text)
    if sheet.kind not in _SHARES or found is None:
        return None
    return Risk(
        Effect.CREAMING,
        "Cherry-picking",
        f"It is a share of a part (“{found.group()}”) that the service itself has a say in: the share rises where hard "
        "cases are left out.",
        "how many there are in all, and who is left out, by area or group.",
    )
