"""The import of a council's rating rule, as one of the kinds."""

from datetime import datetime

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
from indicators.models import ImportBatch, RatingRule, Scheme


def prepare_rules(*, by: Actor, at: datetime, batch: ImportBatch, plan: PlanOfRules) -> ReadyImport:  # noqa: ARG001
    """The rule, and its words where they are new, ready to be written."""
    if plan.rule is None:
        return ReadyImport(entries=[], write=lambda: None)
    rule, new = plan.rule, [plan.rule.scheme] if plan.rule.scheme.pk is None else []
    for scheme in new:
        (scheme.pk,) = reserve_keys(Scheme, 1)
    (rule.pk,) = reserve_keys(RatingRule, 1)
    rule.scheme = rule.scheme  # which has its key now
    source = batch.filename[:120]
    entries = [
        *(
            audit.Entry(action="imported", thing=each, changes={"name": (None, each.name)}, source=source)
            for each in new
        ),
        audit.Entry(action="imported", thing=rule, changes=first_values(rule, FIELDS), why=rule.reason, source=source),
    ]

    @transaction.atomic
    def write() -> None:
        for each in (*new, rule):
            each.save(force_insert=True)

    def done() -> Done:
        written = Done()
        written.make(new)
        written.make([rule])
        return written

    return ReadyImport(entries=entries, write=write, done=done)


RATING_RULES = ImportKind(
    key="rules",
    name="the council’s rating rule",
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
