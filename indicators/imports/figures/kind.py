"""The import of measures, targets and figures, as one of the kinds."""

from datetime import datetime

from accounts.actors import Actor
from indicators.imports.columns import COLUMN_HELP
from indicators.imports.figures.apply import done_by, follow_from, prepare_import, write_import
from indicators.imports.figures.plan import plan_table, read_import
from indicators.imports.figures.which_way import names_way, says_way
from indicators.imports.figures.writing import COLUMNS, EXAMPLES
from indicators.imports.kinds import ImportKind, ReadyImport
from indicators.imports.matching.fields import Fields
from indicators.imports.preview import Plan
from indicators.imports.rows import LEFT_ALONE
from indicators.models import ImportBatch


def _prepare(*, by: Actor, at: datetime, batch: ImportBatch, plan: Plan) -> ReadyImport:
    prepared = prepare_import(
        by=by, at=at, filename=batch.filename, changes=plan.changes, as_imported=batch.why, brought_by=batch.created_by
    )
    return ReadyImport(
        entries=prepared.entries,
        write=lambda: write_import(prepared),
        said=_approvals(batch, plan),
        done=lambda: done_by(prepared),
        follow=lambda done: follow_from(prepared, by=by, at=at, done=done),
    )


def _approvals(batch: ImportBatch, plan: Plan) -> dict[str, tuple[object, object]]:
    stands = plan.more["may_stand"] if batch.as_imported else 0
    counts = {"figures approved as imported": stands, "figures that wait for approval": len(plan.figures) - stands}
    return {name: (None, count) for name, count in counts.items() if count}


FIELDS = Fields(
    columns=COLUMN_HELP,
    required=(("indicator", "indicator_ref"), ("period",), ("actual", "target")),
    common=("period",),
    period="period",
    values=("actual", "target", "commentary", "why", "action", "outlook", "standing"),
    joined=("commentary", "why", "action", "outlook"),
    labels=("indicator_ref", "indicator", "theme", "council", "period", "unit", "polarity", "frequency"),
    asks=frozenset(LEFT_ALONE),
    asked_once=frozenset({"theme", "threshold"}),
    by_cells={"polarity": says_way},
    mistaken={"target": ("polarity", names_way)},
    keeps_notes=True,
)
FIGURES = ImportKind(
    key="figures",
    name="measures, targets and figures",
    thing="Measure",
    heads=("Figure", "Target"),
    columns=COLUMN_HELP,
    headings=COLUMNS,
    examples=EXAMPLES,
    read=read_import,
    plan=plan_table,
    prepare=_prepare,
    fields=FIELDS,
)
