"""From when a measure is expected that was made on screen."""

from datetime import UTC, date, datetime

import pytest

from indicators.changes.expected import first_day
from tests.factories import ReturnFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (datetime(2026, 11, 30, 9, tzinfo=UTC), date(2026, 4, 1)),  # Q2 ended last
        (datetime(2027, 5, 3, 9, tzinfo=UTC), date(2026, 4, 1)),  # Q4 of the year before did
    ],
)
def test_before_a_quarter_was_opened_a_measure_is_due_from_the_year_of_the_last_one(made, expected):
    assert first_day(made) == expected


def test_afterwards_it_is_due_from_the_first_period_that_begins_after_it_was_made():
    ReturnFactory()
    assert first_day(datetime(2026, 11, 30, 9, tzinfo=UTC)) == date(2026, 12, 1)
