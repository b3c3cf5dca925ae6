"""Approved figures and the words beside them, as they stood before the council moved in.

Figures become approved here as an import of figures has them stand (``indicators.imports.figures.four_eyes``): no more
than those for which nobody here was asked. The others come in by their returns, and are revised on their pages.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.roles import Permission
from indicators.changes.approval import stand
from indicators.changes.expected import is_earlier
from indicators.imports.figures.apply_figures import WORDS
from indicators.imports.figures.four_eyes import Opened
from indicators.imports.figures.lines import LONGEST_WORDS, NOT_BEGUN, not_collected
from indicators.judging.figure_entry import FigureEntry, completed
from indicators.models import Commentary, Indicator, Observation
from indicators.queries.formulas import calculated_pairs
from indicators.queries.quarters import report_quarter
from indicators.rules.vocabulary import Kept, Standing, ValueKind
from indicators.rules.whole_year import is_whole_year
from indicators.workflow import FigureState
from plans.periods import Period
from pmmi.workbook.cells import Day, OneOf, To, Words, choices_of
from pmmi.workbook.names import Named
from pmmi.workbook.of_measure import ENTERED_PERIOD, FIGURE, NUMBER, of_measures
from pmmi.workbook.sheet import Column, Row, Sheet

_REVISED = "an approved figure is revised on its own page, and somebody else approves that"
_CALCULATED = "is calculated in this period, and not typed. Fill in the figures that it is worked out from."
_PARTS = ("numerator", "denominator")
_STATE = OneOf({FigureState.APPROVED.value: "Approved"})


def _settle(row: Row) -> None:
    """A figure with parts is what its parts come to."""
    values = row.values
    measure, parts = values.get("indicator"), [values.get(name) for name in _PARTS]
    if not isinstance(measure, Indicator) or not measure.has_parts or values.get("absence"):
        return
    if (parts[0] is None) != (parts[1] is None):
        row.refuse("Denominator" if parts[1] is None else "Numerator", "is blank. Fill in both parts, or neither.")
    elif parts[0] is not None:
        _from_parts(row, measure, parts)


def _from_parts(row: Row, measure: Indicator, parts: Sequence[Decimal]) -> None:
    values = row.values
    typed = FigureEntry(numerator=parts[0], denominator=parts[1], absence_reason=values.get("absence_reason") or "")
    found = completed(typed, has_parts=True, kind=ValueKind(measure.kind))
    if values.get("value") is not None and values["value"] != found.value:
        row.refuse("Figure", "is not what its parts come to. Leave it blank, or correct the numerator or denominator.")
    values["value"] = found.value
    if found.absence:
        values["absence"], values["absence_reason"] = found.absence, found.absence_reason


def _is_whole(row: Row) -> None:
    """Refuses a new figure that says nothing, or two things at once."""
    value, absence = row.get("value"), row.get("absence")
    if value is None and not absence:
        row.refuse("Figure", "is blank. Fill it in, or say in the next columns why there is none.")
    elif value is not None and absence:
        row.refuse("No figure because it is", "is filled in beside a figure. Keep one of them.")
    for reason, what in (("absence_reason", absence), ("judgement_reason", row.get("judgement"))):
        if what and not row.get(reason):
            row.refuse(_heading(reason), "is blank. Say why.")
    if row.is_new:
        period = row.values["period"]
        for problem in not_collected(row.values["indicator"], period):
            row.refuse("Period", problem)
        if period.start > row.today:
            row.refuse("Period", NOT_BEGUN)
        elif is_whole_year(period, row.values["indicator"].frequency) and not period.is_over(row.today):
            row.refuse("Period", "is not over, so its figure is no outturn.")


def _heading(field: str) -> str:
    return next(column.heading for column in FIGURES.columns if column.field == field)


def _stand_as_imported(rows: Sequence[Row], named: Named) -> None:
    """Refuses new figures for which somebody here is asked."""
    new = [row for row in rows if row.is_new]
    if not new:
        return
    calculated = calculated_pairs({(row.values["indicator"].pk, row.values["period"]) for row in new})
    opened = named.once(Opened, Opened.load)
    in_hand = _in_hand()
    for row in new:
        measure, period = row.values["indicator"], row.values["period"]
        if (measure.pk, period) in calculated:
            row.refuse("Figure", _CALCULATED)
        elif not opened.may_stand(measure, period) or (measure.pk, period) in in_hand:
            row.refuse("Figure", _entered(measure, period))


def _in_hand() -> set[tuple[int, Period]]:
    """Measures and periods of which a figure is expected, entered or waiting here."""
    waiting = Observation.objects.exclude(state__in=(FigureState.APPROVED, FigureState.SUPERSEDED))
    return set(waiting.values_list("indicator_id", "period"))


def _entered(measure: Indicator, period: Period) -> str:
    quarter = report_quarter(period, lag=measure.lag, frequency=measure.frequency)
    return (
        f"is collected here, so that somebody else approves it. Enter it in the return of {measure.service.name} for "
        f"{quarter.label}."
    )


def _approved(row: Row, at: datetime, named: Named) -> dict[str, Any]:  # noqa: ARG001
    stand((row.thing,), by=None, at=at)
    return {"entered_at": at}


def _moved_back(row: Row) -> Iterator[tuple[Indicator, str, Any]]:
    measure, period = row.values["indicator"], row.values["period"]
    if is_earlier(measure, period):
        yield measure, "expected_from", period.start


def _figures() -> Iterable[Observation]:
    return of_measures(Observation.objects.approved().order_by("indicator__ref", "period"))


FIGURES = Sheet(
    key="figures",
    title="Figures",
    thing="figure",
    purpose="Approved figures. New ones stand at once, of periods that nobody here was asked for; the others are "
    "entered in their returns, and what is approved is revised on its own page.",
    model=Observation,
    needs=Permission.FIGURE_IMPORT,
    by=("indicator", "period"),
    stored=_figures,
    name=lambda figure: f"{figure.indicator.ref} {figure.period.label}",
    page=lambda figure: figure.indicator,
    columns=(
        Column("Measure", "indicator", To("measures"), "Its reference", needed=True, example="HS07"),
        Column("Period", "period", **ENTERED_PERIOD, meaning="One of the measure’s periods, or a whole year",
               needed=True, example="2025/26 Q4"),
        Column("Figure", "value", **FIGURE, meaning="Blank where its parts say it, or there is none", example="91.5",
               only_new=_REVISED),
        Column("Numerator", "numerator", NUMBER, "Of a measure entered in parts", only_new=_REVISED),
        Column("Denominator", "denominator", NUMBER, "Of a measure entered in parts", only_new=_REVISED),
        Column("No figure because it is", "absence", choices_of(Observation, "absence"), "Blank beside a figure",
               blank="", only_new=_REVISED),
        Column("Why there is none", "absence_reason", Words(), "Needed where there is no figure", only_new=_REVISED),
        Column("Standing", "standing", choices_of(Observation, "standing"), "How firm it is; final where blank",
               blank=Standing.FINAL.value, only_new=_REVISED),
        Column("Status by judgement", "judgement", choices_of(Observation, "judgement"),
               "Where a person judges, and no rule computes", blank="", only_new=_REVISED),
        Column("Why that status", "judgement_reason", Words(), "Needed beside a judgement", only_new=_REVISED),
        Column("Where it comes from", "evidence", Words(), "The system or return", only_new=_REVISED),
        Column("Why it is right", "warning_reason", Words(), "Of an unusual figure", only_new=_REVISED),
        Column("Why it was revised", "revision_reason", Words(), "Of a figure that took another’s place",
               only_new=_REVISED),
        Column("State", "state", _STATE, "Approved where blank: before the council moved in",
               blank=FigureState.APPROVED.value, only_new=_REVISED, example="Approved"),
    ),
    settle=_settle,
    made=_approved,
    moves=_moved_back,
    checks=(_is_whole,),
    checks_all=(_stand_as_imported,),
)  # fmt: skip


def _is_short(row: Row) -> None:
    for column in COMMENTARY.columns:
        if row.is_new and column.field in WORDS and len(row.values.get(column.field, "")) > LONGEST_WORDS:
            row.refuse(column.heading, f"is too long. Write {LONGEST_WORDS:,} characters or fewer.")


def _beside_imported(rows: Sequence[Row], named: Named) -> None:
    """Refuses words beside figures that were approved here: they are a revision too."""
    for row in rows:
        if not row.is_new or row.values["observation"]._state.adding:
            continue
        figure = row.values["observation"]
        if not named.once(Opened, Opened.load).may_stand(figure.indicator, figure.period):
            row.refuse("Figure", f"was approved here. Add the words on its own page: {_REVISED}.")


def _words() -> Iterable[Commentary]:
    known = Commentary.objects.filter(observation__is_current=True, observation__state=FigureState.APPROVED)
    return known.select_related("observation__indicator").order_by("observation__indicator__ref", "observation__period")


_OWN = "the words beside an approved figure are changed on its own page"

COMMENTARY = Sheet(
    key="commentary",
    title="Commentary",
    thing="commentary",
    purpose="The words beside approved figures.",
    model=Commentary,
    needs=Permission.FIGURE_IMPORT,
    by=("observation",),
    stored=_words,
    page=lambda words: words.observation.indicator,
    columns=(
        Column("Figure", "observation", To("figures"), "Its measure and period", needed=True,
               example="HS07 2025/26 Q4"),
        Column("What happened", "happened", Words(), "What the figure is about", only_new=_OWN),
        Column("Why", "why", Words(), "What caused it", only_new=_OWN),
        Column("What we are doing about it", "action", Words(), "What is done", only_new=_OWN),
        Column("By whom", "action_by", To("posts"), "The post that does it", only_new=_OWN),
        Column("By when", "action_by_on", Day(), "The day by which it is done", only_new=_OWN),
        Column("What we expect next", "outlook", Words(), "What is to come", only_new=_OWN),
        Column("Was it done", "promise_kept", OneOf({Kept.YES.value: "Yes", Kept.PART.value: "In part",
               Kept.NO.value: "No"}), "What was promised the time before", blank="", only_new=_OWN),
    ),
    checks=(_is_short,),
    checks_all=(_beside_imported,),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (FIGURES, COMMENTARY)
