"""How a measure's year is expected to end, in the words of every page, list and report (rules.md 8)."""

from foundation.measure_words import Forecast, Mark
from indicators.judging.measure_row import value_words
from indicators.judging.outlook import Expected


def forecast_words(expected: Expected) -> Forecast:
    """The end of the year in words. It has no status where it cannot be rated."""
    return {
        "label": "The year" if expected.is_over else "At the year’s end",
        "status": end_mark(expected),
        "value": end_value(expected),
        "sentence": end_words(expected),
        "chance": chance_words(expected),
    }


def end_mark(expected: Expected) -> Mark | None:
    """The status that the year is expected to end with."""
    return expected.mark if expected.outlook.status.is_rated else None


def end_value(expected: Expected) -> str:
    """What it is expected to end on, or ended on: "about 4.2"."""
    return expected.value if expected.is_over else f"about {expected.value}"


def end_words(expected: Expected) -> str:
    """What the year is expected to end on, or ended on, beside its target."""
    against = "" if expected.target_words == "no target" else f" against {expected.target_words}"
    if expected.is_over:
        return f"{expected.year.label} ended on {expected.value}{against}."
    within = ""
    if expected.end.low is not None and expected.end.high is not None:
        low, high = (value_words(each, expected.measured) for each in (expected.end.low, expected.end.high))
        within = f"; four times out of five between {low} and {high}" if low != high else ""
    return f"If it goes on as it has, {expected.year.label} will end on about {expected.value}{against}{within}."


def chance_words(expected: Expected) -> str:
    """How likely the target is missed, as every page says it; "" where it cannot be told."""
    chance = expected.outlook.chance
    if chance is None:
        return ""
    return f"{'less than 1' if chance == 0 else 'more than 99' if chance == 100 else chance} in 100"
