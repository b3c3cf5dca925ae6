"""Whether an objective is SMART, letter by letter with reasons: guidance to whoever writes it, which refuses nothing.

The letters are those of every guide to appraisal; how each is looked for is *ours* (docs/rules.md, 18).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plans.quality import FEWEST_WORDS

_VAGUE = (
    "as appropriate", "as necessary", "assist", "be aware", "better", "continue", "contribute", "embed", "ensure",
    "explore", "facilitate", "improve", "maintain", "promote", "support", "where possible", "work with",
)  # fmt: skip
_SPELLED = r"all|every|none|no|one|two|three|four|five|six|seven|eight|nine|ten|half|quarter|third"
_COUNTED = re.compile(rf"\d|\b({_SPELLED})\b", re.IGNORECASE)
_FINISHED = re.compile(
    r"\b(adopted|agreed|approved|audited|awarded|built|certificate|complete[d]?|delivered|finished|installed|launched"
    r"|live|open|opened|passed|published|qualified|replaced|signed|submitted|trained)\b",
    re.IGNORECASE,
)


class Letter(StrEnum):
    SPECIFIC = "Specific"
    MEASURABLE = "Measurable"
    ACHIEVABLE = "Achievable"
    RELEVANT = "Relevant"
    TIME_BOUND = "Time-bound"


@dataclass(frozen=True, slots=True)
class Facts:
    """What an objective says. ``measure`` is how it will be measured; ``is_linked``: it was chosen from a plan."""

    title: str
    measure: str
    due_on: date | None
    is_linked: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One letter. ``holds`` None: a person's judgement."""

    letter: Letter
    holds: bool | None
    reason: str


def smart(facts: Facts, *, starts_on: date, ends_on: date) -> tuple[Finding, ...]:
    """The five letters of an objective for the year between these days, each with its reason."""
    return (
        _specific(facts.title),
        _measurable(facts.measure),
        Finding(Letter.ACHIEVABLE, None, "For the two of you to judge: you sign that it is."),
        _relevant(facts.is_linked),
        _time_bound(facts.due_on, starts_on, ends_on),
    )


def is_well_set(findings: Sequence[Finding]) -> bool:
    """Whether every letter holds that can be looked for."""
    return all(each.holds is not False for each in findings)


def _specific(title: str) -> Finding:
    words = title.split()
    if len(words) < FEWEST_WORDS:
        return Finding(
            Letter.SPECIFIC, False, f"It has fewer than {FEWEST_WORDS} words. Say what will be done, to what."
        )
    vague = next((each for each in _VAGUE if re.match(rf"{each}\b", title.strip(), re.IGNORECASE)), "")
    if vague:
        return Finding(Letter.SPECIFIC, False, f"“{vague.capitalize()}” says little alone. Say what you will do.")
    return Finding(Letter.SPECIFIC, True, "It says what will be done.")


def _measurable(measure: str) -> Finding:
    if not measure.strip():
        return Finding(Letter.MEASURABLE, False, "It does not say how it will be measured. Say how you will both know.")
    if not (_COUNTED.search(measure) or _FINISHED.search(measure)):
        reason = "There is no number and nothing finished to look for. Say how many, or what will be there."
        return Finding(Letter.MEASURABLE, False, reason)
    return Finding(Letter.MEASURABLE, True, "It says how you will both know.")


def _relevant(is_linked: bool) -> Finding:
    if not is_linked:
        return Finding(Letter.RELEVANT, False, "It serves no objective of a plan. Choose the one that it helps with.")
    return Finding(Letter.RELEVANT, True, "It serves an objective of the plan.")


def _time_bound(due_on: date | None, starts_on: date, ends_on: date) -> Finding:
    if due_on is None:
        return Finding(Letter.TIME_BOUND, False, "It has no date. Say by when.")
    if not starts_on <= due_on <= ends_on:
        return Finding(Letter.TIME_BOUND, False, "Its date lies outside the year of this review. Choose one within it.")
    return Finding(Letter.TIME_BOUND, True, "It has a date within the year.")
