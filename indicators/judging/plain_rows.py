"""Figures and targets as the database holds them: rows of plain values, numbers as text.

Reading them is cheap; making decimals, periods and judgements of them is not. Whoever reads rows that equal the last
ones need not work them out anew (ADR 7).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from foundation.statements import one_of, rows_of
from indicators.rules.rule import Target

PlainRows = tuple[tuple[Any, ...], ...]

_GIVEN = re.compile(r"\{(periods|named)\}")
MOST_NAMED = 200
"""For more measures than these all rows are read: the database answers that faster than a long list."""

_FIGURES = """
    SELECT indicator_id, id, period, CAST(value AS text), absence, standing, state, judgement, judgement_reason,
        revision
    FROM indicators_observation WHERE is_current AND period {periods}{named}
"""
_TARGETS = """
    SELECT indicator_id, period, CAST(value AS text), CAST(low AS text), CAST(high AS text),
        CAST(green_limit AS text), CAST(red_limit AS text)
    FROM indicators_periodtarget WHERE period {periods}{named}
"""
_YEARLY_TARGETS = """
    SELECT target.indicator_id, target.period, yearly.text, yearly.is_not_rated, CAST(yearly.value AS text),
        yearly.rationale, CAST(target.value AS text), CAST(target.low AS text), CAST(target.high AS text),
        CAST(target.green_limit AS text), CAST(target.red_limit AS text)
    FROM indicators_periodtarget target JOIN indicators_annualtarget yearly ON yearly.id = target.annual_id
    WHERE target.period {periods}{named}
    UNION ALL
    SELECT target.indicator_id, target.year, target.text, target.is_not_rated, CAST(target.value AS text),
        target.rationale, CAST(target.value AS text), CAST(target.low AS text), CAST(target.high AS text), NULL, NULL
    FROM indicators_annualtarget target JOIN indicators_indicator measure ON measure.id = target.indicator_id
    WHERE measure.frequency <> 'Y' AND target.year {periods}{named}
"""
_BREAKS_AND_WORDS = """
    SELECT indicator_id, period, NULL, NULL FROM indicators_seriesbreak WHERE id > 0{named}
    UNION ALL
    SELECT indicator_id, year, text, is_not_rated FROM indicators_annualtarget
    WHERE year {periods} AND (is_not_rated OR text <> ''){named}
"""


def figure_rows(indicators: Sequence[int], keys: Sequence[str]) -> Mapping[int, PlainRows]:
    """The standing figures of the indicators (by id) in the periods (by key), by indicator: id, period's key, value,
    absence, standing, state, judgement, its reason, revision. May hold other indicators too. One statement.
    """
    return _ask(_FIGURES, indicators, keys)


def target_rows(indicators: Sequence[int], keys: Sequence[str]) -> Mapping[int, PlainRows]:
    """The periods' targets likewise: period's key, value, low, high, green limit, red limit."""
    return _ask(_TARGETS, indicators, keys)


def yearly_target_rows(indicators: Sequence[int], keys: Sequence[str]) -> Mapping[int, PlainRows]:
    """The same with the year's target before them: period's key; the year's words, whether it is not rated, its value
    and why it was set; the period's value, low, high, green limit, red limit. Of a whole year, where the measure is
    reported oftener, the year's own target stands for both.
    """
    return _ask(_YEARLY_TARGETS, indicators, keys, column="target.indicator_id")


def break_and_word_rows(indicators: Sequence[int], years: Sequence[str]) -> Mapping[int, PlainRows]:
    """Breaks and yearly decisions, which few measures have. A new definition from a period on: its key, None, None. A
    target in words, or a decision not to rate, in one of the years: its key, the words, whether it is not rated.
    """
    found = _ask(_BREAKS_AND_WORDS, indicators, years)
    in_order = ((indicator, tuple(sorted(rows, key=lambda row: row[0]))) for indicator, rows in found.items())
    return defaultdict(tuple, in_order)


def number_of(text: str | None) -> Decimal | None:
    """A number as the models read it: SQLite leaves off the decimals that are nought."""
    return None if text is None else Decimal(text).quantize(_STORED)


_STORED = Decimal("1e-10")


def target_of(figures: Iterable[str | None], text: str = "") -> Target:
    """A target from its value, low, high, green limit and red limit as rows hold them."""
    value, low, high, green_limit, red_limit = map(number_of, figures)
    return Target(value, low, high, green_limit, red_limit, text)


def _ask(
    sql: str, indicators: Sequence[int], keys: Sequence[str], *, column: str = "indicator_id"
) -> Mapping[int, PlainRows]:
    periods, asked = one_of(keys)
    within = ""
    named: list[Any] = []
    if len(indicators) <= MOST_NAMED:
        these, named = one_of(indicators)
        within = f" AND {column} {these}"
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    # In the order in which the statement names them.
    given = [each for name in _GIVEN.findall(sql) for each in (asked if name == "periods" else named)]
    for row in rows_of(sql.format(periods=periods, named=within), given):
        found[row[0]].append(row[1:])
    return defaultdict(tuple, ((indicator, tuple(rows)) for indicator, rows in found.items()))
