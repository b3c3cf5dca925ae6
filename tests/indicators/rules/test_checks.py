"""Sense checks at entry (rules.md 15; requirement C7)."""

from decimal import Decimal

import pytest

from indicators.rules.checks import Entry, sense_checks
from indicators.rules.rule import Rule, Target
from indicators.rules.vocabulary import Basis, Counting, Polarity, ValueKind

D = Decimal


def entry(value: str = "92", **changes: object) -> Entry:
    given = {
        "kind": ValueKind.PERCENTAGE,
        "counting": Counting.RATE,
        "decimals": 1,
        "value": D(value),
        "previous": D(94),
        "target": D(90),
        "limits": (D(80), D(100)),
        "annual_targets": (D(85), D(88), D(90)),
    }
    return Entry(**{**given, **changes})


def codes(checked: Entry) -> list[str]:
    return [check.code for check in sense_checks(checked)]


def test_an_ordinary_figure_passes() -> None:
    assert sense_checks(entry()) == []


def test_a_first_figure_with_nothing_to_be_held_against_passes() -> None:
    assert sense_checks(entry(previous=None, target=None, limits=None, annual_targets=())) == []


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        ("2", ValueKind.YES_NO, "answered with Yes or No"),
        ("0.5", ValueKind.GRADE, "Choose one of the grades: Poor, Good."),
        ("2", ValueKind.GRADE, "Choose one of the grades"),
        ("-1", ValueKind.GRADE, "Choose one of the grades"),
        ("1.5", ValueKind.DATE, "is a date, such as"),
        ("0", ValueKind.DATE, "is a date, such as"),
    ],
)
def test_the_wrong_type_is_blocked_and_nothing_else_is_said(value: str, kind: ValueKind, said: str) -> None:
    checks = sense_checks(entry(value, kind=kind, grades=("Poor", "Good")))
    assert [(check.code, check.severity) for check in checks] == [("wrong_type", "block")]
    assert said in checks[0].message


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("0", ValueKind.YES_NO),
        ("1", ValueKind.YES_NO),
        ("0", ValueKind.GRADE),
        ("1", ValueKind.GRADE),
        ("1", ValueKind.DATE),
        ("3652059", ValueKind.DATE),
    ],
)
def test_answers_grades_and_dates_are_not_compared_as_amounts(value: str, kind: ValueKind) -> None:
    assert sense_checks(entry(value, kind=kind, grades=("Poor", "Good"), previous=D(value), target=D(0))) == []


def test_a_numerator_above_its_denominator_is_blocked_where_it_cannot_be() -> None:
    parts = {"numerator": D(1_105), "denominator": D(1_000)}
    (check,) = [c for c in sense_checks(entry("110.5", is_share=True, limits=None, **parts)) if c.severity == "block"]
    assert check.code == "numerator_above_denominator"
    assert "1,105 out of 1,000 is more than all of them" in check.message
    assert sense_checks(entry("110.5", limits=None, **parts)) == []
    assert sense_checks(entry(is_share=True, numerator=D(92), denominator=D(100))) == []
    assert sense_checks(entry("100", is_share=True, numerator=D(7), denominator=D(7))) == []


@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_half_of_a_share_says_nothing(part: str) -> None:
    assert sense_checks(entry(is_share=True, **{part: D(50)})) == []


@pytest.mark.parametrize("value", ["100.1", "-1"])
def test_a_typed_share_beyond_its_bounds_is_blocked(value: str) -> None:
    assert "share_out_of_bounds" in codes(entry(value, is_share=True))
    assert "share_out_of_bounds" not in codes(entry(value))
    assert "share_out_of_bounds" not in codes(entry("0", is_share=True))
    assert "share_out_of_bounds" not in codes(entry("100", is_share=True))
    assert "share_out_of_bounds" not in codes(entry(value, is_share=True, kind=ValueKind.NUMBER))


def test_a_running_total_that_falls_is_blocked() -> None:
    total = {"kind": ValueKind.NUMBER, "counting": Counting.CUMULATIVE, "previous": D(40), "limits": None}
    falls = sense_checks(entry("39", unit="homes", **total))
    assert [(check.code, check.severity) for check in falls] == [("cumulative_fell", "block")]
    assert "below the 40 homes of the period before" in falls[0].message
    assert codes(entry("200", **total)) == []
    assert codes(entry("40", **total)) == ["same_as_last"]
    assert codes(entry("39", **{**total, "previous": None})) == []


@pytest.mark.parametrize(("value", "warned"), [("79.9", True), ("80", False), ("100", False), ("100.1", True)])
def test_outside_the_process_limits_is_warned(value: str, warned: bool) -> None:
    assert ("outside_limits" in codes(entry(value))) is warned


@pytest.mark.parametrize(
    ("value", "previous", "warned"),
    [("150", "100", False), ("150.1", "100", True), ("49.9", "100", True), ("-151", "-100", True), ("5", "0", False)],
)
def test_more_than_half_away_from_the_last_period_is_warned(value: str, previous: str, warned: bool) -> None:
    plain = {"kind": ValueKind.NUMBER, "previous": D(previous), "limits": None, "target": None}
    assert ("moved_over_half" in codes(entry(value, **plain))) is warned
    assert "moved_over_half" not in codes(entry(value, **plain, seasonal=True))
    assert "moved_over_half" not in codes(entry(value, **plain, counting=Counting.CUMULATIVE))


def test_exactly_the_same_as_last_time_is_warned() -> None:
    assert codes(entry("94.0")) == ["same_as_last"]


@pytest.mark.parametrize(
    ("value", "changes", "warned"),
    [
        ("0.95", {}, True),
        ("1", {}, True),
        ("-0.95", {}, True),
        ("0.95", {"previous": None, "target": None}, True),
        ("0.95", {"typed_unit": "%"}, False),
        ("0.9", {"target": D(7)}, False),
        ("0.9", {"target": D(10)}, True),
        ("0.9", {"previous": D("4.4"), "target": None}, False),
        ("0", {}, False),
        ("1.1", {}, False),
        ("0.95", {"kind": ValueKind.NUMBER}, False),
    ],
)
def test_a_percentage_typed_as_a_fraction_is_warned(value: str, changes: dict[str, object], warned: bool) -> None:
    assert ("fraction_for_percentage" in codes(entry(value, **changes))) is warned


def test_the_warning_about_a_fraction_says_what_to_type() -> None:
    (check,) = [c for c in sense_checks(entry("0.951")) if c.code == "fraction_for_percentage"]
    assert check.message == "Read as 0.951%. If you meant 95.1%, type 95.1."
    (check,) = [c for c in sense_checks(entry("0.12345678")) if c.code == "fraction_for_percentage"]
    assert check.message.startswith("Read as 0.123457%.")


@pytest.mark.parametrize(
    ("value", "warned"), [("900", True), ("899.9", False), ("9", True), ("9.1", False), ("0", True), ("-900", True)]
)
def test_ten_times_or_a_tenth_of_the_target_is_warned(value: str, warned: bool) -> None:
    assert ("far_from_target" in codes(entry(value))) is warned


def test_the_published_slip_of_a_mistyped_target_is_caught() -> None:
    """A real report once set a target of 420 beside a result of 73,390."""
    slip = entry("73390", kind=ValueKind.NUMBER, target=D(420), previous=None, limits=None)
    (check,) = sense_checks(slip)
    assert check.message == "This is ten times the target or more (420). Check the figure, the target and the unit."


def test_a_target_of_nought_is_warned() -> None:
    assert codes(entry(target=D(0))) == ["target_zero"]


@pytest.mark.parametrize(
    ("targets", "warned"),
    [
        ((90, 90, 90), True), ((80, 90, 90, 90), True), ((90, 90), False), ((90, 90, 91), False), ((91, 90, 90), False),
        ((None, 90, 90), False), ((90, 90, None), False), ((None, None, None), False),
    ],
)  # fmt: skip
def test_a_target_unchanged_for_three_years_is_warned(targets: tuple[int | None, ...], warned: bool) -> None:
    annual = tuple(None if target is None else D(target) for target in targets)
    assert codes(entry(annual_targets=annual)) == (["target_unchanged"] if warned else [])


@pytest.mark.parametrize(
    ("value", "previous", "warned"),
    [
        ("-3", "3", True), ("3", "-3", True), ("-3", "-4", False), ("0", "-3", False), ("-3", "0", False),
        ("0.5", "3", False), ("3", "0.5", False), ("-0.5", "0.5", True),
    ],
)  # fmt: skip
def test_a_change_of_sign_is_warned(value: str, previous: str, warned: bool) -> None:
    assert ("sign_change" in codes(entry(value, previous=D(previous), limits=None))) is warned


@pytest.mark.parametrize(
    ("typed_unit", "kind", "unit", "warned"),
    [
        ("%", ValueKind.PERCENTAGE, "", False), ("", ValueKind.NUMBER, "days", False),
        ("Days", ValueKind.NUMBER, "days", False),
        ("hours", ValueKind.NUMBER, "days", True), ("%", ValueKind.NUMBER, "", True), ("£", ValueKind.MONEY, "", False),
        ("£ per head", ValueKind.MONEY, "", False), ("euros", ValueKind.MONEY, "", True),
        ("£", ValueKind.NUMBER, "days", True),
    ],
)  # fmt: skip
def test_a_change_of_unit_is_warned(typed_unit: str, kind: ValueKind, unit: str, warned: bool) -> None:
    assert ("unit_change" in codes(entry(kind=kind, unit=unit, typed_unit=typed_unit))) is warned


@pytest.mark.parametrize(("unit", "usual"), [("days", "in days"), ("", "given without a unit")])
def test_the_warning_about_a_unit_says_what_is_usual(unit: str, usual: str) -> None:
    (check,) = sense_checks(entry(kind=ValueKind.NUMBER, unit=unit, typed_unit="hours"))
    assert check.message == f"Typed in hours, while this measure is {usual}. Convert the figure if needed."


def test_every_message_says_what_to_do() -> None:
    odd = [
        entry("0.95", previous=D("0.95"), target=D(0)),
        entry("-951", typed_unit="days", annual_targets=(D(9),) * 3, is_share=True),
        entry("1", counting=Counting.CUMULATIVE, is_share=True, numerator=D(9), denominator=D(1)),
        entry("1", kind=ValueKind.NUMBER, typed_unit="days"),
    ]
    seen = {}
    for checked in odd:
        for check in sense_checks(checked):
            seen[check.code] = check
    assert len(seen) == 12
    for check in seen.values():
        assert check.message.endswith(".")
        assert any(word in check.message for word in ("Check", "Enter", "Convert", "type"))


@pytest.mark.parametrize(
    ("target", "then", "changes", "asked"),
    [
        ("80", "95", {}, True),
        ("85.5", "95", {}, False),  # exactly 10% short is still near target under the rule that ships
        ("85.4", "95", {}, True),
        ("95", "80", {}, False),
        ("12", "10", {"polarity": Polarity.LOW, "kind": ValueKind.NUMBER}, True),
        ("11", "10", {"polarity": Polarity.LOW, "kind": ValueKind.NUMBER}, False),
        ("9", "10", {"polarity": Polarity.LOW, "kind": ValueKind.NUMBER}, False),
        ("94", "95", {"rule": Rule(Basis.POINTS, D(0), D("0.5"))}, True),
        ("94", "95", {"rule": Rule(Basis.POINTS, D(0), D(1))}, False),
        ("80", "95", {"polarity": Polarity.PLAN}, False),
        ("80", "95", {"polarity": Polarity.NONE}, False),
        ("80", "95", {"rule": Rule(Basis.JUDGEMENT, D(0), D(0))}, False),
    ],
)
def test_a_target_far_easier_than_last_year_s_is_asked_about(
    target: str, then: str, changes: dict[str, object], asked: bool
) -> None:
    given = {"polarity": Polarity.HIGH, **changes}
    eased = entry("92", target=D(target), target_last_year=Target(D(then)), previous=None, limits=None, **given)
    assert ("target_softened" in codes(eased)) is asked


def test_both_targets_are_named_where_one_is_far_easier() -> None:
    eased = entry(target=D(80), target_last_year=Target(D(95)), polarity=Polarity.HIGH)
    (message,) = [check.message for check in sense_checks(eased) if check.code == "target_softened"]
    assert "The target of 80% is far easier than the 95% of the same period last year" in message


@pytest.mark.parametrize("missing", [{"target": None}, {"target_last_year": None}, {"target_last_year": Target()}])
def test_without_a_target_in_both_years_nothing_is_said_to_be_easier(missing: dict[str, object]) -> None:
    both = {"target": D(80), "target_last_year": Target(D(95)), "polarity": Polarity.HIGH}
    assert "target_softened" not in codes(entry(**{**both, **missing}))
