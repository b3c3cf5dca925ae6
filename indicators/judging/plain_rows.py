"""Figures and targets as the database holds them: rows of plain values, numbers as text.

Reading them is cheap; making decimals, periods and judgements of them is not. Whoever reads rows that equal the last
ones need not work them out anew (ADR 7).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from foundation.statements import one_of, rows_of
from indicators.rules.rule import Target

PlainRows = tuple[tuple[Any, ...], ...]

_GIVEN = re.compile(r"\{(periods|years|named)\}")
MOST_NAMED = 200
"""For more measures than these all rows are read: the database answers that faster than a long list."""

_FIGURES = """
    SELECT indicator_id, id, period, CAST(value AS text), absence, standing, state, judgement, judgement_reason,
        revision
    FROM indicators_observation WHERE is_current AND period {periods}{named}
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
_TARGET, _BREAK, _WORDS = -1, -2, -3  # where a figure has its id
_TARGETS = """
    SELECT indicator_id, -1, period, CAST(value AS text), CAST(low AS text), CAST(high AS text),
        CAST(green_limit AS text), CAST(red_limit AS text), NULL, NULL
    FROM indicators_periodtarget WHERE period {periods}{named}
"""
_BREAKS = """
    SELECT indicator_id, -2, period, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM indicators_seriesbreak WHERE id > 0{named}
"""
_YEARS = """
    SELECT indicator_id, -3, year, text, NULL, NULL, NULL, NULL, NULL, CAST(is_not_rated AS integer)
    FROM indicators_annualtarget WHERE year {years} AND (is_not_rated OR text <> ''){named}
"""
_ALL = "UNION ALL".join((_FIGURES, _TARGETS, _BREAKS, _YEARS))  # asking takes longer than finding


def figure_rows(indicators: Sequence[int], keys: Sequence[str]) -> Mapping[int, PlainRows]:
    """The standing figures of the indicators (by id) in the periods (by key), by indicator: id, period's key, value,
    absence, standing, state, judgement, its reason, revision. May hold other indicators too. One statement.
    """
    return _by_indicator(_ask(_FIGURES, indicators, periods=keys))


def yearly_target_rows(indicators: Sequence[int], keys: Sequence[str]) -> Mapping[int, PlainRows]:
    """Targets likewise, with the year's before them: period's key; the year's words, whether it is not rated, its value
    and why it was set; the period's value, low, high, green limit, red limit. Of a whole year, where the measure is
    reported oftener, the year's own target stands for both.
    """
    return _by_indicator(_ask(_YEARLY_TARGETS, indicators, column="target.indicator_id", periods=keys))


class PlainMeasure(NamedTuple):
    """What is stored of a measure. ``figures``: as ``figure_rows`` has them. ``targets`` of periods: period's key,
    value, low, high, green limit, red limit. ``oddities``, which few measures have: of a new definition from a period
    on its key, None, None; of a target in words, or a decision not to rate, the year's key, the words, whether it is
    not rated.
    """

    figures: PlainRows
    targets: PlainRows
    oddities: PlainRows


def measure_rows(indicators: Sequence[int], keys: Sequence[str], years: Sequence[str]) -> Mapping[int, PlainMeasure]:
    """Of each indicator (by id) the figures and targets of the periods (by key), and the oddities of the years and of
    all time. May hold other indicators too. One statement.
    """
    found: dict[int, tuple[list[Any], list[Any], list[Any]]] = defaultdict(lambda: ([], [], []))
    for row in _ask(_ALL, indicators, periods=keys, years=years):
        figures, targets, oddities = found[row[0]]
        if row[1] == _TARGET:
            targets.append(row[2:8])
        elif row[1] in (_BREAK, _WORDS):
            oddities.append((*row[2:4], row[-1]))
        else:
            figures.append(row[1:])
    read = {
        indicator: PlainMeasure(tuple(figures), tuple(targets), tuple(sorted(oddities, key=itemgetter(0))))
        for indicator, (figures, targets, oddities) in found.items()
    }
    return defaultdict(lambda: PlainMeasure((), (), ()), read)


def number_of(text: str | None) -> Decimal | None:
    """A number as the models read it: SQLite leaves off the decimals that are nought."""
    return None if text is None else Decimal(text).quantize(_STORED)


_STORED = Decimal("1e-10")


def target_of(figures: Iterable[str | None], text: str = "") -> Target:
    """A target from its value, low, high, green limit and red limit as rows hold them."""
    value, low, high, green_limit, red_limit = map(number_of, figures)
    return Target(value, low, high, green_limit, red_limit, text)


def _by_indicator(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, PlainRows]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row[1:])
    return defaultdict(tuple, ((indicator, tuple(rows)) for indicator, rows in found.items()))


def _ask(
    sql: str, indicators: Sequence[int], *, column: str = "indicator_id", **keys: Sequence[str]
) -> list[tuple[Any, ...]]:
    """The rows of a statement that names these keys (``{periods}``) and, as ``{named}``, the indicators."""
    places = {name: one_of(values) for name, values in keys.items()}
    places["named"] = "", []
    if len(indicators) <= MOST_NAMED:
        these, named = one_of(indicators)
        places["named"] = f" AND {column} {these}", named
    # In the order in which the statement names them.
    given = [each for name in _GIVEN.findall(sql) for each in places[name][1]]
    return rows_of(sql.format(**{name: text for name, (text, _) in places.items()}), given)
