"""A quarter's collection: opened as the product opens it, its figures put into the states that were drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.actors import Actor
from indicators.changes.returns import lock_return, reopen_return, send_back
from indicators.models import AnnualTarget, Commentary, Indicator, Observation, PeriodTarget, Return, SeriesBreak
from plans.periods import Frequency, Period, containing
from reporting.changes.cycles import open_cycle
from reporting.models import Cycle
from tests.agreement.figures import target_of, unsigned, value_of
from tests.agreement.specs import FigureSpec, MeasureSpec

if TYPE_CHECKING:
    from tests.agreement.council import Council

WHY, SEND_BACK = "It was counted anew.", "Say why."
REVISED = ("revised", "proposed")
UNSIGNED = ("draft", "submitted", "sent_back")


def history(measures: Mapping[str, Indicator], specs: Mapping[str, MeasureSpec]) -> None:
    """Figures of the periods before the two that are collected, the breaks in them, and the targets of all."""
    rows, breaks = [], []
    for ref, measure in measures.items():
        spec = specs[ref]
        latest = _first_collected(spec)
        offs = spec.history if spec.since != "unsaid" or spec.history else (0,)
        for back, off in enumerate(offs, 1):
            period = latest.previous(back)
            rows.append(_approved(measure, period, value_of(spec, off)))
        if spec.break_back:
            breaks.append(SeriesBreak(indicator=measure, period=latest.next(2 - spec.break_back), note="Counted anew."))
    Observation.objects.bulk_create(rows)
    SeriesBreak.objects.bulk_create(breaks)


def finer(measures: Mapping[str, Indicator], specs: Mapping[str, MeasureSpec], quarter: Period) -> None:
    """Months of measures that are judged by the quarter: nowhere are they what is judged, counted or printed as it."""
    Observation.objects.bulk_create(
        _approved(measure, month, value_of(specs[ref], 7))
        for ref, measure in measures.items()
        for month in quarter.parts(Frequency.MONTH)
        if specs[ref].frequency == Frequency.QUARTER
    )


def _first_collected(spec: MeasureSpec) -> Period:
    """The measure's first data period of the quarter before, or the year that has not been asked for yet."""
    first = containing(datetime(2026, 4, 1).date(), Frequency(spec.frequency))  # noqa: DTZ001 - a day of the calendar
    return first.previous(spec.lag)


def _approved(measure: Indicator, period: Period, value: Decimal) -> Observation:
    at = datetime.combine(period.end, datetime.min.time()).astimezone() + timedelta(20)
    return Observation(
        indicator=measure, period=period, value=value, state="approved", submitted_at=None, approved_at=at
    )


def collect(council: Council, cycle: Cycle, quarter: Period, *, by: Actor, at: datetime) -> None:
    """Open the quarter's returns, fill them in, and lock those whose day has come."""
    is_now = cycle.pk == council.cycle.pk
    opened = open_cycle(by=by, at=at, cycle=cycle)
    refs = {measure.pk: ref for ref, measure in council.measures.items()}
    figures = list(Observation.objects.filter(in_return__in=opened).select_related("indicator").order_by("period"))
    _targets(council, figures)
    entered, changed = [], []
    for figure in figures:
        spec = council.specs[refs[figure.indicator_id]]
        drawn = _drawn(council, figure, spec) if is_now else spec.before
        _enter(figure, spec, drawn, cycle, at)
        changed.append(figure)
        if drawn.state in REVISED:
            entered.append(_revision(figure, spec, drawn, at))
    Observation.objects.bulk_update(changed, _FIELDS)
    Observation.objects.bulk_create(entered)
    _send_back(figures, by=by, at=at)
    _say(council, figures)
    for each in opened:
        _close(council, each, by=by, at=at, is_now=is_now)


def _drawn(council: Council, figure: Observation, spec: MeasureSpec) -> FigureSpec:
    """The figure as it was drawn; of one service everything unfinished was sent back."""
    is_unfinished = spec.now.state in ("due", "draft")
    if is_unfinished and figure.in_return.service.name == council.spec.sent_back:
        return replace(spec.now, state="sent_back")
    return replace(spec.now, state="approved") if spec.now.absence and spec.now.state in REVISED else spec.now


_FIELDS = (
    "value", "absence", "absence_reason", "standing", "judgement", "judgement_reason", "state", "submitted_at",
    "approved_at", "note_back", "evidence", "is_current", "entered_at",
)  # fmt: skip


def _enter(figure: Observation, spec: MeasureSpec, drawn: FigureSpec, cycle: Cycle, at: datetime) -> None:
    if drawn.state == "due":
        return
    in_return: Return = figure.in_return
    figure.value = None if drawn.absence else value_of(spec, drawn.off)
    figure.absence, figure.absence_reason = drawn.absence, "The scales broke." if drawn.absence else ""
    figure.standing = drawn.standing
    if drawn.judgement:
        figure.judgement, figure.judgement_reason = drawn.judgement, "As things stand."
    sent_back = drawn.state == "sent_back"
    states = {"revised": "approved", "proposed": "approved", "sent_back": "submitted"}
    figure.state = states.get(drawn.state, drawn.state)
    if drawn.state in UNSIGNED:
        figure.value = unsigned(spec, figure.value)
    figure.entered_at = min(at, in_return.due_at) - timedelta(days=2)
    figure.evidence = "The system."
    if drawn.state != "draft":
        late = in_return.grace_ends_at + timedelta(hours=5)
        figure.submitted_at = late if drawn.late and late < at else figure.entered_at
    if figure.state == "approved":
        figure.approved_at = min(at, figure.submitted_at + timedelta(hours=4))
    if sent_back:
        figure.note_back = SEND_BACK
    if drawn.state == "revised":
        figure.state, figure.is_current = "superseded", False


def _send_back(figures: list[Observation], *, by: Actor, at: datetime) -> None:
    """As the product does it, so that its trail tells when."""
    for figure in figures:
        if figure.note_back == SEND_BACK and figure.state == "submitted":
            sent_at = min(at, figure.in_return.locks_at) - timedelta(days=1)
            send_back(by=by, at=sent_at, observation=figure, note=SEND_BACK)
            figure.state = "sent_back"


def _revision(figure: Observation, spec: MeasureSpec, drawn: FigureSpec, at: datetime) -> Observation:
    """A later figure for the same period: one that stands, or one that waits for the approver."""
    stands, value = drawn.state == "revised", value_of(spec, -drawn.off - 2)
    return Observation(
        indicator=figure.indicator, period=figure.period, in_return=figure.in_return, revision=2, revision_reason=WHY,
        value=value if stands else unsigned(spec, value), standing="revised" if stands else drawn.standing,
        evidence="The system.",
        state="approved" if stands else "submitted", is_current=stands, submitted_at=figure.submitted_at,
        approved_at=at if stands else None, entered_at=at - timedelta(hours=3),
    )  # fmt: skip


def _targets(council: Council, figures: list[Observation]) -> None:
    """The target of each measure in every period it has a figure for or is asked for one."""
    refs = {measure.pk: ref for ref, measure in council.measures.items()}
    periods = {(pk, period) for pk, period in Observation.objects.values_list("indicator", "period")}
    years: dict[tuple[int, Period], AnnualTarget] = {
        (each.indicator_id, each.year): each for each in AnnualTarget.objects.all()
    }
    there = set(PeriodTarget.objects.values_list("indicator", "period"))
    rows = []
    for pk, period in sorted(periods - there, key=lambda each: (each[0], each[1].key)):
        fields = target_of(council.specs[refs[pk]])
        if not fields or council.specs[refs[pk]].is_data_only:
            continue
        annual = years.get((pk, period.year)) or AnnualTarget.objects.create(
            indicator_id=pk, year=period.year, **fields
        )
        years[pk, period.year] = annual
        numbers = {name: fields.get(name) for name in ("value", "low", "high")}
        rows.append(PeriodTarget(annual=annual, indicator_id=pk, period=period, **numbers))
    PeriodTarget.objects.bulk_create(rows)


def _say(council: Council, figures: list[Observation]) -> None:
    refs = {measure.pk: ref for ref, measure in council.measures.items()}
    Commentary.objects.bulk_create(
        Commentary(observation=figure, happened="Fewer crews.", why="Sickness.", action="Hire two.")
        for figure in figures
        if council.specs[refs[figure.indicator_id]].now.words and figure.state != "due"
    )


def _close(council: Council, in_return: Return, *, by: Actor, at: datetime, is_now: bool) -> None:
    if in_return.locks_at >= at:
        return
    locked = lock_return(by=by, at=at, in_return=in_return)
    if is_now and in_return.service.name in council.spec.reopened:
        reopen_return(by=by, at=at, in_return=locked, until=at + timedelta(33), reason="A strike.")
