"""Samples for the page of components: how the status of an objective is worked out from its parts."""

from typing import Any

from indicators.judging.sum_words import SumRow, SumWords
from indicators.rules.summing import RULE_MEANINGS, RULE_WORDS, SummingRule
from indicators.rules.vocabulary import Status
from pmmi import gallery_samples as samples

NOT_RATED: Any = {"key": "not_rated", "word": "Not rated", "shape": "square", "colour": "plain"}


def summed_up() -> list[SumWords]:
    """A basket, and a whole of which too little is rated."""
    parts = [
        SumRow("ENV01", "Streets swept", "#sum", samples.mark(Status.GREEN), "", "8.3", "50", "62.5%"),
        SumRow("OB2", "Recycle more", "#sum", samples.mark(Status.AMBER), "By majority of parts", "5.0", "30", "37.5%"),
        SumRow("ENV09", "Litter in parks", "#sum", samples.mark(Status.UNKNOWN), "", "not scored", "20", "not scored"),
    ]
    return [
        _sum(
            samples.mark(Status.AMBER), SummingRule.BASKET, "It scores 6.5 of 10; 80% of the weight was scored.", parts,
            "Weights that count from 1 April 2026 on.",
        ),
        _sum(NOT_RATED, SummingRule.MAJORITY, "None of its parts is rated.", []),
    ]  # fmt: skip


def _sum(shown: Any, rule: SummingRule, why: str, rows: list[SumRow], weights: str = "") -> SumWords:
    words = RULE_WORDS[rule]
    return SumWords(
        status=shown,
        rule=words,
        by=f"by {words}",
        short=f"{shown['word']} by {words}",
        how=f"by {words}. {why}",
        said=f"{shown['word']} by {words}. {why}",
        meaning=RULE_MEANINGS[rule],
        weights=weights,
        is_basket=bool(weights),
        rows=rows,
    )
