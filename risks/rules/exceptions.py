"""Which risks a reader should look at first, and why (rules.md 14): above appetite, or rising."""

from foundation.measure_words import Reason
from risks.rules.scoring import Movement, Score

ABOVE_APPETITE, RISEN = "risk_above_appetite", "risk_risen"


def risk_reasons(now: Score | None, moved: Movement | None) -> list[Reason]:
    """Why a risk is an exception; empty when it is none. ``now`` is judged on the matrix that it was assessed with.

    One that is not assessed yet is none, nor is one that cannot be compared and lies within appetite.
    """
    reasons: list[Reason] = []
    if now is not None and now.is_above_appetite:
        reasons.append({"code": ABOVE_APPETITE, "good": False, "sentence": f"Above appetite, at {now.said}."})
    if moved is Movement.RISEN:
        reasons.append({"code": RISEN, "good": False, "sentence": "Risen since the assessment before."})
    return reasons
