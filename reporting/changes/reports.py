"""Reports written as drafts, released and withdrawn. All reports of a run are written in one transaction."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from foundation.happenings import REPORT_RELEASED, happened
from foundation.refusals import ChangeRefused
from reporting.audiences import Order
from reporting.changes import told
from reporting.changes.coverage import keep_coverage
from reporting.changes.runs import finish_run
from reporting.document import Document, Facts
from reporting.models import Cycle, Report, ReportFile, Run
from reporting.queries.reports import later_reports
from reporting.snapshots import checksum
from reporting.workflow import ReportState


class File(NamedTuple):
    """A file as it is stored, with its SHA-256."""

    content: bytes
    checksum: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A report's content, ready to be written, so that the transaction lasts no longer than the writing."""

    document: Document
    facts: Facts
    checksum: str
    files: Mapping[str, File]  # by ReportFile.Format


def finish(document: Document, facts: Facts, files: Mapping[str, bytes]) -> Finished:
    """The content with its checksums."""
    sealed = {name: File(content, hashlib.sha256(content).hexdigest()) for name, content in files.items()}
    return Finished(document, facts, checksum(document, facts), sealed)


@transaction.atomic
def publish_drafts(
    *,
    by: Actor,
    at: datetime,
    built_at: datetime,
    run: Run,
    token: str,
    finished: Iterable[tuple[Order, Finished]],
) -> list[Report]:
    """Write the run's reports, each in the place of its draft or as a new edition of what was released; end the run.

    ``built_at`` is the moment whose figures they show. Raises LeaseLost, with nothing written, when the worker no
    longer holds the run.
    """
    finish_run(run_id=run.pk, token=token, at=at)
    latest = _latest_editions(run.cycle)
    reports, entries = [], []
    for order, content in finished:
        report = latest.get(order.key)
        before = report.checksum if report else None
        if report is None or report.state != ReportState.DRAFT:
            edition = report.edition + 1 if report else 1
            report = Report(cycle=run.cycle, edition=edition)
        for name, value in order.fields().items():
            setattr(report, name, value)
        report.run, report.built_at = run, built_at
        _write(report, content)
        reports.append(report)
        changes = {"edition": (None, report.edition), "checksum": (before, report.checksum)}
        entries.append(audit.Entry(action="built", thing=report, changes=changes))
    audit.record_many(by=by, at=at, entries=entries)
    return reports


@transaction.atomic
def release_drafts(
    *, by: Actor, at: datetime, finished: Iterable[tuple[Report, Finished]], run: Run | None = None, token: str = ""
) -> list[Report]:
    """Freeze drafts as they were read, with the line that says who released them and when.

    All or none. Raises ChangeRefused when a draft was built again, or released, since it was read; LeaseLost when
    the worker no longer holds ``run``.
    """
    if run:
        finish_run(run_id=run.pk, token=token, at=at)
    reports, entries = [], []
    for draft, content in finished:
        report = _unchanged(draft)
        _write(report, content)
        report.state, report.released_at, report.released_by = ReportState.RELEASED, at, by.user
        report.save()
        reports.append(report)
        changes = {"state": ("Draft", "Released"), "checksum": (draft.checksum, report.checksum)}
        entries.append(audit.Entry(action="released", thing=report, changes=changes))
    for period in {report.cycle.period for report in reports}:
        keep_coverage(period)
    tell(by=by, at=at, news=told.released(reports))
    happened(REPORT_RELEASED, reports, at=at)
    audit.record_many(by=by, at=at, entries=entries)
    return reports


ReadUses = Callable[[Report], Iterable[str]]
_read_uses: list[ReadUses] = []


def register_uses(read: ReadUses) -> None:
    """Say how to read what else holds a report; called once, by the app above that puts reports into packs."""
    _read_uses[:] = [read]


def why_not_withdrawn(report: Report) -> str:
    """Why a released report can no longer be withdrawn, and what to do instead; "" where it can."""
    if report.state != ReportState.RELEASED:
        return "Only a released report can be withdrawn."
    if held := [words for read in _read_uses for words in read(report)]:
        return f"This report is in {held[0]}. Take it out there first."
    if later := later_reports(report).first():
        return (
            f"A later report, of {later.cycle.period.long_label}, compares itself with this one. "
            f"Build those of {report.cycle.period.long_label} again: that makes a new edition, which corrects this one."
        )
    return ""


@transaction.atomic
def withdraw_report(*, by: Actor, at: datetime, report: Report, why: str) -> Report:
    """Withdraw a released report. Raises ChangeRefused without a reason, or where ``why_not_withdrawn`` gives one."""
    if not why.strip():
        raise ChangeRefused("Say why the report is withdrawn: people may have read it.")
    stored = Report.objects.select_for_update(of=("self",)).select_related("cycle", "committee").get(pk=report.pk)
    if refusal := why_not_withdrawn(stored):
        raise ChangeRefused(refusal)
    Report.objects.filter(pk=stored.pk).withdraw(withdrawn_at=at, withdrawn_why=why.strip())
    stored.withdrawn_why = why.strip()
    tell(by=by, at=at, news=told.withdrawn(stored))
    audit.record(by=by, at=at, action="withdrew", thing=stored, changes={"state": ("Released", "Withdrawn")}, why=why)
    return Report.objects.get(pk=stored.pk)


def _unchanged(draft: Report) -> Report:
    """The draft's row, locked, if it still is the draft that was read."""
    same = Report.objects.filter(pk=draft.pk, state=ReportState.DRAFT, checksum=draft.checksum)
    same = same.select_related("cycle", "committee").defer("document", "facts")
    report = same.select_for_update(of=("self",)).first()
    if report is None:
        raise ChangeRefused(f"“{draft.title}” was built again or released meanwhile. Look at it before you go on.")
    return report


def _latest_editions(cycle: Cycle) -> dict[tuple[object, ...], Report]:
    """The highest edition of each report of the cycle, without its document."""
    rows = Report.objects.filter(cycle=cycle).defer("document", "facts").order_by("edition")
    return {row.key: row for row in rows}


def _write(report: Report, content: Finished) -> None:
    """Save the report and its files, and drop the content from memory before the next report is written."""
    report.document, report.facts, report.checksum = content.document, content.facts, content.checksum
    report.save()
    del report.document, report.facts  # read again by whoever asks
    ReportFile.objects.filter(report=report).delete()
    for name, file in content.files.items():
        # One at a time: the driver holds several copies of what it sends, and files may be large.
        ReportFile.objects.create(report=report, format=name, content=file.content, checksum=file.checksum)
