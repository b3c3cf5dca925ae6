"""Which measures and milestones a reader should look at first, good as well as bad, and why (rules.md 14)."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.measure_words import Reason
from indicators.rules.moves import has_recovered
from indicators.rules.vocabulary import Direction, Signal, Status


@dataclass(frozen=True, slots=True)
class Past:
    """One period's outcome: its status, and its direction by the comparison that fits the measure."""

    status: Status
    direction: Direction


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How a year that is not over is expected to end: its status, None where that is not known, and whether its target
    is at risk (rules.md 8).
    """

    status: Status | None = None
    is_at_risk: bool = False


NOT_FORESEEN = Foreseen()


def exception_reasons(
    history: Sequence[Past],
    signal: Signal | None,
    *,
    is_late: bool = False,
    against_last_year: bool = False,
    has_recovery: bool = True,
    foreseen: Foreseen = NOT_FORESEEN,
) -> list[Reason]:
    """Why one measure is an exception, bad news first; empty when it is none.

    ``history`` is its periods oldest first, the one reported last. ``is_late``: its value is missing and the days of
    grace are over. ``against_last_year``: the directions compare with the year before, as for running totals, and
    the sentences say so. ``has_recovery``: something is done to bring it back, which matters only while it is off
    target. ``foreseen``: how the year is expected to end, which matters while that is worse than what shows.
    """
    now = history[-1].status if history else None
    holds = {
        "red": now is Status.RED,
        "no_recovery": now is Status.RED and not has_recovery,
        "amber_and_worsening": now is Status.AMBER and _worsening(history, 2),
        "three_worsening": _worsening(history, 3),
        "special_cause_concern": signal is Signal.CONCERN,
        "late": is_late and now is Status.UNKNOWN,
        "expected_to_miss": now is not None and now.is_met and foreseen.is_at_risk,
        "expected_off_target": now is Status.AMBER and foreseen.status is Status.RED,
        "exceeding": now is Status.EXCEEDING,
        "special_cause_improvement": signal is Signal.IMPROVEMENT,
        "recovered": len(history) > 1 and has_recovered(history[-2].status, history[-1].status),
    }
    sentences = _SENTENCES | _AGAINST_LAST_YEAR if against_last_year else _SENTENCES
    return [_reason(code, sentence) for code, sentence in sentences.items() if holds[code]]


def milestone_reasons(*, is_overdue: bool, is_off_track: bool, detail: str = "") -> list[Reason]:
    """Why one milestone is an exception. ``detail`` is the milestone's own reason, put after the sentence."""
    after = f": {detail}" if detail else "."
    told = (("milestone_overdue", "Overdue", is_overdue), ("milestone_off_track", "Off track", is_off_track))
    return [_reason(code, f"{word}{after}") for code, word, holds in told if holds]


def _reason(code: str, sentence: str) -> Reason:
    return {"code": code, "good": code in _GOOD, "sentence": sentence}


def _worsening(history: Sequence[Past], periods: int) -> bool:
    return len(history) >= periods and all(past.direction is Direction.WORSE for past in history[-periods:])


_SENTENCES = {
    "red": "Off target.",
    "no_recovery": "No recovery action is on record.",
    "amber_and_worsening": "Near target, and worse for two periods running.",
    "three_worsening": "Worse for three periods running.",
    "special_cause_concern": "A change for the worse, beyond normal variation.",
    "late": "The figure is missing, and late.",
    "expected_to_miss": "On target, but its target for the year is at risk.",
    "expected_off_target": "Near target, and expected to end the year off target.",
    "exceeding": "Better than target by more than the set margin.",
    "special_cause_improvement": "An improvement beyond normal variation.",
    "recovered": "Back on target after being off target.",
}
_GOOD = ("exceeding", "special_cause_improvement", "recovered")
_AGAINST_LAST_YEAR = {
    "amber_and_worsening": "Near target, and worse than a year before for two periods running.",
    "three_worsening": "Worse than a year before for three periods running.",
}
