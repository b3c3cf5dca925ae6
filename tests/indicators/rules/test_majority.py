"""The status of the most (rules.md 9.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.majority import majority
from indicators.rules.vocabulary import Status

G, A, R, X, N = Status.GREEN, Status.AMBER, Status.RED, Status.EXCEEDING, Status.AWAITING


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({G: 3, A: 1, R: 1}, G),
        ({G: 1, A: 3, R: 1}, A),
        ({G: 1, A: 1, R: 3}, R),
        ({X: 2, G: 1, R: 2}, G),  # exceeding counts as on target
        ({G: 2, R: 2}, A),  # on and off: monitor
        ({G: 2, A: 2}, A),
        ({A: 2, R: 2}, A),
        ({G: 1, A: 1, R: 1}, A),  # three-way
        ({R: 2, N: 2}, R),  # a tie with not rated goes to the rated side
        ({R: 2, N: 3}, Status.NOT_RATED),
        ({N: 4}, Status.NOT_RATED),
        ({}, Status.NOT_RATED),
    ],
)
def test_the_status_of_the_most(counts: dict[Status, int], expected: Status) -> None:
    assert majority(counts) is expected


@given(st.dictionaries(st.sampled_from(Status), st.integers(0, 9)))
def test_one_more_on_target_never_makes_it_worse(counts: dict[Status, int]) -> None:
    order = {Status.NOT_RATED: 0, Status.RED: 1, Status.AMBER: 2, Status.GREEN: 3}
    before = majority(counts)
    after = majority({**counts, G: counts.get(G, 0) + 1})
    assert before is Status.NOT_RATED or order[after] >= order[before]
