"""What holds of a measure and a figure where nothing else was said."""

from dataclasses import MISSING, fields

from indicators.rules.facts import Facts, Point, Sheet
from indicators.rules.vocabulary import Polarity, Standing, ValueKind


def test_a_measure_is_rated_unless_something_else_is_said() -> None:
    sheet = Sheet(ValueKind.NUMBER, Polarity.HIGH)
    assert (sheet.is_data_only, sheet.is_contextual) == (False, False)


def test_a_figure_is_due_final_and_signed_off_unless_something_else_is_said() -> None:
    point = Point(None)
    assert (point.due, point.approved, point.handed_in) == (True, True, True)
    assert (point.standing, point.not_rated, point.judged_because) == (Standing.FINAL, False, "")


def test_periods_can_be_compared_unless_something_else_is_said() -> None:
    silent = {each.name: each.default for each in fields(Facts) if each.default is not MISSING}
    assert {name for name, value in silent.items() if value is True} == {"previous_comparable", "last_year_comparable"}
    assert {name for name, value in silent.items() if value is False} == {"is_data_only", "is_contextual", "seasonal"}
    assert silent["tolerance"] == 0
