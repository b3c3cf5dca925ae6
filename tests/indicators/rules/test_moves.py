"""What became of a status from one period to the next, for every pair of statuses."""

import pytest

from indicators.rules.moves import has_recovered, has_slipped, has_turned, step
from indicators.rules.vocabulary import Status

EXCEEDING, GREEN, AMBER, RED = Status.EXCEEDING, Status.GREEN, Status.AMBER, Status.RED
PAIRS = [(was, now) for was in (None, *Status) for now in Status]
WORSE = {
    (EXCEEDING, GREEN), (EXCEEDING, AMBER), (EXCEEDING, RED), (GREEN, AMBER), (GREEN, RED), (AMBER, RED)
}  # fmt: skip


@pytest.mark.parametrize(
    ("holds", "pairs"),
    [
        (has_turned, {(EXCEEDING, RED), (GREEN, RED), (AMBER, RED)}),
        (has_recovered, {(RED, GREEN), (RED, EXCEEDING)}),
        (has_slipped, {(GREEN, AMBER), (EXCEEDING, AMBER)}),
        (lambda was, now: step(was, now) == "worse", WORSE),
        (lambda was, now: step(was, now) == "better", {(now, was) for was, now in WORSE}),
    ],
)
def test_it_holds_of_these_pairs_and_no_others(holds, pairs):
    assert {pair for pair in PAIRS if holds(*pair)} == pairs
