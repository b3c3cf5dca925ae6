"""Measures: their sets, their whole definition sheets, what they serve, the rules that rate them, and their targets."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from accounts.roles import Permission
from foundation.refusals import ChangeRefused
from indicators.changes.definitions import (
    MOST_DECIMALS,
    entered_figures,
    fixed_problem,
    service_problem,
    sheet_problems,
    tidy_grades,
)
from indicators.changes.expected import first_day
from indicators.changes.ratings import (
    COLOURS,
    REACHES_BACK,
    SHAPES,
    SIGNED_OFF_IN,
    bands_problem,
    rated_words,
    scheme_problems,
)
from indicators.changes.targets import TargetValues, ends_problem, period_targets
from indicators.forms.schemes import LONGEST, SHAPE_WORDS, STATUSES
from indicators.forms.targets import default_profile
from indicators.models import (
    AnnualTarget,
    Contribution,
    Indicator,
    IndicatorSet,
    PeriodTarget,
    RatingRule,
    Scheme,
    SeriesBreak,
)
from indicators.queries.ratings import is_scheme_used, rated_figures
from indicators.rules.rule import cut_problems, limit_problems, rule_problems
from indicators.rules.vocabulary import Basis, Comparison, Counting, Edge, Polarity, Profile, ValueKind
from plans.forms.plans import REF_RULE
from plans.models import Tag
from pmmi.workbook.cells import WHOLE, YES_NO, Day, OneOf, To, ToMany, Words
from pmmi.workbook.checks import no_loops
from pmmi.workbook.names import Named
from pmmi.workbook.of_measure import FIGURE, NUMBER, PERIOD, YEAR
from pmmi.workbook.sheet import Column, Row, Sheet

_DEFINES = Permission.INDICATOR_EDIT


def choices(model: type[Any], field: str, **more: str) -> OneOf:
    """The words of a field's choices, each beginning with a capital."""
    words = {value: f"{word[0].upper()}{word[1:]}" for value, word in model._meta.get_field(field).choices}
    return OneOf(words | more)


def _refuse(row: Row, heading: str, problem: str) -> None:
    row.refuse(heading, f"cannot be kept. {problem.rstrip('.')}.")


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


def _definition(row: Row) -> None:
    """As the form of the definition sheet asks."""
    names = ("has_parts", "numerator", "denominator", "kind", "grades", "is_data_only", "polarity", "starts_on")
    values = {name: row.get(name) for name in (*names, "ends_on")} | {"polarity": row.get("polarity") or Polarity.NONE}
    headings = {column.field: column.heading for column in MEASURES.columns}
    for name, problem in sheet_problems(values):
        _refuse(row, headings[name], problem)
    if row.get("decimals") > MOST_DECIMALS:
        row.refuse(headings["decimals"], f"is too many. Write {MOST_DECIMALS} or fewer.")
    if row.is_new and not REF_RULE.regex.match(row.get("ref")):
        _refuse(row, "Reference", str(REF_RULE.message))
    if (row.is_new or "service" in row.changed) and (problem := service_problem(row.get("service"))):
        _refuse(row, "Service", problem)
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
            _refuse(row, heading, fixed)


def _fixed(row: Row) -> str:
    return fixed_problem([name for name, (was, _) in row.changed.items() if was])


def _expected(row: Row, at: datetime, named: Named) -> dict[str, Any]:
    """From when its figures are expected, as on screen; and what good is, where the file has no column for it."""
    expected_from = named.once("first day", lambda: first_day(at))
    return {"expected_from": expected_from, "polarity": row.thing.polarity or Polarity.NONE.value}


def _measures() -> Iterable[Indicator]:
    sets, tags = (Prefetch(name, model.objects.only("pk")) for name, model in (("sets", IndicatorSet), ("tags", Tag)))
    return Indicator.objects.prefetch_related(sets, tags).order_by("ref")


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
        Column("Type", "kind", choices(Indicator, "kind"), "What a figure is", needed=True, example="Percentage"),
        Column("Unit", "unit", Words(), "What stands after the number. Blank for % and £; £m for millions"),
        Column("Decimals", "decimals", WHOLE, "How many are shown; 1 where blank", blank=1, example="1"),
        Column("Grades", "grades", Words(), "Of a type Grade: one a line, the lowest first"),
        Column(
            "Good is", "polarity", choices(Indicator, "polarity"), "Which way is good", blank=Polarity.NONE.value,
            example="High",
        ),
        Column("No target", "is_data_only", YES_NO, "Yes where it has none by design: data only", blank=False),
        Column(
            "Same within", "no_change_within", NUMBER, "A change up to this much counts as the same; 0 where blank",
            blank=Decimal(0), example="0.5",
        ),
        Column(
            "Frequency", "frequency", choices(Indicator, "frequency"), "How often a figure is expected", needed=True,
            example="Quarterly",
        ),
        Column(
            "Year", "year_basis", choices(Indicator, "year_basis"), "Which year it follows; financial where blank",
            blank="F",
        ),
        Column(
            "Counting", "counting", choices(Indicator, "counting"), "How it is counted", needed=True,
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


_PARTS = {
    "word": Words(),
    "shape": OneOf({each: SHAPE_WORDS[each] for each in SHAPES}),
    "colour": OneOf({each: each.capitalize() for each in COLOURS}),
    "meaning": Words(),
}
_MEANINGS = {
    "word": "What it is called; all four blank where there is no such status",
    "shape": "Its shape",
    "colour": "Its colour",
    "meaning": "For the key",
}


def _band_columns() -> Iterable[Column]:
    for status, words in STATUSES.items():
        name = words.partition(":")[0]
        for part, kind in _PARTS.items():
            heading = f"{name}: {part}"
            yield Column(heading, f"{status.value}.{part}", kind, _MEANINGS[part], within="bands", blank="")


def _bands(row: Row) -> None:
    """As the form of the words asks."""
    bands: dict[str, dict[str, str]] = {}
    for column in SCHEMES.columns:
        if not column.within:
            continue
        status, _, part = column.field.partition(".")
        value = row.values.get(column.field, column.stored_in(row.thing))
        if len(value or "") > LONGEST.get(part, len(value or "")):
            row.refuse(column.heading, f"is too long. Write {LONGEST[part]} characters or fewer.")
        if value:
            bands.setdefault(status, {})[part] = value
    for column in SCHEMES.columns:
        status, _, part = column.field.partition(".")
        if column.within and status in bands and part != "meaning" and part not in bands[status]:
            row.refuse(column.heading, "is blank. Fill it in, or clear all four cells of the status.")
    if row.problems:
        return
    if problem := bands_problem(bands):
        _refuse(row, "Name", problem)
    elif not row.is_new and row.changed and is_scheme_used(row.thing):
        _refuse(row, next(column.heading for column in SCHEMES.columns if column.field in row.changed), SIGNED_OFF_IN)


SCHEMES = Sheet(
    key="schemes",
    title="Status words",
    thing="scheme",
    purpose="What each status is called, with its shape and colour. A row for each set of words.",
    model=Scheme,
    needs=Permission.RULE_EDIT,
    by=("name",),
    stored=lambda: Scheme.objects.order_by("name"),
    name=lambda each: each.name,
    columns=(
        Column("Name", "name", Words(), "Its name", needed=True, example="Red, amber, green from 2026"),
        *_band_columns(),
    ),
    checks=(_bands,),
)


def _settle_target(row: Row) -> None:
    if "profile" in row.values and row.values["profile"] is None and row.values.get("indicator"):
        row.values["profile"] = default_profile(row.values["indicator"].counting or Counting.RATE).value


def _profile(row: Row, at: datetime, named: Named) -> dict[str, Any]:  # noqa: ARG001
    """How a new target is spread, where the file has no column for it."""
    return {} if "profile" in row.values else {"profile": default_profile(row.values["indicator"].counting).value}


def _ends(row: Row) -> None:
    if problem := ends_problem(row.get("low"), row.get("high")):
        _refuse(row, "Highest good value", problem)


def _targets() -> Iterable[AnnualTarget]:
    return AnnualTarget.objects.select_related("indicator").order_by("indicator__ref", "year")


def _spread(row: Row, named: Named) -> Iterable[PeriodTarget]:
    """The targets of the year's periods as on screen, where the workbook does not say them itself."""
    annual = row.thing
    said = named.once("years with periods", lambda: {_year_of(each) for each in named.new("period-targets")})
    is_typed = annual.profile == Profile.TYPED
    if (id(annual.indicator), annual.year) in said or is_typed or (annual.value is None and annual.low is None):
        return []
    values = TargetValues(**{name: getattr(annual, name) for name in ("value", "low", "high", "profile", "baseline")})
    try:
        spread = period_targets(annual.indicator, annual.year, values)
    except ChangeRefused as refusal:
        raise ChangeRefused(f"Annual targets, row {row.line} (Profile) does not fit. {refusal}") from refusal
    for each in spread:
        each.annual = annual
    return spread


def _year_of(target: PeriodTarget) -> tuple[int, Any]:
    return id(target.indicator), target.period.year


TARGETS = Sheet(
    key="targets",
    title="Annual targets",
    thing="annual target",
    purpose="What each measure is to reach by the end of a year. A new one is spread over the year’s periods as its "
    "profile says, unless sheet Period targets says it.",
    model=AnnualTarget,
    needs=Permission.TARGET_EDIT,
    by=("indicator", "year"),
    stored=_targets,
    name=lambda target: f"{target.indicator.ref} {target.year.label}",
    page=lambda target: target.indicator,
    columns=(
        Column("Measure", "indicator", To("measures"), "Its reference", needed=True, example="HS07"),
        Column("Year", "year", **YEAR, meaning="The measure’s own year", needed=True, example="2026/27"),
        Column("Target", "value", **FIGURE, meaning="What it is to reach, as a figure of the measure", example="90"),
        Column("Lowest good value", "low", **FIGURE, meaning="Of a measure that is good within a range"),
        Column("Highest good value", "high", **FIGURE, meaning="Of a measure that is good within a range"),
        Column("Target in words", "text", Words(), "Where it is no figure, such as “top quartile”"),
        Column("Profile", "profile", choices(AnnualTarget, "profile"),
               "How it is spread over the year; as the measure is counted where blank",
               example="The same level all year"),
        Column("Baseline", "baseline", **FIGURE, meaning="Where a straight line starts"),
        Column("Why this target", "rationale", Words(), "What it was held against"),
        Column("Not rated", "is_not_rated", YES_NO, "Yes where it is not rated this year, by decision", blank=False),
    ),
    settle=_settle_target,
    made=_profile,
    brings=_spread,
    checks=(_ends,),
)  # fmt: skip


def _settle_rule(row: Row) -> None:
    """Blank cuts: none count where people judge or limits stand beside each target; else there is no amber."""
    values = row.values
    if values.get("basis") in (Basis.VALUES, Basis.JUDGEMENT):
        values["green_cut"] = values.get("green_cut") or Decimal(0)
    if values.get("amber_cut") is None and values.get("green_cut") is not None:
        values["amber_cut"] = values["green_cut"]


_SCOPES = {"indicator_set": "Set", "indicator": "Measure", "target": "Target"}


def _rule(row: Row) -> None:
    """As the form of the rules asks, and the change beneath it."""
    scopes = [heading for name, heading in _SCOPES.items() if row.get(name)]
    if len(scopes) > 1:
        row.refuse(scopes[1], f"is filled in beside {scopes[0]}. A rule has one scope: keep one of the two.")
        return
    if row.get("green_cut") is None:
        row.refuse("Green up to", "is blank. Write the largest gap that still counts as on target, such as 0.")
        return
    if row.get("amber_cut") is None:
        row.refuse("Amber up to", "is blank. Write the largest gap that is still near target, such as 10.")
        return
    rule = RatingRule(**{column.field: row.get(column.field) for column in RULES.columns})
    engine = rule.as_rule()
    if cuts := cut_problems(engine):
        row.refuse("Amber up to", f"does not fit the other cuts. {' '.join(cuts)} Correct them.")
        return
    measure = rule.measure
    polarity, kind = (measure.polarity, measure.kind) if measure else (Polarity.HIGH, ValueKind.NUMBER)
    if found := [*scheme_problems(rule), *rule_problems(engine, None, Polarity(polarity), ValueKind(kind))]:
        _refuse(row, "Basis", " ".join(found))
    else:
        _restates(row, rule)


def _restates(row: Row, rule: RatingRule) -> None:
    """Refuses to change what has rated figures, and a new rule that does so without saying why."""
    if not row.is_new:
        changed = [
            column.heading for column in RULES.columns if column.field in row.changed and column.field != "reason"
        ]
        if changed and (count := rated_figures(row.thing)):
            _refuse(row, changed[0], rated_words(count))
    elif not _is_of_something_new(rule) and rule.starts_on <= row.today and not rule.reason and rated_figures(rule):
        _refuse(row, "Why this rule", REACHES_BACK)


def _is_of_something_new(rule: RatingRule) -> bool:
    scopes = [getattr(rule, name) for name in _SCOPES]
    return any(each is not None and each.pk is None for each in scopes)


def _rules() -> Iterable[RatingRule]:
    known = RatingRule.objects.select_related("indicator_set", "indicator", "target__indicator", "scheme")
    return known.order_by(
        "indicator_set__name", "indicator__ref", "target__indicator__ref", "target__year", "starts_on"
    )


RULES = Sheet(
    key="rules",
    title="Rules",
    thing="rule",
    purpose="How figures become red, amber or green: for a set, a measure, a measure’s target, else the whole council.",
    model=RatingRule,
    needs=Permission.RULE_EDIT,
    by=("indicator_set", "indicator", "target", "starts_on"),
    stored=_rules,
    page=lambda rule: rule.measure or rule,
    columns=(
        Column("Set", "indicator_set", To("sets"), "For the measures of a set alone"),
        Column("Measure", "indicator", To("measures"), "For one measure alone: its reference"),
        Column("Target", "target", To("targets"), "For one measure in one year alone: its reference and the year"),
        Column("From", "starts_on", Day(), "For periods that start on or after", needed=True, example="1 April 2026"),
        Column("Basis", "basis", choices(RatingRule, "basis"), "How it rates", needed=True,
               example="Per cent of target"),
        Column("Green up to", "green_cut", NUMBER, "The largest gap that still counts as on target", example="0"),
        Column("Amber up to", "amber_cut", NUMBER, "The largest gap that is still near; no amber where blank",
               example="10"),
        Column("Exceeding beyond", "exceeding_cut", NUMBER, "Better than target by more than this; none where blank"),
        Column("On the green cut", "green_edge", choices(RatingRule, "green_edge"), "What a figure exactly on it is",
               blank=Edge.BETTER.value),
        Column("On the amber cut", "red_edge", choices(RatingRule, "red_edge"), "What a figure exactly on it is",
               blank=Edge.BETTER.value),
        Column("Amber, not red, when", "comparison", choices(RatingRule, "comparison"), "Of a figure past amber",
               blank=Comparison.NONE.value),
        Column("Words", "scheme", To("schemes"), "As on sheet Status words", needed=True,
               example="Red, amber, green from 2026"),
        Column("Why this rule", "reason", Words(), "Needed where it rates figures that were signed off"),
    ),
    settle=_settle_rule,
    checks=(_rule,),
)  # fmt: skip


def _annual(row: Row, named: Named) -> Any:
    return named.find("targets", f"{row.values['indicator'].ref} {row.values['period'].year.label}")


def _of_annual(row: Row, at: datetime, named: Named) -> dict[str, Any]:  # noqa: ARG001
    return {"annual": _annual(row, named)}


def _has_annual(rows: Sequence[Row], named: Named) -> None:
    """Refuses the target of a period whose year has none."""
    known = {(_apart(each.indicator), each.year) for each in (*named.stored("targets"), *named.new("targets"))}
    for row in rows:
        year = row.values["period"].year
        if row.is_new and (_apart(row.values["indicator"]), year) not in known:
            row.refuse("Period", f"lies in {year.label}, for which there is no target. Add it to sheet Annual targets.")


def _apart(measure: Indicator) -> Any:
    return measure.pk or ("new", id(measure))


def _limits(row: Row) -> None:
    _ends(row)
    green, red = row.get("green_limit"), row.get("red_limit")
    aim = row.get("value") if green is None else green
    polarity = Polarity(row.values["indicator"].polarity or Polarity.NONE)
    if aim is not None and red is not None and (problems := limit_problems(aim, red, polarity)):
        _refuse(row, "Red beyond", " ".join(problems))


def of_measures(rows: Iterable[Any]) -> Iterable[Any]:
    """Rows with their measures, of which each is read once."""
    measures = Indicator.objects.in_bulk()
    for row in rows:
        row.indicator = measures[row.indicator_id]
        yield row


PERIOD_TARGETS = Sheet(
    key="period-targets",
    title="Period targets",
    thing="period target",
    purpose="Where each measure should be by the end of each period.",
    model=PeriodTarget,
    needs=Permission.TARGET_EDIT,
    by=("indicator", "period"),
    stored=lambda: of_measures(PeriodTarget.objects.order_by("indicator__ref", "period")),
    made=_of_annual,
    page=lambda target: target.indicator,
    columns=(
        Column("Measure", "indicator", To("measures"), "Its reference", needed=True, example="HS07"),
        Column("Period", "period", **PERIOD, meaning="One of the measure’s periods", needed=True, example="2026/27 Q1"),
        Column("Target", "value", **FIGURE, meaning="What it is to reach by then", example="88"),
        Column("Lowest good value", "low", **FIGURE, meaning="Of a measure that is good within a range"),
        Column("Highest good value", "high", **FIGURE, meaning="Of a measure that is good within a range"),
        Column("Green to", "green_limit", **FIGURE, meaning="Only for a rule by explicit values"),
        Column("Red beyond", "red_limit", **FIGURE, meaning="Only for a rule by explicit values"),
    ),
    checks=(_limits,),
    checks_all=(_has_annual,),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (SETS, MEASURES, SERVED, BREAKS, SCHEMES, TARGETS, RULES, PERIOD_TARGETS)
