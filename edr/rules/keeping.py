"""How long a review is kept."""

from datetime import date


def kept_until(year_end: date, years: int) -> date:
    """The last day on which a review is kept: so many years after the last day of its year."""
    try:
        return year_end.replace(year=year_end.year + years)
    except ValueError:  # 29 February
        return date(year_end.year + years, 2, 28)
