"""One measure judged: which status is shown, what stands beside it, and whether a change is real (rules.md 3 to 5)."""

from decimal import Decimal

import pytest

from indicators.rules.assessment import assess
from indicators.rules.facts import Facts, Point
from indicators.rules.results import Because
from indicators.rules.rule import Rule, Target
from indicators.rules.sentences import reason_for
from indicators.rules.vocabulary import (
    Absence,
    Basis,
    Comparison,
    Counting,
    Direction,
    Polarity,
    Signal,
    Standing,
    Status,
    ValueKind,
)
from tests.indicators.rules.given import SHARE, facts_with

D = Decimal
TARGET = Target(D(90))
STEADY = tuple(D(value) for value in (90, 92, 89, 91, 90, 93, 88, 91))


def facts(**changes: object) -> Facts:
    given = {
        **SHARE,
        "now": Point(D("95.1"), TARGET),
        "previous": Point(D(94), TARGET),
        "last_year": Point(D(70), TARGET),
        "reported": Point(D(94), TARGET),
    }
    return facts_with(given, **changes)


def test_everything_is_judged_at_once() -> None:
    assessment = assess(facts())
    assert (assessment.status, assessment.computed, assessment.outcome) == (Status.GREEN,) * 3
    assert assessment.previous_status is Status.GREEN
    assert (assessment.short.direction, assessment.long.direction) == (Direction.BETTER, Direction.BETTER)
    assert (assessment.signal, assessment.is_real_change, assessment.process) == (None, None, None)
    assert assessment.rating.gap == D("-5.1")


@pytest.mark.parametrize(
    ("changes", "status", "because"),
    [
        ({"now": Point(None, TARGET)}, Status.UNKNOWN, Because.NO_FIGURE),
        ({"now": Point(None, TARGET), "due": False}, Status.NOT_DUE, Because.NOT_DUE),
        ({"due": False}, Status.GREEN, Because.GAP),
        ({"now": Point(None, absence=Absence.NOT_AVAILABLE)}, Status.NOT_AVAILABLE, Because.ABSENT),
        ({"now": Point(None, absence=Absence.NOT_APPLICABLE)}, Status.NOT_APPLICABLE, Because.ABSENT),
        ({"now": Point(D(5), TARGET, absence=Absence.WITHHELD)}, Status.WITHHELD, Because.ABSENT),
        ({"is_data_only": True}, Status.DATA_ONLY, Because.DATA_ONLY),
        ({"is_contextual": True}, Status.CONTEXTUAL, Because.CONTEXTUAL),
        ({"not_rated": True}, Status.NOT_RATED, Because.DECIDED),
        ({"now": Point(D(5))}, Status.NOT_RATED, Because.NO_TARGET),
        ({"now": Point(D(0), TARGET)}, Status.RED, Because.GAP),  # nought is a value
        ({"is_data_only": True, "now": Point(None)}, Status.UNKNOWN, Because.NO_FIGURE),  # due all the same
    ],
)
def test_what_is_never_red_or_green_has_its_own_word(
    changes: dict[str, object], status: Status, because: Because
) -> None:
    assessment = assess(facts(**changes))
    assert (assessment.status, assessment.computed, assessment.rating.because) == (status, status, because)


def test_a_figure_awaiting_sign_off_shows_no_colour_but_keeps_what_was_worked_out() -> None:
    waiting = assess(facts(now=Point(D(50), TARGET, approved=False)))
    assert (waiting.status, waiting.computed, waiting.outcome) == (Status.AWAITING, Status.RED, Status.RED)
    held_back = assess(facts(now=Point(None, TARGET, approved=False)))
    assert held_back.status is Status.AWAITING
    assert reason_for(facts(now=Point(None, TARGET, approved=False)), held_back) == (
        "It has been handed in and awaits sign-off."
    )


def test_a_draft_counts_as_no_figure_but_keeps_what_was_worked_out() -> None:
    draft = Point(D(50), TARGET, approved=False, handed_in=False)
    found = assess(facts(now=draft))
    assert (found.status, found.computed, found.outcome) == (Status.UNKNOWN, Status.RED, Status.RED)
    assert assess(facts(now=draft, due=False)).status is Status.NOT_DUE


def test_a_judgement_is_shown_and_the_computed_status_is_kept_beside_it() -> None:
    judged = assess(facts(now=Point(D(50), TARGET), judgement=(Status.AMBER, "Recovery is under way.")))
    assert (judged.status, judged.computed, judged.outcome) == (Status.AMBER, Status.RED, Status.AMBER)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"now": Point(D(50), Target(text="top quartile"))}, Status.GREEN),
        ({"rule": Rule(Basis.JUDGEMENT, D(0), D(0))}, Status.GREEN),
        ({"now": Point(None, TARGET)}, Status.GREEN),
        ({"now": Point(D(50), TARGET, approved=False)}, Status.AWAITING),
        ({"is_data_only": True}, Status.DATA_ONLY),
        ({"is_contextual": True}, Status.CONTEXTUAL),
        ({"not_rated": True}, Status.NOT_RATED),
        ({"now": Point(None, absence=Absence.WITHHELD)}, Status.WITHHELD),
    ],
)
def test_where_a_judgement_counts(changes: dict[str, object], shown: Status) -> None:
    assert assess(facts(judgement=(Status.GREEN, "On course."), **changes)).status is shown


def test_earlier_statuses_follow_their_own_period() -> None:
    strict = Rule(Basis.PERCENT, D(0), D(0))
    assert assess(facts(reported=None)).previous_status is None
    assert assess(facts(reported=Point(D(94), TARGET, approved=False))).previous_status is Status.AWAITING
    assert assess(facts(reported=Point(D(85), TARGET))).previous_status is Status.AMBER
    assert assess(facts(reported=Point(D(85), TARGET, rule=strict))).previous_status is Status.RED
    assert assess(facts(reported=Point(D(85), TARGET, judged=Status.GREEN))).previous_status is Status.GREEN
    assert assess(facts(reported=Point(D(94), Target(D(99))))).previous_status is Status.AMBER


def test_the_status_before_is_not_that_of_the_period_before() -> None:
    june, august = Point(D(85), TARGET), Point(D(70), TARGET)
    found = assess(facts(previous=august, reported=june))
    assert (found.previous_status, found.short.change) == (Status.AMBER, D("25.1"))


def test_the_comparison_clause_uses_the_same_period_last_year() -> None:
    clause = Rule(Basis.PERCENT, D(0), D(10), comparison=Comparison.NO_WORSE)
    assert assess(facts(now=Point(D(72), TARGET, year_before=D(70)), rule=clause)).status is Status.AMBER
    assert assess(facts(now=Point(D(69), TARGET, year_before=D(70)), rule=clause)).status is Status.RED
    assert assess(facts(now=Point(D(72), TARGET), rule=clause)).status is Status.RED
    earlier = Point(D(72), TARGET, year_before=D(71))
    assert assess(facts(reported=earlier, rule=clause)).previous_status is Status.AMBER


@pytest.mark.parametrize(
    ("polarity", "last", "signal", "is_real"),
    [
        (Polarity.HIGH, 91, Signal.COMMON_CAUSE, False),
        (Polarity.HIGH, 60, Signal.CONCERN, True),
        (Polarity.HIGH, 130, Signal.IMPROVEMENT, True),
        (Polarity.LOW, 60, Signal.IMPROVEMENT, True),
        (Polarity.LOW, 130, Signal.CONCERN, True),
        (Polarity.PLAN, 130, Signal.NEUTRAL_HIGH, True),
        (Polarity.NONE, 60, Signal.NEUTRAL_LOW, True),
    ],
)
def test_process_limits_say_whether_a_change_is_real(
    polarity: Polarity, last: int, signal: Signal, is_real: bool
) -> None:
    now = Point(D(last), TARGET)
    assessment = assess(facts(polarity=polarity, now=now, history=(*STEADY, *STEADY, D(last))))
    assert (assessment.signal, assessment.is_real_change) == (signal, is_real)
    assert assessment.process is not None
    assert assessment.process.points[-1].value == last


@pytest.mark.parametrize(
    ("polarity", "last", "direction", "signal"),
    [
        (Polarity.HIGH, 70, Direction.BETTER, Signal.CONCERN),
        (Polarity.LOW, 70, Direction.WORSE, Signal.IMPROVEMENT),
        (Polarity.NONE, 70, Direction.HIGHER, Signal.NEUTRAL_LOW),
        (Polarity.HIGH, 68, Direction.SAME, Signal.CONCERN),
    ],
)
def test_a_step_against_the_run_of_figures_is_another_fact(
    polarity: Polarity, last: int, direction: Direction, signal: Signal
) -> None:
    history = (*STEADY, *STEADY, D(68), D(last))
    found = assess(facts(polarity=polarity, now=Point(D(last), TARGET), previous=Point(D(68)), history=history))
    assert (found.short.direction, found.signal, found.is_real_change) == (direction, signal, None)


def test_a_measure_without_a_good_direction_has_no_concern() -> None:
    for flag in ("is_data_only", "is_contextual"):
        history = (*STEADY, *STEADY, D(60))
        assert assess(facts(now=Point(D(60)), history=history, **{flag: True})).signal is Signal.NEUTRAL_LOW


@pytest.mark.parametrize(
    "changes",
    [
        {"history": STEADY[:7]},
        {"history": (*STEADY[:7], None, None)},
        {"history": (*STEADY, None)},
        {"history": ()},
        {"history": STEADY, "counting": Counting.CUMULATIVE},
        {"history": STEADY, "seasonal": True},
        {"history": STEADY, "kind": ValueKind.GRADE},
    ],
)
def test_without_enough_comparable_figures_there_is_no_verdict(changes: dict[str, object]) -> None:
    assessment = assess(facts(**changes))
    assert (assessment.signal, assessment.is_real_change, assessment.process) == (None, None, None)


def test_a_fall_without_a_verdict_is_neither_real_nor_variation() -> None:
    assert assess(facts(previous=Point(D(99), TARGET))).is_real_change is None


@pytest.mark.parametrize(
    ("last", "previous", "is_real"), [("112", "112", None), ("112", None, None), ("112.5", "112", True)]
)
def test_a_step_up_is_real_however_small_and_none_where_nothing_moved(
    last: str, previous: str | None, is_real: bool | None
) -> None:
    before = None if previous is None else Point(D(previous))
    found = assess(facts(now=Point(D(last)), previous=before, history=(*STEADY, *STEADY, D(112), D(last))))
    assert (found.signal, found.is_real_change) == (Signal.IMPROVEMENT, is_real)


def test_gaps_in_the_history_are_left_out() -> None:
    history = (*STEADY[:4], None, *STEADY[4:])
    assert assess(facts(history=history)).is_real_change is False
    in_words = Point(STEADY[-1], Target(text="top quartile"))
    assert assess(facts(history=history, now=in_words)).is_real_change is False
    assert assess(facts(history=history, now=Point(STEADY[-1]))).is_real_change is False


def test_the_signal_can_be_left_out() -> None:
    assert assess(facts(history=STEADY), with_signal=False).is_real_change is None


def test_the_reason_of_the_status() -> None:
    plain = facts()
    assert reason_for(plain, assess(plain)) == "5.1 points (5.7%) above the target of 90%, so on target"
    judged = facts(now=Point(D(50), TARGET), judgement=(Status.AMBER, "Recovery is under way."))
    assert reason_for(judged, assess(judged)) == (
        "Judged near target: Recovery is under way. Worked out from the figures: 40 points (44.4%) below the target "
        "of 90%: more than the 10% allowed, so off target"
    )
    absent = facts(now=Point(None, absence=Absence.NOT_APPLICABLE), judgement=(Status.GREEN, "Fine."))
    assert reason_for(absent, assess(absent)) == "The figure is not applicable"


def test_standing_has_a_mark() -> None:
    marks = {standing: standing.mark for standing in Standing}
    assert marks == {
        Standing.PROVISIONAL: "[p]",
        Standing.REVISED: "[r]",
        Standing.ESTIMATED: "[e]",
        Standing.FINAL: "",
    }
