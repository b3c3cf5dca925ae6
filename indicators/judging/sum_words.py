"""How an objective or a priority is summed up, in the words of every page and report."""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from django.urls import reverse

from foundation.measure_words import Bands, Mark
from foundation.memo import memo
from indicators.judging.measure_row import measure_address, status_words
from indicators.judging.summing import PartOfSum, Sum, Sums
from indicators.models.summing import span_words
from indicators.rules.summing import (
    RULE_MEANINGS,
    RULE_WORDS,
    SummingRule,
    percent_words,
    score_words,
    scored_words,
    why_so,
)


class SumRow(NamedTuple):
    """One part in a line: ``by`` says how an objective came to its status, "" for a measure. The last three are of a
    basket alone, "" where there is none.
    """

    ref: str
    name: str
    url: str
    status: Mark
    by: str
    score: str
    weight: str
    share: str


class SumWords(NamedTuple):
    """``components/summed_up.html``: status, rule, how it came about, and each part. ``short`` is one line, such as
    "Near target by weighted basket, 82% of the weight scored"; ``by`` what follows the status in it; ``said`` a
    sentence or two, ``how`` what follows the status in them.
    """

    status: Mark
    rule: str
    by: str
    short: str
    how: str
    said: str
    meaning: str
    weights: str
    is_basket: bool
    rows: list[SumRow]


def sum_words(sums: Sums, pk: int, *, query: str = "") -> SumWords | None:
    """How an objective is summed up in the quarter of ``sums``; None where it goes by counts, which give no status."""
    made = sums.of(pk)
    return None if made is None else _words(made, sums.bands, query)


def _words(made: Sum, bands: Bands, query: str) -> SumWords:
    found = made.found
    status, rule = status_words(found.status, bands), RULE_WORDS[found.rule]
    is_basket = found.rule is SummingRule.BASKET
    scored = f", {scored_words(found)} of the weight scored" if is_basket else ""
    return SumWords(
        status=status,
        rule=rule,
        by=f"by {rule}{scored}",
        short=f"{status['word']} by {rule}{scored}",
        how=f"by {rule}. {why_so(found)}",
        said=f"{status['word']} by {rule}. {why_so(found)}",
        meaning=RULE_MEANINGS[found.rule],
        weights=_weights(made) if is_basket else "",
        is_basket=is_basket,
        rows=[_row(each, bands, query, is_basket=is_basket) for each in made.parts],
    )


def _weights(made: Sum) -> str:
    if made.weights is None:
        return "No weights are set for this day, so all parts weigh the same."
    anew = sum(not each.has_weight for each in made.parts)
    more = f" {anew} of its parts came after they were set, with a weight of 1." if anew else ""
    return f"Weights that count {span_words(made.weights.starts_on, made.weights.ends_on)}.{more}"


def _row(each: PartOfSum, bands: Bands, query: str, *, is_basket: bool) -> SumRow:
    address = measure_address(each.ref) if each.by_rule is None else objective_address(each.ref)
    return SumRow(
        ref=each.ref,
        name=each.name,
        url=address + query,
        status=status_words(each.part.status, each.bands or bands),
        by=_by(each),
        score=_or_none(score_words, each.part.score) if is_basket else "",
        weight=_plain(each.part.weight) if is_basket else "",
        share=_or_none(percent_words, each.share) if is_basket else "",
    )


def _by(each: PartOfSum) -> str:
    if each.by_rule is None:
        return ""
    return f"By {RULE_WORDS[each.by_rule]}{', the rule of the whole' if each.is_lent else ''}"


def _or_none(words: Callable[[Fraction], str], number: Fraction | None) -> str:
    return "not scored" if number is None else words(number)


def _plain(weight: Fraction) -> str:
    """A weight as people write it: it has two decimal places at most."""
    return f"{float(weight):.2f}".rstrip("0").rstrip(".")


@memo(2048, why="working out an address takes longer than the rest of a line")
def objective_address(ref: str) -> str:
    """The page of an objective in the golden thread."""
    return str(reverse("reporting:thread-node", args=[ref]))
