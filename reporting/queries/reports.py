"""Lists of reports and of runs, as the pages show them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import Unit
from foundation.dates import london_day
from foundation.words import counted, together
from plans.periods import Period
from reporting.models import Audience, Cycle, Purpose, Report, ReportFile, Run
from reporting.queries.filter_choices import Choices
from reporting.workflow import RUN_STATES, ReportState, RunState

ALL_QUARTERS = "all"
SORTS = {
    "title": ("title", "edition"),
    "period": ("cycle__period", "-title"),
    "kind": ("kind", "title"),
    "audience": ("audience", "committee__name", "title"),
    "state": ("state", "title"),
    "built": ("built_at", "title"),
}


def listed(reports: QuerySet[Report], *, chosen: Mapping[str, Any]) -> QuerySet[Report]:
    """Reports narrowed by what was chosen, without their documents: fit for a list."""
    narrowed = Q()
    for name, field in (("kind", "kind"), ("audience", "audience"), ("state", "state"), ("service", "unit")):
        if name in chosen:
            narrowed &= Q(**{field: chosen[name]})
    if chosen.get("cycle", ALL_QUARTERS) != ALL_QUARTERS:
        narrowed &= Q(cycle__period=chosen["cycle"])
    return reports.filter(narrowed).defer("document", "facts").select_related("cycle", "committee", "released_by")


def quarters_of(reports: QuerySet[Report]) -> list[Period]:
    """The quarters there are reports of, the newest first."""
    return sorted(set(reports.values_list("cycle__period", flat=True)), reverse=True)


def filter_choices(reports: QuerySet[Report], periods: Sequence[Period]) -> Choices:
    """The quarters (``periods``, newest first, the default) and the services there are reports of."""
    latest = [("", f"Latest: {each.long_label}") for each in periods[:1]]
    services = Unit.objects.filter(pk__in=reports.filter(unit__isnull=False).values("unit")).order_by("name")
    return {
        "cycle": [*latest, *((each.key, each.long_label) for each in periods), (ALL_QUARTERS, "All quarters")],
        "service": [("", "All services"), *services.values_list("pk", "name")],
    }


SHOWN_STEPS = 5  # finished ones; those before are told in one line
LIST_COLUMNS = ("Report", "Quarter", "Kind", "For", "State", "Edition", "Built", "Released", "Released by")


def list_rows(reports: Iterable[Report]) -> list[list[str | int | date | None]]:
    """The list as it is downloaded, under ``LIST_COLUMNS``; days are London's."""
    return [
        [
            report.title,
            report.cycle.period.label,
            report.get_kind_display(),
            audience_words(report),
            report.get_state_display(),
            report.edition,
            london_day(report.built_at),
            london_day(report.released_at) if report.released_at else None,
            str(report.released_by or ""),
        ]
        for report in reports
    ]


def audience_words(report: Report) -> str:
    """Whom a report is for: the committee's name, or the audience."""
    return report.committee.name if report.committee else report.get_audience_display()


class QuarterTold(NamedTuple):
    """A quarter's reports in a sentence, and how many of them are drafts."""

    sentence: str
    drafts: int


def quarter_told(reports: QuerySet[Report], period: Period) -> QuarterTold:
    """How many of the reports that a person may read are released, and for whom. One statement."""
    rows = list(reports.filter(cycle__period=period).values_list("state", "audience"))
    released = Counter(audience for state, audience in rows if state == ReportState.RELEASED)
    drafts = sum(state == ReportState.DRAFT for state, _ in rows)
    whom = together(f"{released[each]} for {each.label}" for each in Audience if released[each])
    total = counted(sum(released.values()), "report")
    sentence = f"{period.long_label}: {total} released" + (f", {whom}." if whom else ".")
    return QuarterTold(sentence, drafts)


def title_words(report: Report) -> str:
    """A report's title and audience; a title that begins with the committee's name says the audience already."""
    words = audience_words(report)
    return report.title if report.title.startswith(f"{words}:") else f"{report.title}, for {words}"


def drafts_of(cycle: Cycle) -> QuerySet[Report]:
    """The cycle's drafts, in the order they are read."""
    drafts = Report.objects.filter(cycle=cycle, state=ReportState.DRAFT).defer("document", "facts")
    return drafts.select_related("committee").order_by("kind", "audience", "committee__name", "title")


def file_of(report: Report, file_format: str) -> ReportFile | None:
    """The report's PDF or XLSX; None where there is none."""
    return ReportFile.objects.filter(report=report, format=file_format).first()


def file_name(report: Report) -> str:
    """A download's name without its ending: "waste-quarterly-monitoring-report-2026-27-q2-cabinet-draft"."""
    words = [report.title[:80], report.cycle.period.label, audience_words(report)[:40]]
    if report.edition > 1:
        words.append(f"edition {report.edition}")
    if report.state != ReportState.RELEASED:
        words.append(report.state)
    return re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower()).strip("-") or "report"


def last_run(cycle: Cycle) -> Run | None:
    """The cycle's latest run."""
    return Run.objects.filter(cycle=cycle).select_related("requested_by").order_by("-pk").first()


def other_editions(report: Report) -> QuerySet[Report]:
    """The same report's other editions in its quarter, the newest first."""
    return _same(report).filter(cycle=report.cycle_id).order_by("-edition")


def later_reports(report: Report) -> QuerySet[Report]:
    """Drafts and released reports of the same, built since: each tells what has changed against what was released."""
    later = Q(cycle=report.cycle_id, edition__gt=report.edition) | Q(cycle__period__gt=report.cycle.period.key)
    return _same(report).filter(later).exclude(state=ReportState.WITHDRAWN).order_by("cycle__period", "edition")


def _same(report: Report) -> QuerySet[Report]:
    """Other reports of the same kind, audience and subject, without their documents."""
    same = Report.objects.filter(**dict(zip(Report.KEY, report.key, strict=True)))
    return same.exclude(pk=report.pk).defer("document", "facts").select_related("cycle")


def progress_of(run: Run, *, at: datetime) -> dict[str, Any]:
    """``components/progress.html``: how the run is getting on, step by step with the time each took."""
    ended = run.state in (RunState.DONE, RunState.FAILED)
    steps = [_done(name, seconds) for name, seconds in run.timings]
    if len(steps) > SHOWN_STEPS:
        earlier, steps = run.timings[:-SHOWN_STEPS], steps[-SHOWN_STEPS:]
        steps.insert(0, _done(f"{len(earlier)} earlier steps", sum(seconds for _, seconds in earlier)))
    if run.step and run.state == RunState.RUNNING:
        steps.append({"label": run.step, "state": "running", "time": "", "note": ""})
    if run.state == RunState.FAILED:
        steps.append({"label": "Stopped", "state": "failed", "time": "", "note": run.reason})
    if run.state == RunState.QUEUED:
        steps.append({"label": "Waiting for a worker", "state": "waiting", "time": "", "note": ""})
    return {
        "sentence": _sentence(run, at),
        "done": run.steps_done,
        "total": run.steps_total,
        "ended": ended,
        "steps": steps,
    }


def _done(label: str, seconds: float) -> dict[str, str]:
    return {"label": label, "state": "done", "time": f"{seconds:.1f} s", "note": ""}


def _sentence(run: Run, at: datetime) -> str:
    state = RUN_STATES[RunState(run.state)]
    if run.state == RunState.RUNNING and run.step:
        again = f" It was taken up again (attempt {run.attempts})." if run.attempts > 1 else ""
        return f"{run.step}.{again}"
    if run.state == RunState.DONE and run.started_at and run.finished_at:
        took = max(1, round((run.finished_at - run.started_at).total_seconds()))
        done = "The reports are released." if run.purpose == Purpose.RELEASE else "The drafts are there."
        return f"{done} It took {took} seconds." if took > 1 else f"{done} It took a second."
    if run.state == RunState.QUEUED:
        waited = round((at - run.requested_at).total_seconds())
        late = " No worker has taken it up yet; it starts by itself once one runs." if waited > 60 else ""
        return f"{state.word}. {state.meaning}{late}"
    return f"{state.word}. {state.meaning}"
