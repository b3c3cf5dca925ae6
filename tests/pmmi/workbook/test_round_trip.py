"""A whole council out, into an empty installation, out again: the same, and edited just that is changed."""

import csv
import io
import random
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models import F

from accounts.actors import Actor
from indicators.models import AnnualTarget, ImportState
from plans.models import Level, Link
from pmmi.workbook.cells import Words
from pmmi.workbook.filling import workbook_xlsx, workbook_zip
from pmmi.workbook.sheets import SHEETS
from target_decisions.models import ProposedYear
from tests.architecture.conftest import world  # noqa: F401  a fixture
from tests.architecture.world import World
from tests.office import needs_calc, saved_by_calc
from tests.pmmi.workbook.books import AT, applied, planned, taken_back

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]
Tables = dict[str, list[list[str]]]


def tables() -> Tables:
    """All that is stored, as the workbook has it."""
    with zipfile.ZipFile(io.BytesIO(workbook_zip(SHEETS, is_filled=True))) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in texts.items()}


def packed(held: Tables) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, rows in held.items():
            out = io.StringIO(newline="")
            csv.writer(out, lineterminator="\r\n").writerows(rows)
            archive.writestr(name, out.getvalue())
    return file.getvalue()


@pytest.fixture
def by(world: World) -> Actor:  # noqa: F811  the fixture of that name
    # The small council is built by its models: some of its levels and links no screen would make.
    for place, level in enumerate(Level.objects.order_by("position"), 1):
        Level.objects.filter(pk=level.pk).update(position=place)
    Link.objects.filter(parent__plan__level__position__gt=F("child__plan__level__position")).delete()
    for year in ProposedYear.objects.filter(proposal__stage="agreed").select_related("proposal"):
        AnnualTarget.objects.get_or_create(
            indicator=year.proposal.indicator, year=year.year, defaults={"text": "As agreed"}
        )
    return Actor(user=world.users["administrator"])


def empty_all() -> None:
    """Leave nothing but people and the trail, which nobody can take rows from."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and model._meta.label not in ("accounts.Event", "accounts.User"):
            model._base_manager.all()._raw_delete(DEFAULT_DB_ALIAS)


@pytest.mark.parametrize("suffix", ["xlsx", "zip"])
def test_out_in_and_out_again_it_is_the_same(by: Actor, suffix: str) -> None:
    before = tables()
    filled = workbook_xlsx(SHEETS, at=AT, is_filled=True) if suffix == "xlsx" else packed(before)
    assert sum(len(rows) - 1 for rows in before.values()) > 100
    empty_all()
    refused = [row for row in planned(filled, f"set-up.{suffix}").rows if row.problems]
    assert [row.problems for row in refused] == []
    batch = applied(by, filled, f"set-up.{suffix}")
    assert batch.state == ImportState.APPLIED, (batch.reason, [row for row in batch.summary["rows"] if row[-1]])
    after = tables()
    for name, rows in before.items():
        assert after[name] == rows, name
    counts = planned(filled, f"set-up.{suffix}").counts
    assert (counts["new"], counts["changed"], counts["refused"]) == (0, 0, 0)


@needs_calc
def test_what_libreoffice_saved_is_the_same(by: Actor, tmp_path: Path) -> None:
    """Every cell as a person with LibreOffice gives it back."""
    saved = saved_by_calc(workbook_xlsx(SHEETS, at=AT, is_filled=True), tmp_path)
    counts = planned(saved, "set-up.xlsx").counts
    assert (counts["new"], counts["changed"], counts["refused"]) == (0, 0, 0)
    assert counts["unchanged"] > 100


def test_what_joins_two_things_is_taken_away_and_comes_back(by: Actor) -> None:
    before = tables()
    sheets = {f"{sheet.title}.csv": sheet for sheet in SHEETS if any(column.is_there for column in sheet.columns)}
    assert len(sheets) == 6
    going = {name: [list(row) for row in before[name]] for name in sheets}
    for name, sheet in sheets.items():
        for row in going[name][1:]:
            row[sheet.headings.index("Linked")] = "No"
    kept = {(row.period, row.line) for row in planned(packed(going), "set-up.zip").rows if row.problems}
    for title, line in kept:  # of plans that are closed, say
        going[f"{title}.csv"][line - 1] = before[f"{title}.csv"][line - 1]
    batch = applied(by, packed(going), "set-up.zip")
    assert batch.state == ImportState.APPLIED, batch.reason
    after = tables()
    for name, sheet in sheets.items():
        assert len(before[name]) > 1, name
        assert after[name][1:] == [row for row in going[name][1:] if row[-1] != "No"] or not list(sheet.stored()), name
    assert taken_back(by, batch).state == ImportState.UNDONE, batch.reason
    assert tables() == before


_CHECKED = ("grades", "source_url", "short")
# Their texts may be changed at any time; those of a plan, say, while it is with nobody to be reviewed.
_EDITED = (
    "People", "Levels", "Tags", "Budget lines", "Sets", "Measures", "Breakdowns", "Groups", "Compared measures",
    "Catalogues", "Catalogue entries",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_edited_at_random_just_that_is_changed(by: Actor, seed: int) -> None:
    chance, before = random.Random(seed), tables()
    cells = [
        (sheet.title, line, place)
        for sheet in SHEETS
        if sheet.title in _EDITED
        for place, column in enumerate(sheet.columns)
        if isinstance(column.kind, Words) and not column.only_new and column.field not in (*sheet.by, *_CHECKED)
        for line in range(1, len(before[f"{sheet.title}.csv"]))
    ]
    edited = {name: [list(row) for row in rows] for name, rows in before.items()}
    changed = set()
    for title, line, place in chance.sample(cells, k=min(40, len(cells))):
        edited[f"{title}.csv"][line][place] = f"Edited {chance.randrange(10**6)}"
        changed.add((title, line + 1))
    plan = planned(packed(edited), "set-up.zip")
    assert {(row.period, row.line) for row in plan.rows} == changed
    assert plan.counts["changed"] == len(changed) > 10
    batch = applied(by, packed(edited), "set-up.zip")
    assert batch.state == ImportState.APPLIED, batch.reason
    assert tables() == edited
    assert taken_back(by, batch).state == ImportState.UNDONE, batch.reason
    assert tables() == before
