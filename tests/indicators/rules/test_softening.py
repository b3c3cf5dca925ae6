"""When a target asks for less than another, and when it is too easy otherwise (rules.md 6; C4)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.rule import Target
from indicators.rules.softening import Asked, Came, Doubt, Peers, doubts, is_softer, stretch
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


def came(*values: int | str, met: bool | None = True, aim: int | None = 80) -> tuple[Came, ...]:
    target = Target() if aim is None else at(aim)
    return tuple(Came(f"{2023 + n}/{24 + n}", D(value), target, met) for n, value in enumerate(values))


HIGH = Asked(polarity=Polarity.HIGH, kind=ValueKind.PERCENTAGE, decimals=1, now=at(90))


def told(asked: Asked) -> dict[Doubt, str]:
    return {each.doubt: each.words for each in doubts(asked)}


def test_each_doubt_says_its_arithmetic() -> None:
    peers = Peers("the nearest neighbours", "2025/26", D("93.25"))
    asked = replace(HIGH, before=at(91), before_label="2026/27", came=came(85, 91, "92.5"), peers=peers)
    assert told(asked) == {
        Doubt.SOFTER: "90% is easier than the 91% of 2026/27, by 1 percentage point.",
        Doubt.BELOW_NOW: "90% asks for less than the 92.5% of 2025/26, by 2.5 percentage points.",
        Doubt.ALWAYS_MET: "Met in each of the last three years (2023/24: 85% against 80%; 2024/25: 91% against 80%; "
        "2025/26: 92.5% against 80%), and 90% is no more than the best of them reached.",
        Doubt.BELOW_PEERS: "90% asks for less than the middle of the nearest neighbours, 93.25% in 2025/26, by 3.25 "
        "percentage points.",
    }
    assert [each.label for each in doubts(asked)] == [
        "Softened", "Below what came last", "Always met", "Below its peers",
    ]  # fmt: skip


def test_a_target_that_stretches_leaves_no_doubt() -> None:
    asked = replace(HIGH, before=at(89), came=came(85, 86, 88), peers=Peers("all", "2025/26", D(89)))
    assert doubts(asked) == ()
    assert doubts(replace(HIGH, came=())) == ()


@pytest.mark.parametrize("changed", [
    {"came": came(91, 92)},  # two years are not three
    {"came": came(91, 92, 93, met=None)},
    {"came": (*came(91, 92), replace(came(0)[0], is_met=False))},
    {"came": came(100, 100, 100), "now": at(100)},  # nothing more can be asked for
    {"came": came(0, 0, 0), "now": at(0), "polarity": Polarity.LOW},
    {"came": came(2, 2, 2), "now": at(2), "kind": ValueKind.GRADE, "grades": ("Poor", "Fair", "Good")},
    {"came": came(1, 1, 1), "now": at(1), "kind": ValueKind.YES_NO},
    {"came": came(1, 1, 1), "now": Target(low=D(0), high=D(2)), "polarity": Polarity.RANGE, "kind": ValueKind.NUMBER},
    {"came": came(91, 92, 93), "now": Target(text="top quartile")},
])  # fmt: skip
def test_what_is_not_always_met(changed: dict[str, object]) -> None:
    assert Doubt.ALWAYS_MET not in told(replace(HIGH, **changed))


def test_words_of_other_kinds_and_of_years_without_a_target() -> None:
    grades = replace(
        HIGH, kind=ValueKind.GRADE, decimals=0, grades=("Poor", "Fair", "Good", "Excellent"), now=at(1),
        before=at(2), before_label="2026/27", came=came(2, 2, 2, aim=None),
    )  # fmt: skip
    assert told(grades)[Doubt.SOFTER] == "Fair is easier than the Good of 2026/27."
    assert told(grades)[Doubt.ALWAYS_MET].startswith("Met in each of the last three years (2023/24: Good; ")
    days = replace(HIGH, kind=ValueKind.NUMBER, unit="days", polarity=Polarity.LOW, now=at(12), came=came("10.5"))
    assert told(days)[Doubt.BELOW_NOW] == "12 days asks for less than the 10.5 days of 2023/24, by 1.5 days."
    wider = replace(
        HIGH, kind=ValueKind.NUMBER, polarity=Polarity.RANGE, now=Target(low=D(9), high=D(12)),
        before=Target(low=D(10), high=D(12)), before_label="2026/27", came=came(11),
    )  # fmt: skip
    assert told(wider) == {Doubt.SOFTER: "9 to 12 is easier than the 10 to 12 of 2026/27."}


def test_a_year_that_is_softer_in_a_period_alone_is_softened() -> None:
    asked = replace(HIGH, before=at(90), before_label="2026/27", parts=((at(80), at(80)), (at(84), at(85))))
    assert told(asked) == {Doubt.SOFTER: "In a period of the year it asks for less than in the same period of 2026/27."}
    assert told(replace(asked, parts=((at(80), at(80)), (at(85), at(85))))) == {}


@given(
    now=st.integers(0, 99), values=st.lists(st.integers(1, 99), min_size=1, max_size=4),
    met=st.lists(st.booleans(), min_size=4, max_size=4), median=st.integers(0, 99), before=st.integers(0, 99),
    is_high=st.booleans(),
)  # fmt: skip
def test_doubts_equal_an_oracle_of_fractions(
    now: int, values: list[int], met: list[bool], median: int, before: int, is_high: bool
) -> None:
    """The oracle turns everything so that more is better, and asks in plain comparisons of fractions."""
    years = tuple(replace(each, is_met=each_met) for each, each_met in zip(came(*values), met, strict=False))
    asked = replace(
        HIGH, kind=ValueKind.NUMBER, polarity=Polarity.HIGH if is_high else Polarity.LOW, now=at(now),
        before=at(before), came=years, peers=Peers("all", "2025/26", D(median)),
    )  # fmt: skip
    way = 1 if is_high else -1
    aim, last, best = Fraction(now * way), Fraction(values[-1] * way), max(value * way for value in values[-3:])
    expected = {
        Doubt.SOFTER: aim < before * way,
        Doubt.BELOW_NOW: aim < last,
        Doubt.ALWAYS_MET: len(values) >= 3 and all(met[len(values) - 3 : len(values)]) and aim <= best,
        Doubt.BELOW_PEERS: aim < median * way,
    }
    assert set(told(asked)) == {doubt for doubt, is_so in expected.items() if is_so}
    found = stretch(asked)
    assert found is not None
    assert abs(Fraction(found) - (aim - last) * 100 / abs(last)) <= Fraction(1, 20)


@pytest.mark.parametrize(("asked", "expected"), [
    (replace(HIGH, came=came(80)), "12.5"),
    (replace(HIGH, came=came(100)), "-10.0"),
    (replace(HIGH, came=came(-100), kind=ValueKind.NUMBER), "190.0"),
    (replace(HIGH, polarity=Polarity.LOW, came=came(100)), "10.0"),
    (replace(HIGH, came=()), None),
    (replace(HIGH, came=came(0)), None),
    (replace(HIGH, now=Target(text="top"), came=came(80)), None),
    (replace(HIGH, polarity=Polarity.PLAN, came=came(80)), None),
    (replace(HIGH, kind=ValueKind.DATE, came=came(80)), None),
])  # fmt: skip
def test_stretch_is_by_how_much_more_is_asked_than_came_last(asked: Asked, expected: str | None) -> None:
    assert stretch(asked) == (None if expected is None else D(expected))
