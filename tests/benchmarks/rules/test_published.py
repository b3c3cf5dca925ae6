"""Every measure of a national framework in its latest year: ranks, quartiles and medians as pandas has them."""

from decimal import Decimal
from math import ceil

import pandas
import pytest

from benchmarks.rules.ranking import Aim, places, summary_of
from benchmarks.rules.spans import read_span
from indicators.rules.vocabulary import Polarity
from tests.benchmarks.reference import MEASURES, latest, needs_reference, rows_of

pytestmark = needs_reference
POLARITIES = {"high": Polarity.HIGH, "low": Polarity.LOW, "in-range": Polarity.RANGE}
PARTS = 10**9


def oracle(figures: dict[str, Decimal], polarity: str, midpoint: str) -> pandas.DataFrame:
    """Whole billionths, so that nothing is lost; the definition of rules.md in pandas' own words."""
    values = pandas.Series({name: int(value * PARTS) for name, value in figures.items()})
    if polarity == "in-range":
        ranks = (values - int(Decimal(midpoint) * PARTS)).abs().rank(method="min")
    else:
        ranks = values.rank(method="min", ascending=polarity == "low")
    quartiles = ranks.map(lambda rank: ceil(4 * rank / len(values)))
    return pandas.DataFrame({"rank": ranks.astype(int), "quartile": quartiles})


@pytest.fixture(scope="module")
def measures():
    return {row["indicator_code"]: row for row in rows_of(MEASURES)}


def test_each_council_stands_where_pandas_puts_it(measures):
    found = latest()
    assert len(found) == 105
    polarities = set()
    for code, (_, figures) in found.items():
        about = measures[code]
        polarities.add(about["polarity"])
        point = Decimal(about["goldilocks_midpoint"] or 0)
        aim = Aim(POLARITIES[about["polarity"]], point, point)
        expected = oracle(figures, about["polarity"], about["goldilocks_midpoint"])
        stood = {name: (place.rank, place.quartile) for name, place in places(figures, aim).items()}
        assert stood == {name: tuple(row) for name, row in zip(expected.index, expected.to_numpy(), strict=True)}, code
        summary = summary_of([*figures.values(), None], aim)
        median = pandas.Series([int(each * PARTS) for each in figures.values()]).median()
        assert (summary.councils, summary.reporting) == (len(figures) + 1, len(figures))
        assert summary.median * PARTS == Decimal(median), code
    assert polarities == set(POLARITIES)


def test_each_period_is_read_as_printed():
    for period in {row["period"] for row in rows_of("lgbf_values_real.csv")}:
        span = read_span(period, may_span=True)
        first, last = int(period[:4]), int(period[:2] + period[5:])
        assert (span.period.end.year, span.years) == (last, last - first)
