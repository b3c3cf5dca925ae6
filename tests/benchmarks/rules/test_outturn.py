"""What a year came to by our own figures."""

from decimal import Decimal

import pytest

from benchmarks.rules.outturn import outturn_of
from indicators.rules.vocabulary import Counting


@pytest.mark.parametrize(
    ("figures", "counting", "outturn"),
    [
        ((5,), Counting.RATE, 5),
        ((None,), Counting.FLOW, None),
        ((1, 2, 3, 4), Counting.FLOW, 10),
        ((1, None, 3, 4), Counting.FLOW, None),
        ((1, 2, 3, 4), Counting.CUMULATIVE, 4),
        ((1, 2, 3, None), Counting.CUMULATIVE, None),
        ((9, 8), Counting.SNAPSHOT, 8),
        ((9, 8), Counting.RATE, None),
        ((), Counting.FLOW, None),
    ],
)
def test_an_outturn_is_the_whole_of_its_parts(figures, counting, outturn):
    given = [None if each is None else Decimal(each) for each in figures]
    assert outturn_of(given, counting) == (None if outturn is None else Decimal(outturn))


@pytest.mark.parametrize("counting", Counting)
def test_a_figure_of_the_whole_stands_before_its_parts(counting):
    assert outturn_of([Decimal(1), Decimal(2)], counting, own=Decimal(9)) == 9
