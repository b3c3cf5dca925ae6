"""Compares what councils printed with what the engine computes from the same row (rules.md 3 and 4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from indicators.imports.council_rules import CouncilRule
from indicators.published.explanations import Explanation
from indicators.published.printed_rating import computed_rating, computed_travel
from indicators.published.printed_row import NotRateable
from indicators.published.published_rows import PublishedRow, same_word
from indicators.rules.reasons import describe
from indicators.rules.vocabulary import Direction, Status

Kind = Literal["rating", "direction"]


class Outcome(StrEnum):
    """How a printed answer and ours compare."""

    AGREE = "agree"
    EXPLAINED = "explained"
    UNEXPLAINED = "unexplained"
    NOT_RATEABLE = "not_rateable"


@dataclass(frozen=True, slots=True)
class Result:
    """A printed answer and ours. ``computed`` is in the council's words; None if the engine gives no answer."""

    kind: Kind
    file: str
    line: int
    indicator_ref: str
    indicator: str
    period: str
    published: str
    computed: str | None
    reason: str
    outcome: Outcome


def check_row(
    file: str, row: PublishedRow, rules: Mapping[str, CouncilRule], unreadable: str = ""
) -> tuple[Result, Result]:
    """Compare the printed status and direction of a row with ours. ``unreadable`` says what is wrong with the row."""
    return _compared("rating", file, row, rules, unreadable), _compared("direction", file, row, rules, unreadable)


def explain(results: Iterable[Result], explanations: Sequence[Explanation]) -> tuple[list[Result], list[Explanation]]:
    """The results with their explanations, and the explanations that fit no disagreement."""
    answered, used = [], set()
    for result in results:
        fitting = [each for each in explanations if each.fits(result)] if result.outcome is Outcome.UNEXPLAINED else []
        if fitting:
            used.update(each.at for each in fitting)
            reason = f"{result.reason}. Explained: {fitting[0].text}"
            result = replace(result, outcome=Outcome.EXPLAINED, reason=reason)
        answered.append(result)
    return answered, [each for each in explanations if each.at not in used]


def _compared(kind: Kind, file: str, row: PublishedRow, rules: Mapping[str, CouncilRule], unreadable: str) -> Result:
    published = row.published_rag if kind == "rating" else row.published_dot
    try:
        if unreadable:
            raise NotRateable(unreadable)
        rule = _rule_of(row, rules)
        computed, reason = _rated(rule, row) if kind == "rating" else _travelled(rule, row)
        outcome = Outcome.AGREE if computed == published else Outcome.UNEXPLAINED
    except NotRateable as why:
        computed, reason, outcome = None, str(why), Outcome.NOT_RATEABLE
    return Result(
        kind, file, row.line, row.indicator_ref, row.indicator, row.period, published, computed, reason, outcome
    )


def _rule_of(row: PublishedRow, rules: Mapping[str, CouncilRule]) -> CouncilRule:
    if row.rule_id not in rules:
        raise NotRateable(f"the rule “{row.rule_id}” is not in the rules file" if row.rule_id else "no rule is named")
    return rules[row.rule_id]


def _rated(rule: CouncilRule, row: PublishedRow) -> tuple[str, str]:
    """Our status in the council's words (the printed word itself where we agree), and the reason."""
    if not row.published_rag:
        raise NotRateable("no status is printed")
    printed = [status for status, words in rule.words.items() if _is_among(row.published_rag, words)]
    if not printed:
        if _is_among(row.published_rag, rule.not_rated):
            raise NotRateable(f"printed as “{row.published_rag}”, which is not a rating")
        raise NotRateable(f"“{row.published_rag}” is not among the words of the rule {rule.rule_id}")
    rating = computed_rating(rule, row)
    if rating.status in printed:
        return row.published_rag, describe(rating)
    return _word(rule, rating.status), describe(rating)


def _travelled(rule: CouncilRule, row: PublishedRow) -> tuple[str, str]:
    if not row.published_dot:
        raise NotRateable("no direction is printed")
    travel = computed_travel(rule, row)
    if travel.direction in (Direction.HIGHER, Direction.LOWER):
        raise NotRateable(f"no polarity: “{row.polarity}” does not say whether higher or lower is better")
    printed = [direction for direction, words in rule.dot_words.items() if _is_among(row.published_dot, words)]
    if not printed:
        raise NotRateable(f"“{row.published_dot}” is not among the words of the rule {rule.rule_id}")
    reason = f"a change of {travel.change} by the rule's comparison is {travel.direction}"
    if travel.direction in printed:
        return row.published_dot, reason
    words = rule.dot_words[travel.direction]
    return (words[0] if words else travel.direction.value), reason


def _word(rule: CouncilRule, status: Status) -> str:
    words = rule.words[status]
    return words[0] if words else status.value


def _is_among(printed: str, words: Sequence[str]) -> bool:
    return any(same_word(printed, word) for word in words)
