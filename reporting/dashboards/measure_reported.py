"""What released reports said of a measure, beside what is known of the same periods now."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from plans.periods import parse_key
from reporting.dashboards.measure import PeriodRow
from reporting.document import MeasureFacts
from reporting.models import Report
from reporting.queries.reports import audience_words


class ReportLink(NamedTuple):
    """A report and its address."""

    title: str
    url: str


class ReportedRow(NamedTuple):
    """What the reports of a quarter said of a period, and what is known of it now ("" where it is the same)."""

    reports: list[ReportLink]
    period: str
    reported: str
    target: str
    now: str


def reported_rows(periods: Iterable[PeriodRow], reported: Sequence[tuple[Report, MeasureFacts]]) -> list[ReportedRow]:
    """What released reports said of each period and what is known now. Reports that said the same share a row."""
    now = {row.key: row for row in periods}
    rows: dict[tuple[object, ...], ReportedRow] = {}
    for report, said in reported:
        known = now.get(said["period"])
        same = (report.cycle_id, said["period"], said["value_words"], said["target_words"], said["status_word"])
        if same not in rows:
            rows[same] = ReportedRow(
                reports=[],
                period=parse_key(said["period"]).label,
                reported=_stood(said["value_words"], said["status_word"]),
                target=said["target_words"],
                now=_stood(f"{known.value} {known.marks}".strip(), known.status["word"])
                if known and _is_known_differently(said, known)
                else "",
            )
        rows[same].reports.append(ReportLink(_report_words(report), report.get_absolute_url()))
    return list(rows.values())


def _stood(value: str, status: str) -> str:
    """ "57.1% [r], off target". Where there is no figure, the status alone says why."""
    return value if value.casefold() == status.casefold() else f"{value}, {status.lower()}"


def _report_words(report: Report) -> str:
    reader, edition = audience_words(report), f", edition {report.edition}" if report.edition > 1 else ""
    return f"{report.title}{'' if reader in report.title else f', for {reader}'}{edition}"


def _is_known_differently(said: MeasureFacts, known: PeriodRow) -> bool:
    then = None if said["value"] is None else Decimal(said["value"])
    return then != known.raw or said["status_word"] != known.status["word"]
