"""The one generated sentence about a measure, used on screens, in e-mail and as alternative text (rules.md 3, 4)."""

from collections.abc import Mapping
from decimal import Decimal

from indicators.rules.facts import Facts
from indicators.rules.reasons import describe
from indicators.rules.results import Assessment
from indicators.rules.rule import Target
from indicators.rules.values import format_pair, format_trimmed
from indicators.rules.vocabulary import STATUS_WORDS, Direction, Polarity, Signal, Standing, Status, ValueKind

_NO_FIGURE = {
    Status.UNKNOWN: "no figure yet for {period}, although it is due",
    Status.NOT_DUE: "not due in {period}",
    Status.AWAITING: "the figure for {period} awaits sign-off",
    Status.NOT_AVAILABLE: "not available for {period}",
    Status.NOT_APPLICABLE: "not applicable in {period}",
    Status.WITHHELD: "withheld for {period}",
}
SIGNALS = {
    Signal.CONCERN: "The run of figures is a change for the worse, beyond normal variation.",
    Signal.IMPROVEMENT: "The run of figures is an improvement, beyond normal variation.",
    Signal.NEUTRAL_HIGH: "The run of figures is higher than normal variation explains.",
    Signal.NEUTRAL_LOW: "The run of figures is lower than normal variation explains.",
}
"""What is said of a special cause, in a sentence of its own: the last step may well go the other way."""

_MOVED = {
    Direction.BETTER: "better than",
    Direction.WORSE: "worse than",
    Direction.SAME: "the same as",
    Direction.HIGHER: "higher than",
    Direction.LOWER: "lower than",
}


def sentence(
    facts: Facts,
    assessment: Assessment,
    *,
    name: str,
    period_label: str,
    step: str = "period",
    words: Mapping[Status, str] = STATUS_WORDS,
) -> str:
    """What a reader should know of one measure: one sentence, and one more where its figures show a special cause.

    "Calls answered: 95.1% in July to September 2026 (Q2), above the 90% target; better than the quarter before,
    within normal variation." ``step`` is the word for the period before ("quarter"); ``words`` are the scheme's own.
    A figure that awaits sign-off is not told.
    """
    if assessment.status in _NO_FIGURE:
        return f"{name}: {_NO_FIGURE[assessment.status].format(period=period_label)}."
    if facts.now.figure is None:
        return f"{name}: no figure for {period_label}, judged {words[assessment.status]}."
    value = _printed(facts, assessment)
    standing = "" if facts.now.standing is Standing.FINAL else f" ({facts.now.standing})"
    against = _against(facts, assessment, facts.now.figure, words)
    moved = _moved(assessment, step)
    signal = SIGNALS.get(assessment.signal) if assessment.signal else None
    return " ".join(filter(None, [f"{name}: {value}{standing} in {period_label}{against}{moved}.", signal]))


def reason_for(facts: Facts, assessment: Assessment, *, words: Mapping[Status, str] = STATUS_WORDS) -> str:
    """Why this measure has its status, in one sentence with the arithmetic; a person's judgement comes first."""
    if assessment.status is Status.AWAITING and facts.now.value is None and facts.now.absence is None:
        return "It has been handed in and awaits sign-off."
    worked_out = describe(assessment.rating, decimals=facts.decimals, unit=facts.unit, grades=facts.grades, words=words)
    if not assessment.is_judged:
        return worked_out
    judged = facts.now.judged_because.strip().rstrip(".")
    return f"Judged {words[assessment.outcome]}: {judged}. Worked out from the figures: {worked_out}"


def _printed(facts: Facts, assessment: Assessment) -> str:
    aim = facts.now.target.aim if facts.now.target else None
    status = assessment.computed
    return format_pair(facts.now.figure, aim, status, facts.kind, facts.decimals, facts.unit, facts.grades)[0]


def _against(facts: Facts, assessment: Assessment, value: Decimal, words: Mapping[Status, str]) -> str:
    """ ", below the 90% target: near target", without the last words where they go without saying."""
    status, target = assessment.status, facts.now.target
    if target is None or target.is_empty or status in (Status.DATA_ONLY, Status.CONTEXTUAL):
        return f", {words[status]}"
    position = _position(facts, value, target)
    is_plain = status is Status.GREEN and (assessment.rating.gap or 0) <= 0
    if is_plain and not assessment.is_judged:
        return f", {position}"
    judged = "judged " if assessment.is_judged else ""
    return f", {position}: {judged}{words[status]}"


def _position(facts: Facts, value: Decimal, target: Target) -> str:
    def printed(figure: Decimal) -> str:
        return format_trimmed(figure, facts.kind, facts.decimals, facts.unit, facts.grades)

    if facts.polarity is Polarity.RANGE and target.low is not None and target.high is not None:
        where = "inside" if target.low <= value <= target.high else "outside"
        return f"{where} the range {printed(target.low)} to {printed(target.high)}"
    aim = target.aim
    if aim is None:
        return f"against a target of “{target.text}”"
    if facts.kind is ValueKind.YES_NO:
        return "as wanted" if value == aim else f"where {printed(aim)} is wanted"
    shown = printed(aim)
    the_target = f"the target of {shown}" if " " in shown else f"the {shown} target"
    if value == aim:
        return f"exactly on {the_target}"
    below, above = ("before", "after") if facts.kind is ValueKind.DATE else ("below", "above")
    return f"{below if value < aim else above} {the_target}"


def _moved(assessment: Assessment, step: str) -> str:
    travel, then = assessment.short, f"the {step} before"
    variation = ", within normal variation" if assessment.is_real_change is False else ""
    if travel.direction is Direction.NO_COMPARISON:
        travel, then, variation = assessment.long, "the same period last year", ""
    if travel.direction is Direction.NO_COMPARISON:
        return ""
    return f"; {_MOVED[travel.direction]} {then}{'' if travel.direction is Direction.SAME else variation}"
