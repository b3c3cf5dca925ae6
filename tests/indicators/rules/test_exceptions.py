"""What makes an exception, good as well as bad, and that the report can say why (rules.md 14; requirement D3)."""

import pytest

from indicators.rules.exceptions import NOT_FORESEEN, Foreseen, Past, exception_reasons, milestone_reasons
from indicators.rules.vocabulary import Direction, Signal, Status

G, A, R, X, U = Status.GREEN, Status.AMBER, Status.RED, Status.EXCEEDING, Status.UNKNOWN
BETTER, WORSE, SAME = Direction.BETTER, Direction.WORSE, Direction.SAME


def past(*pairs: tuple[Status, Direction]) -> list[Past]:
    return [Past(status, direction) for status, direction in pairs]


@pytest.mark.parametrize(
    ("history", "signal", "is_late", "expected"),
    [
        (past((G, SAME)), None, False, []),
        ([], None, False, []),
        (past((R, BETTER)), None, False, ["red"]),
        (past((A, WORSE)), None, False, []),
        (past((G, WORSE), (A, WORSE)), None, False, ["amber_and_worsening"]),
        (past((A, WORSE), (A, SAME)), None, False, []),
        (past((G, WORSE), (G, WORSE)), None, False, []),
        (past((G, WORSE), (G, WORSE), (G, WORSE)), None, False, ["three_worsening"]),
        (past((G, BETTER), (G, WORSE), (G, WORSE)), None, False, []),
        (past((A, WORSE), (A, WORSE), (A, WORSE)), None, False, ["amber_and_worsening", "three_worsening"]),
        (past((G, WORSE)), Signal.CONCERN, False, ["special_cause_concern"]),
        (past((G, WORSE)), Signal.COMMON_CAUSE, False, []),
        (past((U, SAME)), None, True, ["late"]),
        (past((U, SAME)), None, False, []),
        (past((G, SAME)), None, True, []),
        (past((X, BETTER)), Signal.IMPROVEMENT, False, ["exceeding", "special_cause_improvement"]),
        (past((R, WORSE), (G, BETTER)), None, False, ["recovered"]),
        (past((R, WORSE), (X, BETTER)), None, False, ["exceeding", "recovered"]),
        (past((R, WORSE), (A, BETTER)), None, False, []),
        (past((G, SAME), (R, WORSE), (G, BETTER)), None, False, ["recovered"]),
        (past((R, SAME), (G, BETTER), (G, SAME)), None, False, []),
        (past((A, WORSE), (G, BETTER)), None, False, []),
    ],
)
def test_each_rule_makes_an_exception_and_is_named(
    history: list[Past], signal: Signal | None, is_late: bool, expected: list[str]
) -> None:
    reasons = exception_reasons(history, signal, is_late=is_late)
    assert [reason["code"] for reason in reasons] == expected
    assert all(reason["sentence"].endswith(".") for reason in reasons)


def test_what_is_held_against_the_year_before_says_so() -> None:
    history = past((A, WORSE), (A, WORSE), (A, WORSE))
    assert [reason["sentence"] for reason in exception_reasons(history, None, against_last_year=True)] == [
        "Near target, and worse than a year before for two periods running.",
        "Worse than a year before for three periods running.",
    ]
    assert [reason["sentence"] for reason in exception_reasons(past((R, WORSE)), None, against_last_year=True)] == [
        "Off target."
    ]


@pytest.mark.parametrize(
    ("now", "foreseen", "code"),
    [
        (G, Foreseen(A, is_at_risk=True), "expected_to_miss"),
        (G, Foreseen(G, is_at_risk=True), "expected_to_miss"),
        (G, Foreseen(G), ""),
        (A, Foreseen(R, is_at_risk=True), "expected_off_target"),
        (A, Foreseen(A, is_at_risk=True), ""),
        (R, Foreseen(R, is_at_risk=True), "red"),
        (U, Foreseen(R, is_at_risk=True), ""),
        (G, NOT_FORESEEN, ""),
    ],
)
def test_a_year_that_is_expected_to_end_worse_than_it_stands(now: Status, foreseen: Foreseen, code: str) -> None:
    reasons = exception_reasons(past((now, SAME)), None, foreseen=foreseen)
    assert [reason["code"] for reason in reasons] == ([code] if code else [])
    assert not any(reason["good"] for reason in reasons)


def test_nothing_is_late_nor_held_against_the_year_before_unless_it_is_said() -> None:
    assert exception_reasons(past((U, SAME)), None) == []
    assert [reason["sentence"] for reason in exception_reasons(past((G, WORSE), (A, WORSE)), None)] == [
        "Near target, and worse for two periods running."
    ]


def test_good_news_is_told_apart_from_bad() -> None:
    bad = exception_reasons(past((G, WORSE), (G, WORSE), (R, WORSE)), Signal.CONCERN)
    good = exception_reasons(past((R, WORSE), (X, BETTER)), Signal.IMPROVEMENT)
    assert [reason["good"] for reason in bad] == [False, False, False]
    assert [reason["good"] for reason in good] == [True, True, True]


def test_milestones_overdue_or_off_track() -> None:
    both = milestone_reasons(is_overdue=True, is_off_track=True, detail="60% done where 100% is expected.")
    assert [reason["sentence"] for reason in both] == [
        "Overdue: 60% done where 100% is expected.",
        "Off track: 60% done where 100% is expected.",
    ]
    assert [reason["good"] for reason in both] == [False, False]
    assert [reason["sentence"] for reason in milestone_reasons(is_overdue=True, is_off_track=False)] == ["Overdue."]
    assert milestone_reasons(is_overdue=False, is_off_track=False) == []
