"""Which status a figure would get, of a measure that is only being made: asked of the same rules as any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.measure_words import Mark
from indicators.judging.measure_row import status_words
from indicators.judging.rules_in_force import RulesInForce
from indicators.rules.assessment import assess
from indicators.rules.facts import Facts, Point
from indicators.rules.rule import Target, rule_problems, rule_words
from indicators.rules.sentences import reason_for
from indicators.rules.vocabulary import STATUS_WORDS, Counting, Polarity, ValueKind
from plans.periods import Frequency, containing


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the rating depends on, of a measure that is not stored: in the words of its definition sheet."""

    kind: ValueKind
    polarity: Polarity
    counting: Counting
    decimals: int
    unit: str = ""
    grades: tuple[str, ...] = ()
    is_data_only: bool = False
    is_contextual: bool = False


@dataclass(frozen=True, slots=True)
class ExampleRating:
    """The status with its reason (None and "" without a figure), the rule in words, and what keeps it from rating."""

    status: Mark | None
    reason: str
    rule: str
    problems: tuple[str, ...]


def example_rating(
    draft: Draft, target: Target | None, value: Decimal | None, *, sets: Sequence[int], today: date
) -> ExampleRating:
    """The status that a figure would get in this quarter under the rule that will apply to the measure in its sets. Two
    statements at most.
    """
    rule, bands = RulesInForce.load().applying_in(sets, containing(today, Frequency.QUARTER))
    facts = Facts(
        kind=draft.kind,
        polarity=draft.polarity,
        counting=draft.counting,
        decimals=draft.decimals,
        unit=draft.unit,
        grades=draft.grades,
        is_data_only=draft.is_data_only,
        is_contextual=draft.is_contextual,
        rule=rule,
        now=Point(value, target),
    )
    problems = tuple(rule_problems(rule, target, draft.polarity, draft.kind)) if target else ()
    if value is None:
        return ExampleRating(None, "", rule_words(rule), problems)
    assessment = assess(facts, with_signal=False)
    words = {status: band["word"].lower() for status, band in bands.items()}
    reason = reason_for(facts, assessment, words={**STATUS_WORDS, **words})
    return ExampleRating(status_words(assessment.outcome, bands), reason, rule_words(rule), problems)
