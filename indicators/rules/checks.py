"""Sense checks while a figure is entered: what cannot be saved, and what should be looked at again (rules.md 15)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from indicators.rules.rating import judge
from indicators.rules.reading import EXACT
from indicators.rules.rule import DEFAULT_RULE, Rule, Target
from indicators.rules.values import format_trimmed
from indicators.rules.vocabulary import AMOUNTS, Counting, Polarity, Status, ValueKind

_HALF = Decimal("0.5")
_TEN = Decimal(10)
_SAME_FOR_YEARS = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. "block" must be put right; "warn" is saved with a reason. ``message`` says what to do."""

    code: str
    severity: Literal["block", "warn"]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One figure as entered, and what it is compared with. Values are in the unit of ``kind``.

    ``is_share``: the numerator is part of the denominator, so more than 100 % cannot be. ``previous`` is the period
    before, None where there is none, where a new year's running total begins, or across a break. ``target`` is this
    period's. ``limits`` are the lower and upper process limits of the figures before it. ``annual_targets`` run oldest
    first up to this year. ``target_last_year`` is the same period's a year ago, None across a break; ``rule`` and
    ``polarity`` say how far apart the two are. ``typed_unit`` is the unit that stood beside the figure, "" for none.
    """

    kind: ValueKind
    counting: Counting
    decimals: int
    value: Decimal
    unit: str = ""
    grades: Sequence[str] = ()
    seasonal: bool = False
    is_share: bool = False
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    previous: Decimal | None = None
    target: Decimal | None = None
    limits: tuple[Decimal, Decimal] | None = None
    annual_targets: Sequence[Decimal | None] = ()
    target_last_year: Target | None = None
    rule: Rule = DEFAULT_RULE
    polarity: Polarity = Polarity.NONE
    typed_unit: str = ""

    def shown(self, value: Decimal) -> str:
        return format_trimmed(value, self.kind, self.decimals, self.unit, self.grades)


def sense_checks(entry: Entry) -> list[Check]:
    """Everything odd about one figure, blocks first; empty for an ordinary figure.

    For a figure of the wrong kind that is the only finding: no other would make sense.
    """
    wrong_kind = _wrong_kind(entry)
    if wrong_kind:
        return [Check("wrong_type", "block", wrong_kind)]
    blocks = [Check(code, "block", message) for code, message in _blocks(entry)]
    if entry.kind not in AMOUNTS:
        return blocks
    return blocks + [
        Check(check.__name__.removeprefix("_"), "warn", message)
        for check in _WARNINGS
        if (message := check(entry)) is not None
    ]


def _wrong_kind(entry: Entry) -> str:
    value, is_whole = entry.value, entry.value == entry.value.to_integral_value()
    match entry.kind:
        case ValueKind.YES_NO if value not in (0, 1):
            return "This measure is answered with Yes or No."
        case ValueKind.GRADE if not is_whole or not 0 <= value < len(entry.grades):
            return f"Choose one of the grades: {', '.join(entry.grades)}."
        case ValueKind.DATE if not is_whole or not 1 <= value <= date.max.toordinal():
            return "This measure is a date, such as 17 July 2026."
    return ""


def _blocks(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.is_share and entry.numerator is not None and entry.denominator is not None:
        if entry.numerator > entry.denominator:
            yield (
                "numerator_above_denominator",
                f"{entry.numerator:,f} out of {entry.denominator:,f} is more than all of them. Check both numbers.",
            )
    elif entry.is_share and entry.kind is ValueKind.PERCENTAGE and not 0 <= entry.value <= 100:
        yield (
            "share_out_of_bounds",
            f"{entry.shown(entry.value)} cannot be: this measure is a share, from 0% to 100%. Check the figure.",
        )
    if entry.counting is Counting.CUMULATIVE and entry.previous is not None and entry.value < entry.previous:
        yield (
            "cumulative_fell",
            f"This is a running total since the year began, so it cannot be below the {entry.shown(entry.previous)} of "
            "the period before. Enter the total so far, or have the earlier figure revised.",
        )


def _outside_limits(entry: Entry) -> str | None:
    if entry.limits is None or entry.limits[0] <= entry.value <= entry.limits[1]:
        return None
    low, high = (entry.shown(limit) for limit in entry.limits)
    return f"Outside the usual {low} to {high}. Check it, and say what was different this time."


def _moved_over_half(entry: Entry) -> str | None:
    if not entry.previous or entry.counting is Counting.CUMULATIVE or entry.seasonal:
        return None
    change = EXACT.subtract(entry.value, entry.previous)
    if change.copy_abs() <= EXACT.multiply(_HALF, entry.previous.copy_abs()):
        return None
    return f"More than 50% away from the {entry.shown(entry.previous)} of the period before. Check it, and say why."


def _same_as_last(entry: Entry) -> str | None:
    if entry.value != entry.previous:
        return None
    return "Exactly the same as the period before. Check that it is this period's figure."


def _fraction_for_percentage(entry: Entry) -> str | None:
    if entry.kind is not ValueKind.PERCENTAGE or entry.typed_unit == "%" or not 0 < entry.value.copy_abs() <= 1:
        return None
    yardsticks = [entry.target, entry.previous]
    # Below 1 % is ordinary for a measure whose target or last figure is small too.
    if any(yardstick is not None and yardstick.copy_abs() < _TEN for yardstick in yardsticks):
        return None
    meant = entry.shown(EXACT.multiply(entry.value, Decimal(100)))
    return f"Read as {format_trimmed(entry.value, entry.kind, 6)}. If you meant {meant}, type {meant.rstrip('%')}."


def _far_from_target(entry: Entry) -> str | None:
    if not entry.target:
        return None
    value, target = entry.value.copy_abs(), entry.target.copy_abs()
    if EXACT.divide(target, _TEN) < value < EXACT.multiply(target, _TEN):
        return None
    size = "ten times the target or more" if value > target else "a tenth of the target or less"
    return f"This is {size} ({entry.shown(entry.target)}). Check the figure, the target and the unit."


def _target_zero(entry: Entry) -> str | None:
    if entry.target != 0:
        return None
    return "The target is 0. Check that 0 is wanted, and does not stand for “no target”."


def _target_unchanged(entry: Entry) -> str | None:
    latest = entry.annual_targets[-_SAME_FOR_YEARS:]
    if len(latest) < _SAME_FOR_YEARS or len(set(latest)) > 1:
        return None
    (same,) = set(latest)
    if same is None:
        return None
    return f"The target has been {entry.shown(same)} for three years. Check that it still stretches the service."


def _target_softened(entry: Entry) -> str | None:
    """Far easier: a figure that is just on target now would have been off target against last year's (ours)."""
    then = entry.target_last_year
    if entry.target is None or then is None or then.aim is None or entry.polarity not in (Polarity.HIGH, Polarity.LOW):
        return None
    status, _, _ = judge(entry.target, then, entry.rule, entry.polarity, entry.kind, None)
    if status is not Status.RED:
        return None
    return (
        f"The target of {entry.shown(entry.target)} is far easier than the {entry.shown(then.aim)} of the same period "
        "last year: a figure just on it would have been off target then. Confirm it, or say why it was eased."
    )


def _sign_change(entry: Entry) -> str | None:
    if entry.previous is None or EXACT.multiply(entry.value, entry.previous) >= 0:
        return None
    return f"The sign has changed since the {entry.shown(entry.previous)} of the period before. Check it."


def _unit_change(entry: Entry) -> str | None:
    own = {ValueKind.PERCENTAGE: "%", ValueKind.MONEY: "£"}.get(entry.kind, entry.unit)
    typed = entry.typed_unit
    if not typed or typed.casefold() == own.casefold() or (entry.kind is ValueKind.MONEY and typed.startswith("£")):
        return None
    usual = f"in {own}" if own else "given without a unit"
    return f"Typed in {typed}, while this measure is {usual}. Convert the figure if needed."


_WARNINGS: tuple[Callable[[Entry], str | None], ...] = (
    _outside_limits,
    _moved_over_half,
    _same_as_last,
    _fraction_for_percentage,
    _far_from_target,
    _sign_change,
    _unit_change,
    # Last, because they are about the target rather than about the figure.
    _target_zero,
    _target_softened,
    _target_unchanged,
)
