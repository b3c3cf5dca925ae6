"""What decisions say of each year of a target, what a review found, and of each period where that was typed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from foundation.refusals import ChangeRefused
from indicators.changes.targets import TargetValues, checked_periods, ends_problem
from indicators.rules.vocabulary import Profile
from plans.periods import Period
from pmmi.workbook.cells import Day, InPeriod, To, Words, choices_of
from pmmi.workbook.checks import not_kept
from pmmi.workbook.names import Named
from pmmi.workbook.of_measure import NUMBER, Figure, periods_of, years_of
from pmmi.workbook.sheet import Column, Row, Sheet, apart
from pmmi.workbook.sheets.decisions import DECIDED, NEEDS, STEP, comes_with_it, known, name_of, short_of
from target_decisions.models import Proposal, ProposedPeriod, ProposedYear
from target_decisions.workflow import OPEN, Stage, review_fault


def _target_of_year(row: Row) -> None:
    if not row.is_new:
        return
    get = row.values.get
    if problem := ends_problem(get("low"), get("high")):
        not_kept(row, "Highest good value", problem)
    if get("value") is None and get("low") is None and not get("text"):
        row.refuse("Target", "is blank. Say what is to be reached, as a figure or in words.")
    said = [bool(get(name)) for name in ("came", "verdict", "review_why", "reviewed_on")]
    stage = Stage(row.values["proposal"].stage)
    if any(said) and not all(said):
        row.refuse("Reviewed on", "does not agree with the rest. Say what came, what follows, why and when, or none.")
    elif any(said) and stage not in DECIDED:
        row.refuse("Reviewed on", "is of a target that was not agreed. Clear it, with the rest of the review.")
    elif any(said) and (fault := review_fault(row.values["year"].label, row.values["year"].end, today=row.today)):
        not_kept(row, "Reviewed on", fault)


def _years_agree(rows: Sequence[Row], named: Named) -> None:
    """Refuses years that do not follow one another, that are proposed elsewhere, and that do not fit the stage."""
    by_decision: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.is_new:
            by_decision[id(row.values["proposal"])].append(row)
    if not by_decision:
        return
    open_now = {(each.proposal.indicator_id, each.year) for each in named.stored("decided-years") if _is_open(each)}
    targets = {(apart(each.indicator), each.year) for each in named.known("targets")}
    for found in by_decision.values():
        decision = found[0].values["proposal"]
        _follow(sorted(found, key=lambda row: row.values["year"]), decision)
        _fits_stage(found, decision)
        for row in found:
            place = apart(decision.indicator), row.values["year"]
            if decision.stage in OPEN:
                if place in open_now:
                    row.refuse("Year", "is proposed in another decision already. Keep one of them.")
                open_now.add(place)
                _can_be_set(row, decision)
            elif decision.stage in DECIDED and place not in targets:
                row.refuse("Year", "was agreed, and has no target. Add it to sheet Annual targets.")


def _is_open(year: ProposedYear) -> bool:
    return year.proposal.stage in OPEN


def _follow(rows: Sequence[Row], decision: Proposal) -> None:
    if rows[0].values["year"] != decision.first_year:
        rows[0].refuse("Year", f"is not the first of the decision, {decision.first_year.label}. Correct one of them.")
    for row, following in pairwise(rows):
        if following.values["year"] != (due := row.values["year"].next()):
            following.refuse("Year", f"does not follow the one before. Add {due.label} too.")


def _fits_stage(rows: Sequence[Row], decision: Proposal) -> None:
    are_reviewed = all(row.values.get("reviewed_on") for row in rows)
    if decision.stage in DECIDED and are_reviewed != (decision.stage == Stage.REVIEWED):
        rows[0].refuse("Reviewed on", "does not agree with the stage: a decision is reviewed once all its years are.")


_VALUES = ("value", "low", "high", "text", "profile", "baseline", "green_limit", "red_limit")


def _can_be_set(row: Row, decision: Proposal) -> None:
    """What is still to be agreed has to be what could be set then; what is typed for each period is not here yet."""
    given = {name: row.values[name] for name in _VALUES if row.values.get(name) is not None}
    if row.problems or decision.indicator.pk is None or given.get("profile") == Profile.TYPED:
        return
    try:
        checked_periods(decision.indicator, row.values["year"], TargetValues(**given))
    except ChangeRefused as refusal:
        not_kept(row, "Target", str(refusal))


def _years() -> Iterable[ProposedYear]:
    found = ProposedYear.objects.filter(known("proposal__")).select_related("proposal__indicator")
    return found.order_by("proposal__indicator__ref", "proposal__first_year", "proposal", "year")


def _figure(of: str, measure: Callable[[Any], Any]) -> dict[str, Any]:
    return {"kind": NUMBER, "of": (of, lambda each: Figure(measure(each))), "only_new": STEP}


_FIGURE = _figure("proposal", lambda each: each.indicator)

DECIDED_TARGETS = Sheet(
    key="decided-years",
    title="Decided targets",
    thing="decided target",
    purpose="What each target decision says of each of its years, and what a review found once the year was over.",
    model=ProposedYear,
    needs=NEEDS,
    by=("proposal", "year"),
    stored=_years,
    name=lambda each: f"{name_of(each.proposal)}: {each.year.label}",
    short=lambda each: f"{short_of(each.proposal)}: {each.year.label}",
    page=lambda each: each.proposal,
    columns=(
        Column("Decision", "proposal", To("decisions"), "Measure and first year", needed=True, example="HS07 2027/28"),
        Column("Year", "year", InPeriod(), "The measure’s own year", needed=True, example="2027/28",
               of=("proposal", lambda each: years_of(each.indicator))),
        Column("Target", "value", **_FIGURE, meaning="What it is to reach", example="90"),
        Column("Lowest good value", "low", **_FIGURE, meaning="Of a measure that is good within a range"),
        Column("Highest good value", "high", **_FIGURE, meaning="Of a measure that is good within a range"),
        Column("Target in words", "text", Words(), "Where it is no figure", only_new=STEP),
        Column("Profile", "profile", choices_of(ProposedYear, "profile"), "How it is spread over the year",
               blank=Profile.LEVEL.value, only_new=STEP),
        Column("Baseline", "baseline", **_FIGURE, meaning="Where a straight line starts"),
        Column("Green to", "green_limit", **_FIGURE, meaning="Only for a rule by explicit values"),
        Column("Red beyond", "red_limit", **_FIGURE, meaning="Only for a rule by explicit values"),
        Column("What came", "came", Words(), "Of a year that was reviewed", only_new=STEP),
        Column("From now on", "verdict", choices_of(ProposedYear, "verdict"), "What the review said", blank="",
               only_new=STEP),
        Column("Why so", "review_why", Words(), "What next year’s target starts from", only_new=STEP),
        Column("Reviewed on", "reviewed_on", Day(), "The day of the review", only_new=STEP),
        Column("Reviewed by", "reviewed_by", To("people"), "Who reviewed it", only_new=STEP),
    ),
    checks=(comes_with_it(), _target_of_year),
    checks_all=(_years_agree,),
)  # fmt: skip


def _periods() -> Iterable[ProposedPeriod]:
    found = ProposedPeriod.objects.filter(known("year__proposal__")).select_related("year__proposal__indicator")
    return found.order_by("year__proposal__indicator__ref", "year__proposal__first_year", "year__proposal", "period")


def _lies_in_its_year(row: Row) -> None:
    period: Period = row.values["period"]
    if row.is_new and period.year != row.values["year"].year:
        row.refuse("Period", "lies in another year than that of the target. Correct one of them.")


DECIDED_PERIODS = Sheet(
    key="decided-periods",
    title="Decided periods",
    thing="decided period",
    purpose="What a decision says of each period, where it was typed for each or set by numerator and denominator.",
    model=ProposedPeriod,
    needs=NEEDS,
    by=("year", "period"),
    stored=_periods,
    page=lambda each: each.year.proposal,
    columns=(
        Column("Decided target", "year", To("decided-years"), "Its decision and year", needed=True,
               example="HS07 2027/28: 2027/28"),
        Column("Period", "period", InPeriod(), "One of its periods", needed=True, example="2027/28 Q1",
               of=("year", lambda each: periods_of(each.proposal.indicator))),
        Column("Target", "value", **_figure("year", lambda each: each.proposal.indicator), meaning="To reach by then"),
        Column("Numerator", "numerator", NUMBER, "Of a target set by its parts", only_new=STEP),
        Column("Denominator", "denominator", NUMBER, "Of a target set by its parts", only_new=STEP),
    ),
    checks=(comes_with_it("Decided target"), _lies_in_its_year),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (DECIDED_TARGETS, DECIDED_PERIODS)
