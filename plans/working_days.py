"""Working days in England and Wales: weekends and bank holidays left out. Pure: no Django and no clock."""

from datetime import date, timedelta
from functools import lru_cache

FIRST_KNOWN_YEAR = 1978  # the first year with today's eight bank holidays
# Bank holidays that were moved, and additional ones (royal proclamations).
_MOVED = {
    date(1995, 5, 1): date(1995, 5, 8),
    date(2002, 5, 27): date(2002, 6, 4),
    date(2012, 5, 28): date(2012, 6, 4),
    date(2020, 5, 4): date(2020, 5, 8),
    date(2022, 5, 30): date(2022, 6, 2),
}
_EXTRA = (
    date(1981, 7, 29),
    date(1999, 12, 31),
    date(2002, 6, 3),
    date(2011, 4, 29),
    date(2012, 6, 5),
    date(2022, 6, 3),
    date(2022, 9, 19),
    date(2023, 5, 8),
)


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> frozenset[date]:
    """England's and Wales's bank holidays that fall on a weekday, substitutes included. ValueError before 1978."""
    if year < FIRST_KNOWN_YEAR:
        raise ValueError(f"Bank holidays are known from {FIRST_KNOWN_YEAR}, not for {year}.")
    easter = _easter(year)
    days = [easter - timedelta(days=2), easter + timedelta(days=1)]
    days += [_monday_on_or_after(date(year, 5, 1)), _monday_on_or_after(date(year, 5, 25))]
    days += [_monday_on_or_after(date(year, 8, 25))]
    holidays = {_MOVED.get(day, day) for day in days} | {day for day in _EXTRA if day.year == year}
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while day.weekday() >= 5 or day in holidays:
            day += timedelta(days=1)
        holidays.add(day)
    return frozenset(holidays)


def is_working_day(day: date) -> bool:
    """Whether it is neither a Saturday, a Sunday nor a bank holiday in England."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def working_day_after(day: date, n: int) -> date:
    """The nth working day after a day; n of 0 gives the day itself, or the next working day. ValueError below 0."""
    if n < 0:
        raise ValueError("Count working days forwards from 0.")
    while n > 0 or not is_working_day(day):
        day += timedelta(days=1)
        n -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days come after the first day, up to the last: none where the last is not later."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, skipped = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, odd = divmod(of_century, 4)
    weekday = (32 + 2 * skipped + 2 * leaps - epact - odd) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
