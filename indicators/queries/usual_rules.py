"""Rules that councils usually begin with, in the usual words: two, three and four bands, each with what it says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from foundation.measure_words import Bands, Mark
from indicators.judging.measure_row import status_words
from indicators.judging.rules_in_force import DEFAULT_BANDS
from indicators.models import RatingRule, Scheme
from indicators.queries.ratings import scheme_bands
from indicators.rules.assessment import assess
from indicators.rules.facts import Facts, Point
from indicators.rules.rule import DEFAULT_RULE, Rule, Target, rule_words
from indicators.rules.vocabulary import Counting, Polarity, Status, ValueKind
from plans.periods import Frequency, containing

USUAL_WORDS = "The usual words"
_MEANINGS = {
    Status.EXCEEDING: "Better than target by more than the rule asks",
    Status.GREEN: "At target or better",
    Status.AMBER: "Short of target, within the rule’s limit",
    Status.RED: "Further from target than the rule allows",
}
_TARGET = Decimal(80)
_FIGURES = (Decimal(90), Decimal(80), Decimal(75), Decimal(60))  # of the example, from the best to the worst


@dataclass(frozen=True, slots=True)
class Usual:
    """Rules of so many bands: ``key`` is the button's value, ``statuses`` the words that it needs."""

    key: str
    title: str
    rule: Rule
    statuses: Sequence[Status]


USUAL = (
    Usual("three", "Three bands: green, amber and red", DEFAULT_RULE, (Status.GREEN, Status.AMBER, Status.RED)),
    Usual(
        "two", "Two bands: on target or not", replace(DEFAULT_RULE, amber_cut=Decimal(0)), (Status.GREEN, Status.RED)
    ),
    Usual(
        "four",
        "Four bands: also what is well beyond target",
        replace(DEFAULT_RULE, exceeding_cut=Decimal(5)),
        (Status.EXCEEDING, Status.GREEN, Status.AMBER, Status.RED),
    ),
)


class Example(NamedTuple):
    """What a figure of the example would be called."""

    figure: str
    status: Mark


class Preview(NamedTuple):
    """Usual rules as their page shows them: in a sentence, with their key and what four figures would be called."""

    usual: Usual
    words: str
    key: list[dict[str, Any]]
    examples: list[Example]


def usual_scheme(statuses: Sequence[Status] = (Status.EXCEEDING, Status.GREEN, Status.AMBER, Status.RED)) -> Scheme:
    """The usual words for these statuses, not stored. Words for fewer bands have a name of their own."""
    bands = {status.value: {**DEFAULT_BANDS[status], "meaning": _MEANINGS[status]} for status in statuses}
    ending = {2: " for two bands", 3: " for three bands"}.get(len(statuses), "")
    return Scheme(name=f"{USUAL_WORDS}{ending}", bands=bands)


def usual_rule(usual: Usual, *, starts_on: date) -> RatingRule:
    """The council's rule that it stands for, from a day on; not stored."""
    names = ("basis", "green_cut", "amber_cut", "exceeding_cut", "green_edge", "red_edge", "comparison")
    values = {name: getattr(usual.rule, name) for name in names}
    # Figures that were read in before are rated by it too, which takes a reason.
    reason = f"Chosen among the usual rules. {usual.title}."
    return RatingRule(**values, starts_on=starts_on, scheme=usual_scheme(usual.statuses), reason=reason)


def previews() -> list[Preview]:
    """Each of the usual rules with what it says. No statement."""
    return [
        Preview(each, rule_words(each.rule), scheme_bands(usual_scheme(each.statuses)), _examples(each))
        for each in USUAL
    ]


def first_day(*, today: date) -> date:
    """From when a first rule applies: the year before this one, whose figures a council mostly brings along."""
    return containing(today, Frequency.YEAR).next(-1).start


def _examples(usual: Usual) -> list[Example]:
    bands: Bands = usual_scheme(usual.statuses).bands
    found = []
    for figure in _FIGURES:
        judged = assess(_facts(usual.rule, figure), with_signal=False)
        found.append(Example(f"{figure:f}%", status_words(judged.outcome, bands)))
    return found


def _facts(rule: Rule, figure: Decimal) -> Facts:
    """A percentage of which more is better, with the target of the example."""
    return Facts(
        kind=ValueKind.PERCENTAGE,
        polarity=Polarity.HIGH,
        counting=Counting.RATE,
        unit="%",
        decimals=0,
        rule=rule,
        now=Point(figure, Target(_TARGET)),
    )
