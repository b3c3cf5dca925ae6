"""Working days and bank holidays (rules.md 1)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.working_days import bank_holidays, is_working_day, working_day_after

DAYS = st.dates(date(1980, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1999, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28 12-31"),
        (2002, "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26"),
        (2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27"),
        (2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"),
        (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
        (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    ],
)
def test_bank_holidays_as_published(year, expected):
    assert sorted(f"{day:%m-%d}" for day in bank_holidays(year)) == expected.split()


def test_bank_holidays_before_they_are_known():
    with pytest.raises(ValueError, match="1978"):
        bank_holidays(1977)


@pytest.mark.parametrize(
    ("after", "n", "expected"),
    [
        ("2026-03-31", 1, "2026-04-01"),
        ("2026-03-31", 3, "2026-04-07"),  # past Good Friday and Easter Monday
        ("2026-03-31", 10, "2026-04-16"),
        ("2026-03-31", 0, "2026-03-31"),
        ("2026-04-03", 0, "2026-04-07"),
        ("2026-04-04", 1, "2026-04-07"),
        ("2025-12-24", 1, "2025-12-29"),
    ],
)
def test_working_days(after, n, expected):
    assert working_day_after(date.fromisoformat(after), n) == date.fromisoformat(expected)


def test_working_days_count_forwards():
    with pytest.raises(ValueError, match="forwards"):
        working_day_after(date(2026, 4, 1), -1)


@given(DAYS, st.integers(1, 30))
def test_as_many_working_days_lie_between(day, n):
    due = working_day_after(day, n)
    between = (day + timedelta(days=step) for step in range(1, (due - day).days + 1))
    assert is_working_day(due)
    assert sum(is_working_day(each) for each in between) == n
