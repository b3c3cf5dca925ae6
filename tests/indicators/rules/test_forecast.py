"""The computed forecast of a level (rules.md 8 and 18)."""

from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.forecast import FEWEST, Forecast, bounded, forecast
from indicators.rules.vocabulary import ValueKind

figures = st.decimals(-1000, 1000, places=2)


def numbers(*values: object) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


def test_of_fewer_than_eight_the_last_value_is_the_forecast_without_an_interval() -> None:
    assert forecast(numbers(1, 9, 2, 8, 3, 7, 4)) == Forecast(Decimal(4))
    eight = forecast(numbers(1, 9, 2, 8, 3, 7, 4, 6))
    assert eight.low is not None
    assert eight.value != 6


def test_a_level_that_jumps_to_and_fro_is_smoothed_most() -> None:
    values = numbers(11, 12, 10, 12, 10, 12, 10, 12)
    level = 11.0
    for value in values[1:]:
        level += 0.1 * (float(value) - level)
    assert float(forecast(values).value) == pytest.approx(level)


def test_a_series_that_goes_on_from_where_it_stands_is_not_smoothed() -> None:
    assert forecast(numbers(1, 2, 3, 4, 5, 6, 7, 8)).value == 8


def test_figures_that_never_move_are_expected_to_stay() -> None:
    assert forecast([Decimal("361.1")] * 9, 4) == Forecast(*[Decimal("361.1")] * 3)


def test_the_interval_is_wider_the_further_the_forecast_looks() -> None:
    values = numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    assert [forecast(values, ahead).high for ahead in (1, 2, 4)] == [11, 12, 14]
    assert [forecast(values, ahead).low for ahead in (1, 2, 4)] == [9, 8, 6]


def test_of_few_errors_the_largest_is_the_reach_and_without_one_there_is_no_interval() -> None:
    values = numbers(0, 0, 0, 0, 0, 0, 0, 5)
    assert forecast(values, 7).high == forecast(values, 7).value + 5
    assert forecast(values, 8) == Forecast(forecast(values).value)


@pytest.mark.parametrize(
    ("kind", "history", "value", "expected"),
    [
        (ValueKind.PERCENTAGE, (1, 99), -3, 0),
        (ValueKind.PERCENTAGE, (1, 99), 103, 100),
        (ValueKind.PERCENTAGE, (-1, 101), -3, -3),
        (ValueKind.PERCENTAGE, (-1, 101), 103, 103),
        (ValueKind.NUMBER, (1, 99), 103, 103),
        (ValueKind.NUMBER, (0, 99), 50, 50),
    ],
)
def test_nothing_is_expected_below_nought_or_beyond_the_whole_where_nothing_ever_was(
    kind: ValueKind, history: tuple[int, ...], value: int, expected: int
) -> None:
    assert bounded(Decimal(value), numbers(*history), kind) == expected


@pytest.mark.parametrize(("values", "distance"), [([], 1), (numbers(1, 2), 0)])
def test_without_a_figure_or_a_period_to_come_there_is_none(values: list[Decimal], distance: int) -> None:
    with pytest.raises(ValueError, match="A forecast needs a figure, and a period to come"):
        forecast(values, distance)


@given(st.lists(figures, min_size=FEWEST, max_size=24), st.integers(1, 5))
def test_agrees_with_the_same_worked_out_in_fractions(values: list[Decimal], distance: int) -> None:
    given_ = [Fraction(value) for value in values]

    def levels(constant: Fraction) -> list[Fraction]:
        found = [given_[0]]
        for value in given_[1:]:
            found.append(constant * value + (1 - constant) * found[-1])
        return found

    def squares(of: list[Fraction]) -> Fraction:
        return sum(((value - level) ** 2 for value, level in zip(given_[1:], of, strict=False)), Fraction(0))

    best = min((levels(Fraction(tenths, 10)) for tenths in range(10, 0, -1)), key=squares)
    errors = sorted(abs(value - level) for level, value in zip(best, given_[distance:], strict=False))
    reach = errors[min(len(errors), ceil(Fraction(4, 5) * (len(errors) + 1))) - 1]
    found = forecast(values, distance)
    assert float(found.value) == pytest.approx(float(best[-1]), abs=1e-9)
    assert float(found.high) == pytest.approx(float(best[-1] + reach), abs=1e-9)  # type: ignore[arg-type]
    assert float(found.low) == pytest.approx(float(best[-1] - reach), abs=1e-9)  # type: ignore[arg-type]


@given(st.lists(figures, min_size=1, max_size=24), st.integers(1, 9), figures)
def test_it_lies_among_the_figures_and_moves_with_them(values: list[Decimal], distance: int, by: Decimal) -> None:
    found, moved = forecast(values, distance), forecast([value + by for value in values], distance)
    assert min(values) - Decimal("1e-20") <= found.value <= max(values) + Decimal("1e-20")
    assert float(moved.value) == pytest.approx(float(found.value + by), abs=1e-6)
