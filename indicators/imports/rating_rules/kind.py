"""The import of a council's rating rules, as one of the kinds."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.roles import Permission
from foundation.bulk import reserve_keys
from foundation.undoing import Done
from foundation.versions import first_values
from indicators.changes.ratings import FIELDS
from indicators.imports.kinds import ImportKind, ReadyImport
from indicators.imports.rating_rules.columns import EXAMPLES, RULE_COLUMNS
from indicators.imports.rating_rules.plan import PlanOfRules, plan_rules, read_rules
from indicators.models import ImportBatch, IndicatorSet, RatingRule, Scheme


def prepare_rules(*, by: Actor, at: datetime, batch: ImportBatch, plan: PlanOfRules) -> ReadyImport:  # noqa: ARG001
    """The rules, with their words and sets where these are new, ready to be written."""
    schemes = _new([rule.scheme for rule in plan.rules])
    sets = _new([rule.indicator_set for rule in plan.rules if rule.indicator_set])
    for model, things in ((Scheme, schemes), (IndicatorSet, sets), (RatingRule, plan.rules)):
        for thing, key in zip(things, reserve_keys(model, len(things)), strict=True):
            thing.pk = key
    for rule in plan.rules:
        rule.scheme, rule.indicator_set = rule.scheme, rule.indicator_set  # which have their keys now
    source = batch.filename[:120]
    entries = [
        *(
            audit.Entry(action="imported", thing=each, changes={"name": (None, each.name)}, source=source)
            for each in (*schemes, *sets)
        ),
        *(
            audit.Entry(
                action="imported", thing=each, changes=first_values(each, FIELDS), why=each.reason, source=source
            )
            for each in plan.rules
        ),
    ]

    @transaction.atomic
    def write() -> None:
        for each in (*schemes, *sets, *plan.rules):
            each.save(force_insert=True)

    def done() -> Done:
        written = Done()
        for things in (schemes, sets, plan.rules):
            written.make(things)
        return written

    return ReadyImport(entries=entries, write=write, done=done)


_Thing = TypeVar("_Thing", Scheme, IndicatorSet)


def _new(things: Sequence[_Thing]) -> list[_Thing]:
    """Those that are not stored, each of them once."""
    return list({id(each): each for each in things if each.pk is None}.values())


RATING_RULES = ImportKind(
    key="rules",
    name="the council’s rating rules",
    thing="Rule",
    heads=("Words", "Why"),
    columns=RULE_COLUMNS,
    headings=[column.name for column in RULE_COLUMNS],
    examples=EXAMPLES,
    read=read_rules,
    plan=plan_rules,
    prepare=prepare_rules,
    fields=None,
    are_figures=False,
    where="Applies from",
    needs=Permission.RULE_EDIT,
)
