"""Targets and figures of every kind of value, worked out from "so many per cent better than the target"."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.agreement.specs import MeasureSpec

BASE = {
    "percentage": Decimal(80),
    "number": Decimal(200),
    "money": Decimal(5000),
    "ratio": Decimal(20),
    "yes_no": Decimal(1),
    "date": Decimal(date(2026, 9, 15).toordinal()),
    "duration": Decimal(3600),
    "grade": Decimal(2),
}
GRADES = "Inadequate\nRequires improvement\nGood\nOutstanding"
WORDS = "Better than last year"


def polarity_of(spec: MeasureSpec) -> str:
    """Yes/no and dates are good by the wanted answer and the day."""
    if spec.kind in ("yes_no", "date"):
        return "high" if spec.kind == "yes_no" else "low"
    return "high" if spec.kind == "grade" and spec.polarity != "none" else spec.polarity


def value_of(spec: MeasureSpec, off: int | Decimal) -> Decimal:
    """The figure that is so many per cent better than the target (worse where it is below nought)."""
    base = BASE[spec.kind]
    match spec.kind:
        case "yes_no":
            return Decimal(off >= 0)
        case "date":
            return base - off
        case "grade":
            return base + (off > 5) - (off < 0) - (off <= -10)
        case _:
            sign = -1 if spec.polarity == "low" else 1
            return base * (100 + sign * off) / 100


UNSIGNED = ".7"


def unsigned(spec: MeasureSpec, value: Decimal | None) -> Decimal | None:
    """The figure with a tail that no signed figure has, so that it is known wherever it is printed."""
    if value is None or spec.kind in ("yes_no", "date", "duration", "grade"):
        return value
    return value.to_integral_value() + Decimal(UNSIGNED)


def target_of(spec: MeasureSpec) -> dict[str, Any]:
    """The fields of the year's target; {} where none is set."""
    match spec.target:
        case "none":
            return {}
        case "words":
            return {"text": WORDS}
    base = BASE[spec.kind]
    found: dict[str, Any] = {"value": base}
    if polarity_of(spec) == "range":
        found = {"low": base * 9 / 10, "high": base * 11 / 10}
    return found | ({"is_not_rated": True} if spec.target == "not_rated" else {})


def rule_of(spec: MeasureSpec) -> dict[str, Any]:
    """The fields of the measure's own rating rule; {} where the council's applies."""
    tenth = BASE[spec.kind] / 10
    return {
        "": {},
        "points": {"basis": "points", "green_cut": 0, "amber_cut": tenth},
        "strict": {"green_edge": "worse", "red_edge": "worse", "green_cut": 5, "amber_cut": 10},
        "strict red": {"red_edge": "worse"},
        "exceeding": {"exceeding_cut": 10},
        "comparison": {"comparison": "no_worse"},
        "judgement": {"basis": "judgement"},
    }[spec.rule]
