"""How objectives are summed up from their parts, and what each part weighs: both from a day on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from accounts.roles import Permission
from foundation.dates import day_words
from foundation.refusals import ChangeRefused
from indicators.changes.summing import NEGATIVE, NO_WEIGHT
from indicators.models import PartWeight, SummingChoice, WeightSet
from indicators.models.summing import AS_ITS_LEVEL
from indicators.rules.summing import SummingRule
from pmmi.workbook.cells import Day, Number, OneOf, To
from pmmi.workbook.checks import in_order, not_kept
from pmmi.workbook.names import Named
from pmmi.workbook.sheet import Along, Column, Row, Sheet, apart
from pmmi.workbook.sheets.plans import check_plan

_NEEDS = Permission.RULE_EDIT
_RULES = OneOf({
    AS_ITS_LEVEL: "As its level", SummingRule.COUNTS.value: "Counts: how many are on target",
    SummingRule.WORST.value: "Worst part", SummingRule.MAJORITY.value: "Majority of parts",
    SummingRule.BASKET.value: "Weighted basket",
})  # fmt: skip


def _one_of_two(row: Row) -> None:
    level, objective = row.values.get("level"), row.values.get("objective")
    if (level is None) == (objective is None):
        row.refuse("Level", "has to be filled in where Objective is blank, and blank where it is not.")
    elif level is not None and row.get("rule") == AS_ITS_LEVEL:
        row.refuse("Summed up by", "is as its level, which is for an objective alone. Choose a rule.")


def _choices() -> Iterable[SummingChoice]:
    found = SummingChoice.objects.exclude(level__is_private=True).exclude(objective__plan__level__is_private=True)
    return found.select_related("level", "objective__plan").order_by("level__position", "objective__ref", "starts_on")


CHOICES = Sheet(
    key="summing",
    title="Summed up by",
    thing="choice of how it is summed up",
    purpose="By which rule objectives of a level, or one objective, are summed up, from a day on. Else by counts.",
    model=SummingChoice,
    needs=_NEEDS,
    by=("level", "objective", "starts_on"),
    stored=_choices,
    page=lambda choice: choice.level or choice.objective,
    columns=(
        Column("Level", "level", To("levels"), "Its name, or blank", example="Service plan"),
        Column("Objective", "objective", To("objectives"), "Its reference, or blank"),
        Column("From", "starts_on", Day(), "A quarter goes by the rule of its last day", needed=True,
               example="1 April 2026"),
        Column("Summed up by", "rule", _RULES, "As its level where blank", blank=AS_ITS_LEVEL,
               example="Weighted basket"),
    ),
    checks=(_one_of_two,),
)  # fmt: skip


def _stays_open(row: Row) -> None:
    check_plan(row.values["objective"].plan, row)


def _never_at_once(rows: Sequence[Row], named: Named) -> None:
    """Refuses weights of an objective of which two would count on one day."""
    if not any(row.is_new or row.changed for row in rows):
        return
    said = {apart(row.thing): row for row in rows}
    held: dict[Any, list[tuple[date, date, Any]]] = defaultdict(list)
    for each in named.known("weight-sets"):
        row = said.get(apart(each))
        until = row.get("ends_on") if row else each.ends_on
        held[apart(each.objective)].append((each.starts_on, until or date.max, each))
    for row in rows:
        first, last = row.values["starts_on"], row.get("ends_on") or date.max
        for starts_on, ends_on, other in held[apart(row.values["objective"])]:
            if other is not row.thing and starts_on <= last and ends_on >= first and (row.is_new or row.changed):
                row.refuse("From", f"meets weights from {day_words(starts_on)} on. Two cannot count on one day.")


def _weighs_something(row: Row, at: datetime, named: Named) -> Along:  # noqa: ARG001
    """Raises ChangeRefused for weights of nothing."""
    weighed = named.once("weights of parts", lambda: {id(each.weight_set) for each in named.new("weights")})
    if row.is_new and id(row.thing) not in weighed:
        raise ChangeRefused(f"Weight periods, row {row.line} (From) has no weight. Add those of its parts to Weights.")
    return Along()


def _sets() -> Iterable[WeightSet]:
    found = WeightSet.objects.exclude(objective__plan__level__is_private=True)
    return found.select_related("objective__plan").order_by("objective__ref", "starts_on")


SETS = Sheet(
    key="weight-sets",
    title="Weight periods",
    thing="period of weights",
    purpose="From when to when the parts of an objective that is a weighted basket have the weights of sheet Weights.",
    model=WeightSet,
    needs=_NEEDS,
    by=("objective", "starts_on"),
    stored=_sets,
    name=lambda weights: f"{weights.objective.ref} {day_words(weights.starts_on)}",
    page=lambda weights: weights.objective,
    columns=(
        Column("Objective", "objective", To("objectives"), "Whose parts they are", needed=True, example="CP2"),
        Column("From", "starts_on", Day(), "Their first day", needed=True, example="1 April 2026"),
        Column("Until", "ends_on", Day(), "Their last day; until further notice where blank"),
    ),
    checks=(in_order("starts_on", "ends_on", "Until"), _stays_open),
    checks_all=(_never_at_once,),
    along=_weighs_something,
)


def _one_part(row: Row) -> None:
    if (row.values.get("child") is None) == (row.values.get("measure") is None):
        row.refuse("Objective", "has to be filled in where Measure is blank, and blank where it is not.")
    if row.get("weight") < 0:
        not_kept(row, "Weight", NEGATIVE)
    check_plan(row.values["weight_set"].objective.plan, row)


def _are_parts(rows: Sequence[Row], named: Named) -> None:
    """Refuses weights of what is no part, and of a period in which nothing weighs anything. What a file brings with its
    objective may have been a part once: it is history.
    """
    if not any(row.is_new or row.changed for row in rows):
        return
    parts = {("child", apart(each.parent), apart(each.child)) for each in named.known("links")}
    parts |= {("measure", apart(each.objective), apart(each.indicator)) for each in named.known("measures-objectives")}
    said = {apart(row.thing): row for row in rows}
    total: dict[Any, Any] = defaultdict(int)
    for each in named.known("weights"):
        row = said.get(apart(each))
        total[apart(each.weight_set)] += row.get("weight") if row else each.weight
    for row in rows:
        whole, kind = row.values["weight_set"], "child" if row.values.get("child") else "measure"
        part, objective = row.values[kind], whole.objective
        if row.is_new and objective.pk and (kind, apart(objective), apart(part)) not in parts:
            heading = "Objective" if kind == "child" else "Measure"
            row.refuse(heading, f"is no part of {objective.ref}. Link it first, on its own sheet or here.")
        if (row.is_new or row.changed) and not total[apart(whole)]:
            not_kept(row, "Weight", NO_WEIGHT)


def _weights() -> Iterable[PartWeight]:
    found = PartWeight.objects.exclude(weight_set__objective__plan__level__is_private=True)
    found = found.exclude(child__plan__level__is_private=True)
    return found.select_related("weight_set__objective__plan", "child", "measure").order_by(
        "weight_set__objective__ref", "weight_set__starts_on", "child__ref", "measure__ref"
    )


WEIGHTS = Sheet(
    key="weights",
    title="Weights",
    thing="weight",
    purpose="What each part of a weighted basket weighs beside the others, in each of its periods of weights.",
    model=PartWeight,
    needs=_NEEDS,
    by=("weight_set", "child", "measure"),
    stored=_weights,
    page=lambda weight: weight.weight_set.objective,
    columns=(
        Column("Of", "weight_set", To("weight-sets"), "The objective, and the first day of its weights", needed=True,
               example="CP2 1 April 2026"),
        Column("Objective", "child", To("objectives"), "A part of it, by its reference, or blank", example="CP2.1"),
        Column("Measure", "measure", To("measures"), "A part of it, by its reference, or blank"),
        Column("Weight", "weight", Number(decimals=2), "Beside the others; 0 does not count", needed=True, example="3"),
    ),
    checks=(_one_part,),
    checks_all=(_are_parts,),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (CHOICES, SETS, WEIGHTS)
