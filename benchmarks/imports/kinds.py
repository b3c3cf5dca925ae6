"""Published figures, as kinds of the one import: with councils that are known alone, or with new ones added."""

from datetime import datetime

from accounts.actors import Actor
from accounts.roles import Permission
from benchmarks.changes.loading import prepare_load
from benchmarks.imports.columns import CODE, COLUMNS, EXAMPLES, PERIOD, SOURCE, STANDING, VALUE, names, needed
from benchmarks.imports.plan import FiguresPlan, plan_adding, plan_known, read_figures_file
from indicators.imports.kinds import ImportKind, ReadyImport
from indicators.imports.matching.fields import Fields
from indicators.models import ImportBatch


def _prepare(*, by: Actor, at: datetime, batch: ImportBatch, plan: FiguresPlan) -> ReadyImport:
    prepared = prepare_load(by=by, at=at, filename=batch.filename, read=plan.read)
    return ReadyImport(entries=prepared.entries, write=prepared.write)


_FIELDS = Fields(columns=COLUMNS, required=[[name] for name in needed()], common=(PERIOD, CODE, SOURCE))
_COMMON = {
    "thing": "Council",
    "heads": (VALUE, STANDING),
    "columns": COLUMNS,
    "headings": names(),
    "examples": EXAMPLES,
    "read": read_figures_file,
    "prepare": _prepare,
    "needs": Permission.BENCHMARK_EDIT,
    "fields": _FIELDS,
}
PUBLISHED = ImportKind(key="published", name="published figures of other councils", plan=plan_known, **_COMMON)
PUBLISHED_NEW = ImportKind(
    key="published-new", name="published figures, with councils that are new", plan=plan_adding, **_COMMON
)
