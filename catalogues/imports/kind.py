"""A catalogue's file, as a kind of the one import."""

from datetime import datetime

from accounts.actors import Actor
from catalogues.changes.entries import prepare_entries
from catalogues.imports.columns import CATALOGUE, COLUMNS, EXAMPLES, HEADINGS, REQUIRED
from catalogues.imports.plan import PlanOfEntries, plan_entries, read_catalogue_file
from catalogues.permissions import EDITS
from indicators.imports.kinds import ImportKind, ReadyImport
from indicators.imports.matching.fields import Fields
from indicators.models import ImportBatch


def _entries(*, by: Actor, at: datetime, batch: ImportBatch, plan: PlanOfEntries) -> ReadyImport:  # noqa: ARG001
    prepared = prepare_entries(entries=plan.entries, names=plan.names, filename=batch.filename)
    return ReadyImport(entries=prepared.entries, write=prepared.write, done=prepared.done)


CATALOGUE_ENTRIES = ImportKind(
    key="catalogue",
    name="a catalogue of measures",
    thing="Entry",
    heads=("Theme", "What it says"),
    columns=COLUMNS,
    headings=HEADINGS,
    examples=EXAMPLES,
    read=read_catalogue_file,
    plan=plan_entries,
    prepare=_entries,
    needs=EDITS,
    # Nothing is added up in it: what ends with “Total” is what a numerator counts.
    fields=Fields(columns=COLUMNS, required=[[name] for name in REQUIRED], common=(CATALOGUE,), keeps_totals=True),
    are_figures=False,
    where="Catalogue",
)
