"""The one sentence about a measure (rules.md 3 to 5; C9, C10)."""

from decimal import Decimal

import pytest

from indicators.rules.assessment import assess
from indicators.rules.facts import Facts, Point
from indicators.rules.rule import DEFAULT_RULE, Rule, Target
from indicators.rules.sentences import reason_for, sentence
from indicators.rules.vocabulary import (
    STATUS_WORDS,
    Absence,
    Basis,
    Counting,
    Polarity,
    Standing,
    Status,
    ValueKind,
)
from tests.indicators.rules.given import SHARE, facts_with

D = Decimal
PERIOD = "July to September 2026 (Q2)"
TARGET = Target(D(90))
STEADY = tuple(D(value) for value in (94, 96, 94, 95, 93, 96, 94))


def tell(**changes: object) -> str:
    given = {
        **SHARE,
        "now": Point(D("95.1"), TARGET),
        "previous": Point(D(94), TARGET),
    }
    facts = facts_with(given, **changes)
    told = sentence(facts, assess(facts), name="Calls answered", period_label=PERIOD, step="quarter")
    assert told.startswith("Calls answered: ")
    return told.removeprefix("Calls answered: ")


def test_the_sentence_of_a_measure_that_is_on_target() -> None:
    assert tell(history=(*STEADY, D("95.1"))) == (
        f"95.1% in {PERIOD}, above the 90% target; better than the quarter before, within normal variation."
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"now": Point(D(89), TARGET)},
            "89.0% in {}, below the 90% target: near target; worse than the quarter before.",
        ),
        ({"now": Point(D(90), TARGET)}, "90.0% in {}, exactly on the 90% target; worse than the quarter before."),
        (
            {"now": Point(D(50), TARGET)},
            "50.0% in {}, below the 90% target: off target; worse than the quarter before.",
        ),
        (
            {"now": Point(D(89), TARGET), "rule": Rule(Basis.POINTS, D(2), D(5))},
            "89.0% in {}, below the 90% target: on target; worse than the quarter before.",
        ),
        (
            {"rule": Rule(Basis.POINTS, D(2), D(5), D(5))},
            "95.1% in {}, above the 90% target: exceeding target; better than the quarter before.",
        ),
        (
            {"now": Point(D("89.96"), TARGET, Standing.PROVISIONAL), "previous": None},
            "89.96% (provisional) in {}, below the 90% target: near target.",
        ),
        (
            {"now": Point(D(89), TARGET), "judgement": (Status.GREEN, "On course."), "previous": None},
            "89.0% in {}, below the 90% target: judged on target.",
        ),
        (
            {"judgement": (Status.GREEN, "On course."), "previous": None},
            "95.1% in {}, above the 90% target: judged on target.",
        ),
        (
            {"previous": None, "last_year": Point(D("95.1"))},
            "95.1% in {}, above the 90% target; the same as the same period last year.",
        ),
        (
            {"is_data_only": True, "now": Point(D("95.1"))},
            "95.1% in {}, data only; higher than the quarter before.",
        ),
        (
            {"is_contextual": True, "now": Point(D(93), TARGET)},
            "93.0% in {}, for context; lower than the quarter before.",
        ),
        ({"now": Point(D("95.1")), "previous": None}, "95.1% in {}, not rated."),
        ({"now": Point(D("95.1"), Target()), "previous": None}, "95.1% in {}, not rated."),
        (
            {"now": Point(D("95.1"), Target(D(90), low=D(1), high=D(2))), "previous": None},
            "95.1% in {}, above the 90% target.",
        ),
        (
            {"polarity": Polarity.RANGE, "now": Point(D("95.1"), Target(D(90), low=D(1))), "previous": None},
            "95.1% in {}, above the 90% target: not rated.",
        ),
        (
            {"polarity": Polarity.RANGE, "now": Point(D("95.1"), Target(D(90), high=D(99))), "previous": None},
            "95.1% in {}, above the 90% target: not rated.",
        ),
        (
            {"polarity": Polarity.RANGE, "now": Point(D(-5), Target(low=D(-5), high=D(5))), "previous": None},
            "−5.0% in {}, inside the range −5% to 5%.",
        ),
        (
            {"polarity": Polarity.RANGE, "now": Point(D(5), Target(low=D(-5), high=D(5))), "previous": None},
            "5.0% in {}, inside the range −5% to 5%.",
        ),
        (
            {"now": Point(D("95.1"), Target(text="top quartile")), "previous": None},
            "95.1% in {}, against a target of “top quartile”: not rated.",
        ),
        (
            {"polarity": Polarity.RANGE, "now": Point(D(6), Target(low=D(-5), high=D(5))), "previous": None},
            "6.0% in {}, outside the range −5% to 5%: off target.",
        ),
        (
            {"polarity": Polarity.RANGE, "now": Point(D(4), Target(low=D(-5), high=D(5))), "previous": None},
            "4.0% in {}, inside the range −5% to 5%.",
        ),
        (
            {"kind": ValueKind.YES_NO, "now": Point(D(0), Target(D(1))), "previous": None},
            "No in {}, where Yes is wanted: off target.",
        ),
        ({"kind": ValueKind.YES_NO, "now": Point(D(1), Target(D(1))), "previous": None}, "Yes in {}, as wanted."),
        (
            {"kind": ValueKind.DATE, "now": Point(D(739_815), Target(D(739_814))), "previous": None},
            "18 July 2026 in {}, after the target of 17 July 2026: off target.",
        ),
        (
            {
                "kind": ValueKind.NUMBER,
                "polarity": Polarity.LOW,
                "unit": "days",
                "rule": Rule(Basis.VALUES, D(0), D(0)),
                "now": Point(D(21), Target(green_limit=D(20), red_limit=D(25))),
                "previous": None,
            },
            "21.0 days in {}, above the target of 20 days: near target.",
        ),
    ],
)
def test_the_sentence_says_what_a_reader_should_know(changes: dict[str, object], expected: str) -> None:
    assert tell(**changes) == expected.format(PERIOD)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"now": Point(None, TARGET)}, "no figure yet for {}, although it is due."),
        ({"now": Point(None, TARGET), "due": False}, "not due in {}."),
        ({"now": Point(D(50), TARGET, approved=False)}, "the figure for {} awaits sign-off."),
        ({"now": Point(None, absence=Absence.NOT_AVAILABLE)}, "not available for {}."),
        ({"now": Point(None, absence=Absence.NOT_APPLICABLE)}, "not applicable in {}."),
        ({"now": Point(D(7), absence=Absence.WITHHELD)}, "withheld for {}."),
        (
            {"now": Point(None, TARGET), "judgement": (Status.AMBER, "Late system.")},
            "no figure for {}, judged near target.",
        ),
    ],
)
def test_the_sentence_without_a_figure_tells_none(changes: dict[str, object], expected: str) -> None:
    assert tell(**changes) == expected.format(PERIOD)


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (Point(None, TARGET, approved=False), "It has been handed in and awaits sign-off."),
        (Point(None, TARGET), "No figure"),
        (Point(D(50), TARGET, approved=False), "40 points (44.4%) below the target"),
        (Point(None, absence=Absence.NOT_AVAILABLE, approved=False), "The figure is not available"),
    ],
)
def test_the_reason_of_a_figure_that_is_held_back_is_that_it_waits(now: Point, reason: str) -> None:
    facts = facts_with({**SHARE, "now": now})
    assert reason_for(facts, assess(facts)).startswith(reason)


def test_the_sentence_says_when_a_change_is_real() -> None:
    history = (*STEADY, *STEADY, D(60))
    told = tell(now=Point(D(60), TARGET), history=history)
    assert told.endswith(
        "worse than the quarter before. The run of figures is a change for the worse, beyond normal variation."
    )
    same = tell(now=Point(D(94), TARGET), history=(*STEADY, D(94)))
    assert same.endswith("; the same as the quarter before.")


def test_the_words_are_the_schemes_own() -> None:
    facts = Facts(
        kind=ValueKind.NUMBER,
        polarity=Polarity.HIGH,
        counting=Counting.FLOW,
        decimals=0,
        unit="homes",
        rule=DEFAULT_RULE,
        now=Point(D(95), Target(D(100))),
    )
    words = {**STATUS_WORDS, Status.AMBER: "within tolerance"}
    told = sentence(facts, assess(facts), name="New homes", period_label="2026/27", words=words)
    assert told == "New homes: 95 homes in 2026/27, below the target of 100 homes: within tolerance."
