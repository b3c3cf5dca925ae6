"""Lines of enquiry: what stands out in a committee's remit, and which questions that suggests, with why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from benchmarks.queries.callouts import callouts
from benchmarks.rules.verdicts import Callout
from foundation.measure_words import Reason
from indicators.judging.judged import Measured
from indicators.judging.measure_row import MeasureRow, measure_row
from indicators.judging.outlook import foreseen_of, year_ends
from indicators.judging.rules_in_force import RulesInForce
from indicators.judging.scorecard import measured
from indicators.queries.deadlines import late_figures
from indicators.rules.vocabulary import Status
from plans.periods import Period
from reporting.queries.exceptions import reasons_of
from reporting.queries.measures import HISTORY
from scrutiny.queries.remits import Reach, measures_of

_SEVERITY = (Status.RED, Status.UNKNOWN, Status.AMBER)
_AHEAD = {"expected_to_miss", "expected_off_target"}
_WORSENING = {"amber_and_worsening", "three_worsening", "special_cause_concern"}


@dataclass(frozen=True, slots=True)
class Notable:
    """One measure of the remit that stands out. ``was`` is the status of the quarter before in words, or ""."""

    measured: Measured
    row: MeasureRow
    reasons: Sequence[Reason]

    @property
    def pk(self) -> int:
        return self.measured.definition.pk

    @property
    def is_bad(self) -> bool:
        return any(not reason["good"] for reason in self.reasons)

    @property
    def was(self) -> str:
        before = self.row["previous_status"]
        return before["word"] if before and before["key"] != self.row["status"]["key"] else ""

    @property
    def why(self) -> str:
        return " ".join(reason["sentence"] for reason in self.reasons)


def notable(reach: Reach, period: Period, *, at: datetime) -> list[Notable]:
    """The measures of a remit that are exceptions in a quarter, bad news and the worst of it first.

    Approved figures only. A number of statements that does not grow with measures.
    """
    if reach.is_empty:
        return []
    rules = RulesInForce.load()
    found = measured(measures_of(reach, period), report_period=period, history=HISTORY, rules=rules, with_outlook=True)
    late, ends = late_figures(period, at=at), year_ends(found, report_period=period, rules=rules)
    called, noted = callouts({each.definition.pk: each.assessment.status for each in found}), []
    for each in found:
        pk, is_late = each.definition.pk, each.figure is not None and each.figure.pk in late
        reasons = reasons_of(each, is_late=is_late, foreseen=foreseen_of(ends.get(pk)), callout=called.get(pk))
        if reasons:
            noted.append(Notable(each, measure_row(each, reasons=reasons), reasons))
    return sorted(noted, key=_rank)


def _rank(each: Notable) -> tuple[object, ...]:
    status = each.measured.assessment.status
    severity = _SEVERITY.index(status) if status in _SEVERITY else len(_SEVERITY)
    return (not each.is_bad, severity, not each.measured.definition.is_key, each.measured.definition.ref)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question somebody may want to ask. ``key`` names it in a form; ``to_id`` is the post that answers for it."""

    key: str
    text: str
    to_id: int
    to: str
    why: str


def suggestions(noted: Iterable[Notable], owners: dict[int, int]) -> list[Suggestion]:
    """One question for each measure that gives cause for concern, the gravest first.

    ``owners`` gives the id of the post that answers for each measure, by the measure's id.
    """
    return [
        Suggestion(key=str(each.pk), text=_question(each), to_id=owners[each.pk], to=each.row["owner"], why=each.why)
        for each in noted
        if each.is_bad and each.pk in owners
    ]


def _question(each: Notable) -> str:
    row, assessment = each.row, each.measured.assessment
    name, period = row["name"], row["period"]
    codes = {reason["code"] for reason in each.reasons if not reason["good"]}
    if assessment.status is Status.UNKNOWN:
        return f"Why is there no figure for “{name}” in {period}, and when will members have it?"
    if assessment.status is Status.RED:
        return (
            f"Why was “{name}” {row['value']} in {period} against a target of {row['target']}, "
            "what is being done about it, and when will it be back on target?"
        )
    if codes & _WORSENING:
        return f"Why has “{name}” got worse, at {row['value']} in {period}, and what would bring it back?"
    if codes & _AHEAD:
        return f"What would keep “{name}” from missing its target for the year, and is that being done?"
    if Callout.GREEN_BOTTOM in codes:
        return f"Does the target of “{name}” ask enough, when it is met in the bottom quartile of councils?"
    return f"Why does “{name}” stand out at {row['value']} in {period}, and should members be concerned?"
