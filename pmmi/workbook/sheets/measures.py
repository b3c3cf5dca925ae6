"""Measures: their sets, their whole definition sheets, what they serve, and where they are counted anew."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from accounts.changes.news import have_moved
from accounts.roles import Permission
from indicators.changes.collecting import settle_collecting
from indicators.changes.definitions import (
    MOST_DECIMALS,
    entered_figures,
    fixed_problem,
    service_problem,
    sheet_problems,
    tidy_grades,
)
from indicators.changes.expected import first_day
from indicators.models import Contribution, Indicator, IndicatorSet, SeriesBreak
from indicators.rules.vocabulary import Polarity
from plans.forms.plans import REF_RULE
from plans.models import Tag
from pmmi.workbook.cells import WHOLE, YES_NO, Day, OneOf, To, ToMany, Words, choices_of
from pmmi.workbook.checks import no_loops, not_kept
from pmmi.workbook.names import Named
from pmmi.workbook.of_measure import NUMBER, PERIOD
from pmmi.workbook.sheet import Column, Row, Sheet, linked

_DEFINES = Permission.INDICATOR_EDIT
_COLLECTING = ("frequency", "collected", "combining", "kind", "counting", "has_parts")

SETS = Sheet(
    key="sets",
    title="Sets",
    thing="set",
    purpose="Collections of measures: national ones, statutory returns, corporate key measures.",
    model=IndicatorSet,
    needs=_DEFINES,
    by=("name",),
    stored=lambda: IndicatorSet.objects.order_by("name"),
    name=lambda each: each.name,
    columns=(
        Column("Name", "name", Words(), "Its name", needed=True, example="Corporate key measures"),
        Column("Description", "description", Words(), "Whose set it is, and what for"),
    ),
)


def _settle_measure(row: Row) -> None:
    if "grades" in row.values:
        row.values["grades"] = tidy_grades(row.values["grades"])
    values = {name: row.values.get(name, getattr(row.thing, name, "")) for name in _COLLECTING}
    settle_collecting(values)
    row.values |= {name: values[name] for name in ("collected", "combining") if name in row.values}


def _definition(row: Row) -> None:
    """As the form of the definition sheet asks."""
    names = (
        *_COLLECTING,
        "year_basis",
        "has_parts",
        "numerator",
        "denominator",
        "kind",
        "grades",
        "is_data_only",
        "polarity",
        "starts_on",
    )
    values = {name: row.get(name) for name in (*names, "ends_on")} | {"polarity": row.get("polarity") or Polarity.NONE}
    headings = {column.field: column.heading for column in MEASURES.columns}
    for name, problem in sheet_problems(values):
        not_kept(row, headings[name], problem)
    if row.get("decimals") > MOST_DECIMALS:
        row.refuse(headings["decimals"], f"is too many. Write {MOST_DECIMALS} or fewer.")
    if row.is_new and not REF_RULE.regex.match(row.get("ref")):
        not_kept(row, "Reference", str(REF_RULE.message))
    if (row.is_new or "service" in row.changed) and (problem := service_problem(row.get("service"))):
        not_kept(row, "Service", problem)
    if row.is_new and row.get("successor") and not row.get("ends_on"):
        row.refuse("What takes its place", "is given for a measure in use. Write its last day, or leave this blank.")


def _stays_what_it_is(rows: Sequence[Row], named: Named) -> None:  # noqa: ARG001
    """Refuses to make of figures that are there something else."""
    wanted = [(row, fixed) for row in rows if not row.is_new and (fixed := _fixed(row))]
    keys = [row.thing.pk for row, _ in wanted]
    with_figures = set(entered_figures().filter(indicator__in=keys).values_list("indicator", flat=True)) if keys else ()
    for row, fixed in wanted:
        if row.thing.pk in with_figures:
            heading = next(column.heading for column in MEASURES.columns if column.field in row.changed)
            not_kept(row, heading, fixed)


def _fixed(row: Row) -> str:
    return fixed_problem([name for name, (was, _) in row.changed.items() if was])


def _expected(row: Row, at: datetime, named: Named) -> dict[str, Any]:
    """From when its figures are expected, as on screen; and what good is, where the file has no column for it."""
    expected_from = named.once("first day", lambda: first_day(at))
    return {"expected_from": expected_from, "polarity": row.thing.polarity or Polarity.NONE.value}


def _measures() -> Iterable[Indicator]:
    sets, tags = (Prefetch(name, model.objects.only("pk")) for name, model in (("sets", IndicatorSet), ("tags", Tag)))
    return Indicator.objects.prefetch_related(sets, tags).order_by("ref")


def _measure_moved(row: Row) -> None:
    """What was told of it stays within the reach of those who may open it."""
    if "service" in row.changed and not row.is_new:
        have_moved("measure", [row.thing.pk], row.thing.service_id)


MEASURES = Sheet(
    key="measures",
    title="Measures",
    thing="measure",
    purpose="The whole definition sheet of each measure. Once there are figures, what they are stays.",
    model=Indicator,
    needs=_DEFINES,
    by=("ref",),
    stored=_measures,
    name=lambda measure: measure.ref,
    columns=(
        Column("Reference", "ref", Words(), "Short and lasting", needed=True, example="HS07"),
        Column("Name", "name", Words(), "In plain words", needed=True, example="Homes let within 25 days"),
        Column("Why it matters", "purpose", Words(), "In a sentence or two"),
        Column(
            "What it tells", "tells", OneOf(dict(Indicator.Tells.choices)), "An output where blank",
            blank=Indicator.Tells.OUTPUT.value,
        ),
        Column(
            "Dimension", "dimension", OneOf(dict(Indicator.Dimension.choices)),
            "Read together, the three show value for money", blank="",
        ),
        Column("Key measure", "is_key", YES_NO, "One of the few that stand for the whole council", blank=False),
        Column("Sets", "sets", ToMany("sets"), "The sets it belongs to", example="Corporate key measures"),
        Column("Tags", "tags", ToMany("tags"), "The tags it carries"),
        Column("Definition", "definition", Words(), "What exactly is counted, and what is not"),
        Column("How it is worked out", "formula", Words(), "So that two people work out the same"),
        Column("Entered in parts", "has_parts", YES_NO, "As numerator and denominator", blank=False, example="Yes"),
        Column("Numerator", "numerator", Words(), "What the number on top counts", example="Homes let within 25 days"),
        Column("Denominator", "denominator", Words(), "What the number beneath counts", example="All homes let"),
        Column("Source", "data_source", Words(), "The system or return that the figure comes from"),
        Column("Type", "kind", choices_of(Indicator, "kind"), "What a figure is", needed=True, example="Percentage"),
        Column("Unit", "unit", Words(), "What stands after the number. Blank for % and £; £m for millions"),
        Column("Decimals", "decimals", WHOLE, "How many are shown; 1 where blank", blank=1, example="1"),
        Column("Grades", "grades", Words(), "Of a type Grade: one a line, the lowest first"),
        Column(
            "Good is", "polarity", choices_of(Indicator, "polarity"), "Which way is good", blank=Polarity.NONE.value,
            example="High",
        ),
        Column("No target", "is_data_only", YES_NO, "Yes where it has none by design: data only", blank=False),
        Column(
            "Same within", "no_change_within", NUMBER, "A change up to this much counts as the same; 0 where blank",
            blank=Decimal(0), example="0.5",
        ),
        Column(
            "Frequency", "frequency", choices_of(Indicator, "frequency"), "How often a figure is expected", needed=True,
            example="Quarterly",
        ),
        Column(
            "Entered", "collected", choices_of(Indicator, "collected"), "How often, where that is oftener", blank="",
            example="Monthly",
        ),
        Column(
            "Put together", "combining", choices_of(Indicator, "combining"),
            "How the longer figure is made of those; in the usual way where blank", blank="",
            example="Numerators added up, over denominators added up",
        ),
        Column(
            "Year", "year_basis", choices_of(Indicator, "year_basis"), "Which year it follows; financial where blank",
            blank="F",
        ),
        Column(
            "Counting", "counting", choices_of(Indicator, "counting"), "How it is counted", needed=True,
            example="Rate, percentage or average over the period",
        ),
        Column("Seasonal", "is_seasonal", YES_NO, "Compared with the same period last year only", blank=False),
        Column("Periods in arrears", "lag", WHOLE, "1 where the figure comes one period later by design", blank=0),
        Column("Collected from", "starts_on", Day(), "The first day it covers; blank where its first figure says"),
        Column(
            "Collected until", "ends_on", Day(), "Its last day. A measure in use is retired on its own page",
            only_new="a measure is retired, or taken into use again, on its own page",
        ),
        Column(
            "What takes its place", "successor", To("measures"), "The reference of the measure that follows it",
            only_new="it is said on the measure’s own page, where it is retired",
        ),
        Column("Service", "service", To("units"), "Whose return it is part of", needed=True, example="Waste services"),
        Column("Owner", "owner", To("posts"), "Answers for how it is doing", needed=True, example="Head of Waste"),
        Column("Data provider", "data_provider", To("posts"), "Enters it", needed=True, example="Head of Waste"),
        Column("Approver", "approver", To("posts"), "Signs it off", needed=True, example="Head of Waste"),
    ),
    settle=_settle_measure,
    made=_expected,
    wrote=_measure_moved,
    checks=(_definition,),
    checks_all=(
        _stays_what_it_is,
        no_loops("successor", "What takes its place", says="would make the measure follow itself."),
    ),
)  # fmt: skip


def _served() -> Iterable[Contribution]:
    known = Contribution.objects.filter(objective__plan__level__is_private=False)
    return known.select_related("indicator", "objective").order_by("indicator__ref", "objective__ref")


SERVED = Sheet(
    key="measures-objectives",
    title="Measures’ objectives",
    thing="link of a measure",
    purpose="Which objectives each measure serves, and since when.",
    model=Contribution,
    needs=_DEFINES,
    by=("indicator", "objective"),
    stored=_served,
    page=lambda link: link.indicator,
    columns=(
        Column("Measure", "indicator", To("measures"), "Its reference", needed=True, example="HS07"),
        Column("Objective", "objective", To("objectives"), "Its reference", needed=True, example="ENV-1"),
        Column(
            "Since", "made_on", Day(), "A link made after the plan was approved is shown as such", needed=True,
            example="1 April 2026",
        ),
        linked(),
    ),
)  # fmt: skip

BREAKS = Sheet(
    key="breaks",
    title="Breaks",
    thing="break",
    purpose="From when a measure is counted anew: no comparison crosses it.",
    model=SeriesBreak,
    needs=_DEFINES,
    by=("indicator", "period"),
    stored=lambda: SeriesBreak.objects.select_related("indicator").order_by("indicator__ref", "period"),
    page=lambda each: each.indicator,
    columns=(
        Column("Measure", "indicator", To("measures"), "Its reference", needed=True, example="HS07"),
        Column("Period", "period", **PERIOD, meaning="The first under the new definition", needed=True,
               example="2026/27 Q1"),
        Column("What changed", "note", Words(), "One sentence that stands beneath every chart", needed=True,
               example="Homes let by the council’s partner are counted too"),
    ),
)  # fmt: skip


SHEETS: Iterable[Sheet] = (SETS, MEASURES, SERVED, BREAKS)
