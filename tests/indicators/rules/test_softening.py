"""When a target asks for less than another (rules.md 6)."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.rules.rule import Target
from indicators.rules.softening import is_softer
from indicators.rules.vocabulary import Polarity, ValueKind

D = Decimal


def at(value: int) -> Target:
    return Target(D(value))


@pytest.mark.parametrize(
    ("polarity", "up", "down"),
    [
        (Polarity.HIGH, False, True),
        (Polarity.LOW, True, False),
        (Polarity.PLAN, False, False),
        (Polarity.NONE, False, False),
    ],
)
def test_softer_follows_the_way_that_is_good(polarity: Polarity, up: bool, down: bool) -> None:
    assert is_softer(at(50), at(45), polarity, ValueKind.NUMBER) is up
    assert is_softer(at(40), at(45), polarity, ValueKind.NUMBER) is down
    assert not is_softer(at(45), at(45), polarity, ValueKind.NUMBER)


def test_a_range_is_softer_that_lets_in_what_the_old_one_left_out() -> None:
    old = Target(low=D(10), high=D(12))
    for low, high, softer in ((9, 12, True), (10, 13, True), (11, 12, False), (10, 12, False), (11, 13, True)):
        new = Target(low=D(low), high=D(high))
        assert is_softer(new, old, Polarity.RANGE, ValueKind.NUMBER) is softer


def test_a_later_day_is_softer_and_a_wanted_answer_never_is() -> None:
    early, late = (Target(D(date(2027, 3, day).toordinal())) for day in (1, 31))
    assert is_softer(late, early, Polarity.NONE, ValueKind.DATE)
    assert not is_softer(early, late, Polarity.HIGH, ValueKind.DATE)
    assert not is_softer(at(0), at(1), Polarity.HIGH, ValueKind.YES_NO)


def test_without_a_figure_nothing_is_softer() -> None:
    assert not is_softer(Target(text="top quartile"), at(45), Polarity.HIGH, ValueKind.NUMBER)
    assert not is_softer(at(45), Target(), Polarity.HIGH, ValueKind.NUMBER)
