"""Signal and noise (rules.md 5), against hand-worked series, an independent oracle and the reference's own results."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indicators.rules.spc import Xmr, usual_limits, xmr
from indicators.rules.vocabulary import Assurance, Signal
from tests.published import XMR_REFERENCE

WHOLE = st.integers(-30, 30)
SERIES = st.lists(WHOLE, min_size=1, max_size=40)
# Drifting series, so that trends and runs turn up often.
WALKS = st.lists(st.integers(-3, 4), min_size=1, max_size=40).map(
    lambda steps: [sum(steps[: i + 1]) for i in range(len(steps))]
)
EITHER = SERIES | WALKS
IMPROVEMENTS = st.sampled_from(["increase", "decrease", "neutral"])


def causes(values: Sequence[float], improvement: str = "increase") -> list[str]:
    return [point.special_cause for point in xmr(values, improvement).points]


# Limits


def test_the_limits_of_the_figures_before_one():
    assert usual_limits([Decimal(each) for each in (10, 11) * 4]) == (pytest.approx(7.84), pytest.approx(13.16))
    assert usual_limits([Decimal(each) for each in (10, 11, 10, 11, 10, 11, 10)]) is None  # seven
    assert usual_limits([Decimal("5.5")] * 8) is None


def test_limits_by_hand():
    found = xmr([10, 12, 9, 11], "increase")  # moving ranges 2, 3, 2
    assert found.mean == 10.5
    assert found.lower == pytest.approx(10.5 - 2.66 * 7 / 3)
    assert found.upper == pytest.approx(10.5 + 2.66 * 7 / 3)


def test_an_outlying_moving_range_is_left_out_once():
    found = xmr([10, 11] * 6 + [100], "increase")  # eleven ranges of 1 and one of 90, above 3.267 times their mean
    assert found.upper == pytest.approx(found.mean + 2.66)
    assert found.points[-1].special_cause == "Above UCL"


def test_figures_that_never_move_have_no_limits():
    found = xmr([361.1] * 10, "increase", 361.1)
    assert (found.mean, found.lower, found.upper) == (361.1, None, None)
    assert {point.special_cause for point in found.points} == {"Common Cause"}
    assert found.assurance is Assurance.INCONSISTENT


def test_one_figure_has_no_limits():
    found = xmr([Decimal("5.5")], "increase")
    assert (found.mean, found.lower, found.points[0].special_cause) == (5.5, None, "Common Cause")


def test_no_figures_at_all_are_refused():
    with pytest.raises(ValueError, match="at least one"):
        xmr([], "increase")


def test_the_mean_of_decimals_is_seen_to_equal_a_figure():
    found = xmr([Decimal("0.1"), Decimal("0.2"), Decimal("0.3")], "increase")
    assert found.mean == 0.2


# Special causes


def test_a_figure_on_a_limit_is_within_it():
    # Both moves stand out, so the limits lie on the mean.
    assert causes([100, *[150] * 8, 200]) == ["Below LCL", *["Common Cause"] * 8, "Above UCL"]


def test_seven_on_one_side_of_the_mean():
    assert causes([4, 8, 4, 8, 4, 8, 4, 13, 9, 13, 9, 13, 9]) == ["7 Points Below CL"] * 7 + ["Common Cause"] * 6


def test_a_figure_on_the_mean_ends_a_run():
    values = [4, 5, 4, 6, 4, 5, 4, 8, 7, 8, 6, 8, 7, 8, 6]  # mean 6
    assert xmr(values, "increase").mean == 6
    assert set(causes(values)) == {"Common Cause"}


def test_seven_rising():
    assert causes([50, 20, 24, 28, 32, 36, 40, 44, 10]) == [
        "Common Cause",
        *["7 Point Trend (Increasing)"] * 7,
        "Common Cause",
    ]


def test_six_rising_are_no_trend():
    assert set(causes([50, 24, 28, 32, 36, 40, 44, 10])) == {"Common Cause"}


def test_where_two_trends_meet_the_later_names_the_figure():
    found = causes([100, 0, 90, 10, 20, 30, 40, 50, 60, 70, 60, 50, 40, 30, 20, 10, 0, 90, 0, 100])
    rising, falling = ["7 Point Trend (Increasing)"] * 6, ["7 Point Trend (Decreasing)"] * 8
    assert found == [*["Common Cause"] * 3, *rising, *falling, *["Common Cause"] * 3]


def test_two_of_three_near_a_limit():
    # Limits 1.39 and 19.88, so near one from 16.80 up.
    values = [10, 13, 10, 7, 10, 7, 10, 13, 10, 7, 10, 13, 10, 7, 17, 13, 17, 10, 10, 13, 10, 7]
    found = causes(values)
    assert [i for i, each in enumerate(found) if each == "2 in 3 Above CL"] == [14, 16]
    assert found[15] == "Common Cause"  # among the three, but not itself near the limit


def test_outside_the_limits_comes_first():
    found = causes([20, 0] * 5 + [2, 4, 6, 8, 10, 12, 60])
    assert found[-2:] == ["7 Point Trend (Increasing)", "Above UCL"]


@pytest.mark.parametrize(
    ("improvement", "high", "low"),
    [
        ("increase", Signal.IMPROVEMENT, Signal.CONCERN),
        ("decrease", Signal.CONCERN, Signal.IMPROVEMENT),
        ("neutral", Signal.NEUTRAL_HIGH, Signal.NEUTRAL_LOW),
    ],
)
def test_what_a_special_cause_means(improvement, high, low):
    found = xmr([1, 2, 1, 2, 1, 2, 1, 9, 8, 9, 8, 9, 8, 9], improvement)
    assert [point.signal for point in found.points] == [low] * 7 + [high] * 7


def test_what_a_trend_means():
    values = [50, 20, 24, 28, 32, 36, 40, 44, 10]
    assert {point.signal for point in xmr(values, "increase").points[1:8]} == {Signal.IMPROVEMENT}
    assert {point.signal for point in xmr([-value for value in values], "increase").points[1:8]} == {Signal.CONCERN}


# Assurance


@pytest.mark.parametrize(
    ("improvement", "target", "assurance"),
    [
        ("increase", 0, Assurance.CONSISTENT_PASS),
        ("increase", 30, Assurance.CONSISTENT_FAIL),
        ("increase", 11, Assurance.INCONSISTENT),
        ("decrease", 0, Assurance.CONSISTENT_FAIL),
        ("decrease", 30, Assurance.CONSISTENT_PASS),
        ("decrease", 10, Assurance.INCONSISTENT),
        ("neutral", 30, None),
        ("increase", None, None),
    ],
)
def test_assurance(improvement, target, assurance):
    assert xmr([10, 12] * 5, improvement, target).assurance is assurance


def test_a_target_on_a_limit_is_hit_and_miss():
    found = xmr([10, 12] * 5, "increase")
    for limit in (found.lower, found.upper):
        assert xmr([10, 12] * 5, "increase", limit).assurance is Assurance.INCONSISTENT


# Independent oracle: each figure asked on its own, in exact fractions, straight from the wording of the rule


def oracle(values: Sequence[int]) -> tuple[Fraction | None, list[str]]:
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    ranges = [abs(b - a) for a, b in pairwise(exact)]
    kept = [each for each in ranges if each * 1000 * len(ranges) < 3267 * sum(ranges)]
    spread = sum(kept) / len(kept) if kept else None
    return spread, [_oracle_one(exact, i, mean, spread) for i in range(len(exact))]


def _oracle_one(exact: list[Fraction], i: int, mean: Fraction, spread: Fraction | None) -> str:
    def windows(size: int, around: int = i) -> list[list[int]]:
        spans = [list(range(a, a + size)) for a in range(len(exact) - size + 1)]
        return [span for span in spans if around in span]

    def in_trend(j: int) -> bool:
        steps = [[exact[b] - exact[a] for a, b in pairwise(span)] for span in windows(7, j)]
        return any(all(step > 0 for step in each) or all(step < 0 for step in each) for each in steps)

    def is_beyond(j: int, ranges: Fraction) -> bool:
        return spread is not None and abs(exact[j] - mean) > ranges * spread

    def is_near(j: int) -> bool:
        return is_beyond(j, Fraction(266, 150)) and not is_beyond(j, Fraction(266, 100))

    def on_one_side(span: list[int]) -> bool:
        return all(exact[j] > mean for j in span) or all(exact[j] < mean for j in span)

    side = "Above" if exact[i] > mean else "Below"
    if is_beyond(i, Fraction(266, 100)):
        return "Above UCL" if side == "Above" else "Below LCL"
    if in_trend(i):
        # The reference names it by the step to the next figure if that one is in a trend too, else by the step to it.
        step = exact[i + 1] - exact[i] if in_trend(i + 1) else exact[i] - exact[i - 1]
        return f"7 Point Trend ({'Increasing' if step > 0 else 'Decreasing'})"
    if is_near(i) and any(on_one_side(span) and sum(map(is_near, span)) >= 2 for span in windows(3)):
        return f"2 in 3 {side} CL"
    if any(on_one_side(span) for span in windows(7)):
        return f"7 Points {side} CL"
    return "Common Cause"


def knife_edge(found: Xmr) -> bool:
    """Whether a figure stands so near a limit that floats and fractions may rightly differ."""
    if found.upper is None:
        return False
    reach = found.upper - found.mean
    distances = [abs(point.value - found.mean) for point in found.points]
    return any(abs(distance - edge) < 1e-9 for distance in distances for edge in (reach, reach * 2 / 3))


@settings(deadline=None)  # the oracle is slow on purpose
@given(EITHER)
def test_agrees_with_the_oracle(values):
    found = xmr(values, "increase")
    assume(not knife_edge(found))
    spread, expected = oracle(values)
    assert [point.special_cause for point in found.points] == expected
    if spread is None:
        assert found.upper is None
    else:
        assert found.upper == pytest.approx(float(sum(map(Fraction, values)) / len(values) + Fraction("2.66") * spread))


def test_two_trends_parted_by_a_repeat_as_in_the_reference():
    found = causes([0, 4, 8, 12, 16, 20, 24, 24, 28, 32, 36, 40, 44, 48])
    # A step of nought is no rise.
    assert found[6] == "7 Point Trend (Decreasing)"
    assert found[7] == "7 Point Trend (Increasing)"


def test_two_trends_parted_by_a_step_back_as_in_the_reference():
    found = causes([0, 1, 2, 3, 4, 5, 6, 5, 6, 7, 8, 9, 10, 11])
    assert found[6:8] == ["7 Point Trend (Decreasing)", "7 Point Trend (Increasing)"]


# Properties

MIRROR = {
    "Above UCL": "Below LCL",
    "Below LCL": "Above UCL",
    "7 Point Trend (Increasing)": "7 Point Trend (Decreasing)",
    "7 Point Trend (Decreasing)": "7 Point Trend (Increasing)",
    "2 in 3 Above CL": "2 in 3 Below CL",
    "2 in 3 Below CL": "2 in 3 Above CL",
    "7 Points Above CL": "7 Points Below CL",
    "7 Points Below CL": "7 Points Above CL",
    "Common Cause": "Common Cause",
}


@given(EITHER, st.sampled_from(["increase", "decrease"]), WHOLE)
def test_a_mirrored_series_mirrors_the_verdict(values, improvement, target):
    assume(all(a != b for a, b in pairwise(values)))
    here = xmr(values, improvement, target)
    there = xmr([-value for value in values], "decrease" if improvement == "increase" else "increase", -target)
    assert [MIRROR[point.special_cause] for point in here.points] == [point.special_cause for point in there.points]
    assert [point.signal for point in here.points] == [point.signal for point in there.points]
    assert here.assurance is there.assurance


@given(EITHER, IMPROVEMENTS, st.integers(1, 50), st.integers(-1000, 1000))
def test_changing_units_changes_nothing(values, improvement, scale, shift):
    here = xmr(values, improvement)
    there = xmr([value * scale + shift for value in values], improvement)
    assume(not knife_edge(here))
    assert [(a.special_cause, a.signal) for a in here.points] == [(b.special_cause, b.signal) for b in there.points]


@given(EITHER, IMPROVEMENTS, WHOLE)
def test_decimals_and_floats_give_the_same(values, improvement, target):
    assert xmr([Decimal(value) for value in values], improvement, target) == xmr(values, improvement, target)


# The reference's own results


def test_agrees_with_the_reference_on_every_row():
    with XMR_REFERENCE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 200
    for _, group in groupby(rows, key=lambda row: row["series"]):
        series = list(group)
        first = series[0]
        found = xmr([float(row["value"]) for row in series], first["improvement_direction"], float(first["target"]))
        for row, point in zip(series, found.points, strict=True):
            assert (point.special_cause, point.signal) == (row["special_cause"], row["point_type"])
            assert (found.assurance or "") == row["assurance"]
            for column, ours in (("mean", found.mean), ("lpl", found.lower), ("upl", found.upper)):
                assert ours == (pytest.approx(float(row[column]), rel=1e-9) if row[column] else None)
