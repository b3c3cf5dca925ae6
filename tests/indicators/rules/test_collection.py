"""From when until when figures are due (rules.md 18)."""

from datetime import date
from typing import NamedTuple

import pytest

from indicators.rules.collection import is_due
from plans.periods import parse_label


class Measure(NamedTuple):
    starts_on: date | None = None
    ends_on: date | None = None
    expected_from: date | None = None


@pytest.mark.parametrize(
    ("measure", "due"),
    [
        (Measure(), ["2026/27 Q1", "2026/27 Q2", "2026/27 Q3"]),
        (Measure(starts_on=date(2026, 9, 30)), ["2026/27 Q2", "2026/27 Q3"]),
        (Measure(starts_on=date(2026, 4, 1), ends_on=date(2026, 7, 1)), ["2026/27 Q1", "2026/27 Q2"]),
        (Measure(starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30)), ["2026/27 Q1"]),
        # Made in August: the first period that begins after it was made.
        (Measure(expected_from=date(2026, 8, 11)), ["2026/27 Q3"]),
        (Measure(expected_from=date(2026, 7, 1)), ["2026/27 Q2", "2026/27 Q3"]),
        # A day that somebody gave goes before the day it was made.
        (Measure(date(2026, 4, 1), expected_from=date(2026, 8, 11)), ["2026/27 Q1", "2026/27 Q2", "2026/27 Q3"]),
    ],
)  # fmt: skip
def test_due_from_the_day_said_else_from_when_it_was_made(measure: Measure, due: list[str]) -> None:
    quarters = [parse_label(label) for label in ("2026/27 Q1", "2026/27 Q2", "2026/27 Q3")]
    assert [each.label for each in quarters if is_due(measure, each)] == due
