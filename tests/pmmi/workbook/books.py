"""Small set-up workbooks, and what becomes of them."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from django.apps import apps

from accounts.actors import Actor
from indicators.imports.batches import Upload, keep_upload
from indicators.imports.jobs import perform_import, request_import
from indicators.imports.undo import request_undo
from indicators.models import ImportBatch, ImportState
from pmmi.workbook.kind import WORKBOOK
from pmmi.workbook.planning import BookPlan

AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TODAY = date(2026, 10, 14)
Sheets = Mapping[str, Sequence[Mapping[str, str]]]


def book(sheets: Sheets) -> bytes:
    """A workbook as an archive of CSV files: {title: rows by heading}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for title, rows in sheets.items():
            archive.writestr(f"{title}.csv", sheet(rows))
    return file.getvalue()


def sheet(rows: Sequence[Mapping[str, str]]) -> bytes:
    """One sheet as a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def planned(sheets: Sheets | bytes, filename: str = "set-up.zip") -> BookPlan:
    content = sheets if isinstance(sheets, bytes) else book(sheets)
    plan: BookPlan = WORKBOOK.plan(WORKBOOK.read(content, filename), filename, today=TODAY)
    return plan


def problems(sheets: Sheets) -> list[str]:
    """Everything that is refused, in the workbook's order."""
    return [problem for row in planned(sheets).rows for problem in row.problems]


def taken_otherwise(bad: Mapping[str, tuple[Sheets, str]]) -> dict[str, list[str]]:
    """Of workbooks that are to be refused, by case with how a refusal begins, those that are not refused so."""
    found = {case: problems(sheets) for case, (sheets, _) in bad.items()}
    return {
        case: found[case] for case, (_, said) in bad.items() if not any(each.startswith(said) for each in found[case])
    }


def applied(by: Actor, sheets: Sheets | bytes, filename: str = "set-up.zip") -> ImportBatch:
    """The workbook, uploaded and applied by the worker."""
    content = sheets if isinstance(sheets, bytes) else book(sheets)
    upload = Upload(filename=filename, content=content, kind=WORKBOOK.key)
    batch = keep_upload(by=by, at=AT, upload=upload, plan=planned(content, filename))
    request_import(by=by, at=AT, batch=batch, wake=lambda _: None)
    perform_import(batch_id=batch.pk, clock=lambda: AT)
    batch.refresh_from_db()
    return batch


def kept(by: Actor, sheets: Sheets) -> Actor:
    """The person, once the workbook is applied."""
    batch = applied(by, sheets)
    assert batch.state == ImportState.APPLIED, batch.reason
    return by


def taken_back(by: Actor, batch: ImportBatch, *, at: datetime = AT) -> ImportBatch:
    """An applied import of any kind, taken back by the worker, where nothing keeps it."""
    request_undo(by=by, at=at, batch=batch, wake=lambda _: None)
    perform_import(batch_id=batch.pk, clock=lambda: at)
    batch.refresh_from_db()
    return batch


def row_counts() -> dict[str, int]:
    """How many rows every table has, but for the trail and the imports themselves."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.label not in ("accounts.Event", "indicators.ImportBatch")
    }
