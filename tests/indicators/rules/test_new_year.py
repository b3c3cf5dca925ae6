"""What a target becomes in a new year (rules.md 6)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.new_year import How, Sheet, YearAim, new_aim
from indicators.rules.rule import Target
from indicators.rules.softening import is_softer
from indicators.rules.vocabulary import Counting, Polarity, Profile, ValueKind

D = Decimal
RATE, FLOW, CUMULATIVE = Counting.RATE, Counting.FLOW, Counting.CUMULATIVE


def sheet(
    polarity: Polarity = Polarity.HIGH,
    kind: ValueKind = ValueKind.NUMBER,
    counting: Counting = RATE,
    decimals: int = 0,
) -> Sheet:
    return Sheet(polarity, kind, counting, decimals)


def aim(year: object, periods: list[object], profile: Profile = Profile.LEVEL) -> YearAim:
    return YearAim(Target(D(str(year))), [Target(D(str(each))) for each in periods], profile)


def values(found: YearAim) -> tuple[object, list[object]]:
    return found.year.value, [each and each.value for each in found.periods]


def test_carried_as_it_stands() -> None:
    old = YearAim(Target(D(90), green_limit=D(89)), [Target(D(80)), None, Target(D(90)), None], Profile.TYPED)
    new = new_aim(old, How.CARRY, None, sheet())
    assert (new.year, new.periods, new.profile) == (old.year, old.periods, Profile.TYPED)


@pytest.mark.parametrize(
    ("polarity", "how", "expected"),
    [
        (Polarity.HIGH, How.PERCENT, 44),
        (Polarity.LOW, How.PERCENT, 36),
        (Polarity.HIGH, How.AMOUNT, 50),
        (Polarity.LOW, How.AMOUNT, 30),
        (Polarity.PLAN, How.PERCENT, 40),
        (Polarity.NONE, How.AMOUNT, 40),
        (Polarity.LOW, How.TYPED, 10),
    ],
)
def test_more_demanding_is_up_or_down_as_is_good(polarity: Polarity, how: How, expected: int) -> None:
    new = new_aim(aim(40, [40, 40]), how, D(10), sheet(polarity))
    assert values(new) == (expected, [expected, expected])


def test_not_past_everything_and_not_below_nothing() -> None:
    high = sheet(kind=ValueKind.PERCENTAGE, decimals=1)
    assert values(new_aim(aim(98, [98]), How.PERCENT, D(5), high)) == (100, [100])
    low = sheet(Polarity.LOW)
    assert values(new_aim(aim(2, [2]), How.AMOUNT, D(5), low)) == (0, [0])


def test_what_adds_up_keeps_its_shares_and_its_sum() -> None:
    new = new_aim(aim(100, [10, 20, 30, 40], Profile.TYPED), How.PERCENT, D(5), sheet(counting=FLOW))
    assert values(new) == (105, [11, 21, 32, 41])
    equal = new_aim(aim(100, [25, 25, 25, 25], Profile.EQUAL), How.PERCENT, D(5), sheet(counting=FLOW))
    assert values(equal) == (105, [27, 26, 26, 26])
    running = new_aim(aim(100, [10, 30, 60, 100], Profile.LAST_YEAR), How.AMOUNT, D(20), sheet(counting=CUMULATIVE))
    assert (values(running), running.profile) == ((120, [12, 36, 72, 120]), Profile.TYPED)


def test_a_straight_line_starts_where_the_old_one_ended() -> None:
    old = YearAim(Target(D(40)), [Target(D(10)), Target(D(20)), Target(D(30)), Target(D(40))], Profile.STRAIGHT_LINE)
    new = new_aim(old, How.AMOUNT, D(8), sheet())
    assert (values(new), new.baseline) == ((48, [42, 44, 46, 48]), 40)
    assert values(new_aim(old, How.CARRY, None, sheet())) == (40, [40, 40, 40, 40])


def test_explicit_limits_keep_their_distance() -> None:
    each = Target(D(90), green_limit=D(88), red_limit=D(85))
    new = new_aim(YearAim(Target(D(90)), [each], Profile.LEVEL), How.AMOUNT, D(2), sheet())
    assert new.periods == [Target(D(92), green_limit=D(90), red_limit=D(87))]


def test_ranges_answers_and_words_are_carried() -> None:
    between = YearAim(Target(low=D(1), high=D(2)), [Target(low=D(1), high=D(2))], Profile.LEVEL)
    assert new_aim(between, How.PERCENT, D(5), sheet(Polarity.RANGE)) == between
    words = YearAim(Target(text="top quartile"), [Target()], Profile.LEVEL)
    assert new_aim(words, How.PERCENT, D(5), sheet()) == words
    answer = aim(1, [1])
    assert new_aim(answer, How.AMOUNT, D(1), sheet(kind=ValueKind.YES_NO)) == answer


def test_a_day_comes_a_year_later() -> None:
    old, new = D(date(2028, 2, 29).toordinal()), D(date(2029, 2, 28).toordinal())
    assert values(new_aim(aim(old, [old]), How.PERCENT, D(5), sheet(kind=ValueKind.DATE))) == (new, [new])


def test_typed_where_there_was_none_is_spread_as_is_usual() -> None:
    none = YearAim(Target(), [None, None, None, None], Profile.LEVEL)
    assert values(new_aim(none, How.TYPED, D(10), sheet(counting=FLOW))) == (10, [3, 3, 2, 2])
    assert values(new_aim(none, How.TYPED, D(10), sheet())) == (10, [10, 10, 10, 10])


@given(
    was=st.decimals(1, 1000, places=1),
    by=st.decimals(0, 50, places=1),
    polarity=st.sampled_from([Polarity.HIGH, Polarity.LOW]),
    how=st.sampled_from([How.PERCENT, How.AMOUNT]),
    counting=st.sampled_from(list(Counting)),
)
def test_more_demanding_is_never_softer(
    was: Decimal, by: Decimal, polarity: Polarity, how: How, counting: Counting
) -> None:
    of = sheet(polarity, counting=counting, decimals=1)
    old = new_aim(YearAim(Target(), [None] * 4, Profile.LEVEL), How.TYPED, was, of)
    new = new_aim(old, how, by, of)
    assert not is_softer(new.year, old.year, polarity, of.kind)
    if counting is FLOW:
        assert sum(each.value or D(0) for each in new.periods if each) == new.year.value


def test_a_day_that_is_not_set_stays_unset() -> None:
    old = YearAim(Target(), [Target(), None], Profile.LEVEL)
    assert new_aim(old, How.CARRY, None, sheet(kind=ValueKind.DATE)) == old


def test_an_answer_is_the_same_in_every_period() -> None:
    new = new_aim(aim(0, [0, 0]), How.TYPED, D(1), sheet(kind=ValueKind.YES_NO))
    assert values(new) == (1, [1, 1])


def test_what_does_not_add_up_moves_by_as_much_in_each_period() -> None:
    old = YearAim(Target(D(90)), [Target(D(80)), None, Target(D(90))], Profile.TYPED)
    assert values(new_aim(old, How.AMOUNT, D(5), sheet())) == (95, [85, None, 95])


def test_a_period_without_a_target_gets_none_and_takes_nothing_of_what_adds_up() -> None:
    old = YearAim(Target(D(100)), [Target(D(40), green_limit=D(38)), None, Target(D(60))], Profile.TYPED)
    new = new_aim(old, How.PERCENT, D(10), sheet(counting=FLOW))
    assert values(new) == (110, [44, None, 66])
    assert new.periods[0] is not None
    assert new.periods[0].green_limit == D("41.8"), "a limit keeps its share of what adds up"
