"""London's days and moments, and how every page, list and paper writes them. Pure: whoever needs today passes it in."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""What people type or ask for lies in these years: near the ends of the calendar there is no day before or after."""


def london_day(moment: datetime) -> date:
    """The day it is in London at an aware moment. ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone before it has a day in London.")
    return moment.astimezone(LONDON).date()


def end_of_day(day: date) -> datetime:
    """The last moment of a day in London: what happens at or before it is in time, a moment later is late."""
    return datetime.combine(day, time.max, LONDON)


def day_words(day: date | None) -> str:
    """ "17 July 2026"; of an aware moment, the day it is in London; "" for None."""
    if day is None:
        return ""
    day = london_day(day) if isinstance(day, datetime) else day
    return f"{day.day} {day:%B %Y}"


def weekday_words(day: date) -> str:
    """ "Friday 17 July 2026"; of an aware moment, the day it is in London."""
    day = london_day(day) if isinstance(day, datetime) else day
    return f"{day:%A} {day_words(day)}"


def moment_words(at: datetime | None) -> str:
    """ "17 July 2026, 09:30", in London time; "" for None."""
    return f"{day_words(at)}, {at.astimezone(LONDON):%H:%M}" if at else ""


def start_of_day(day: date) -> datetime:
    """The first moment of a day in London."""
    return datetime.combine(day, time.min, LONDON)
