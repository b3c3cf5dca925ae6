"""How figures are rated: the words of each status, and the rules."""

from collections.abc import Iterable
from decimal import Decimal

from accounts.roles import Permission
from indicators.changes.ratings import (
    COLOURS,
    REACHES_BACK,
    SHAPES,
    SIGNED_OFF_IN,
    bands_problem,
    rated_words,
    scheme_problems,
)
from indicators.forms.schemes import LONGEST, SHAPE_WORDS, STATUSES
from indicators.models import RatingRule, Scheme
from indicators.queries.ratings import is_scheme_used, rated_figures
from indicators.rules.rule import cut_problems, rule_problems
from indicators.rules.vocabulary import Basis, Comparison, Edge, Polarity, ValueKind
from pmmi.workbook.cells import Day, OneOf, To, Words, choices_of
from pmmi.workbook.checks import not_kept
from pmmi.workbook.of_measure import NUMBER
from pmmi.workbook.sheet import Column, Row, Sheet

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
        not_kept(row, "Name", problem)
    elif not row.is_new and row.changed and is_scheme_used(row.thing):
        not_kept(row, next(column.heading for column in SCHEMES.columns if column.field in row.changed), SIGNED_OFF_IN)


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
        not_kept(row, "Basis", " ".join(found))
    else:
        _restates(row, rule)


def _restates(row: Row, rule: RatingRule) -> None:
    """Refuses to change what has rated figures, and a new rule that does so without saying why."""
    if not row.is_new:
        changed = [
            column.heading for column in RULES.columns if column.field in row.changed and column.field != "reason"
        ]
        if changed and (count := rated_figures(row.thing)):
            not_kept(row, changed[0], rated_words(count))
    elif not _is_of_something_new(rule) and rule.starts_on <= row.today and not rule.reason and rated_figures(rule):
        not_kept(row, "Why this rule", REACHES_BACK)


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
        Column("Basis", "basis", choices_of(RatingRule, "basis"), "How it rates", needed=True,
               example="Per cent of target"),
        Column("Green up to", "green_cut", NUMBER, "The largest gap that still counts as on target", example="0"),
        Column("Amber up to", "amber_cut", NUMBER, "The largest gap that is still near; no amber where blank",
               example="10"),
        Column("Exceeding beyond", "exceeding_cut", NUMBER, "Better than target by more than this; none where blank"),
        Column("On the green cut", "green_edge", choices_of(RatingRule, "green_edge"), "What a figure exactly on it is",
               blank=Edge.BETTER.value),
        Column("On the amber cut", "red_edge", choices_of(RatingRule, "red_edge"), "What a figure exactly on it is",
               blank=Edge.BETTER.value),
        Column("Amber, not red, when", "comparison", choices_of(RatingRule, "comparison"), "Of a figure past amber",
               blank=Comparison.NONE.value),
        Column("Words", "scheme", To("schemes"), "As on sheet Status words", needed=True,
               example="Red, amber, green from 2026"),
        Column("Why this rule", "reason", Words(), "Needed where it rates figures that were signed off"),
    ),
    settle=_settle_rule,
    checks=(_rule,),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (SCHEMES, RULES)
