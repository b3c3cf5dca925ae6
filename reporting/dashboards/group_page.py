"""The page of one priority or one service in a quarter: what is off target and why, what is done about it, and every
measure. It is laid out like the council's page.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from foundation.dates import london_day
from foundation.downloads.cells import Cell, Number
from foundation.measure_words import Bands
from foundation.words import excerpt
from indicators.judging.judged import Measured
from indicators.judging.measure_row import stands
from indicators.judging.outlook import Expected, foreseen_of, year_ends
from indicators.judging.rules_in_force import DEFAULT_BANDS, RulesInForce
from indicators.judging.scorecard import measured_here
from indicators.judging.stored import Definition
from indicators.rules.vocabulary import Status, ValueKind
from plans.models import Milestone
from plans.periods import Period
from plans.queries.milestones import MilestoneRow, milestone_rows
from reporting.dashboards.council import status_choices
from reporting.dashboards.pictures import Picture, moved_picture
from reporting.dashboards.rows import FirstOf, PageRow, reasons_for_row, with_forecast
from reporting.dashboards.status_counts import Summary, summary_of
from reporting.document import Commentary, Mark, Reason
from reporting.queries.coverage import coverage_of
from reporting.queries.figure_notes import Beside, beside
from reporting.queries.filter_choices import Choices, Narrowings, measures_in_set
from reporting.queries.measures import HISTORY
from reporting.standing.tally import tally_of

Chosen = Mapping[str, str]

SHOWN_EXCEPTIONS = 6

_SEVERITY = {status: place for place, status in enumerate((Status.RED, Status.UNKNOWN, Status.AMBER, Status.AWAITING))}

SORTS = {name: (name,) for name in ("ref", "name", "status", "value", "target", "owner")}

LIST_COLUMNS = (
    "Reference", "Measure", "Service", "Key measure", "Data period", "Result", "Result as a number", "Standing",
    "Target", "Target as a number", "Status", "Status the quarter before", "Year-end forecast",
    "Expected at the year's end", "Direction", "Change", "Against last year", "Owner", "In words", "Why it stands out",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The measures of one subject in a quarter. ``noted`` is by the figure's id; ``late`` holds ids of measures, by
    which ``ends`` has how their years are expected to end.
    """

    period: Period
    at: datetime
    measures: Sequence[Measured]
    noted: Mapping[int, Beside]
    late: frozenset[int]
    ends: Mapping[int, Expected]
    names: Narrowings

    @property
    def bands(self) -> Bands:
        return self.measures[0].bands if self.measures else DEFAULT_BANDS

    @property
    def query(self) -> str:
        return f"?period={self.period.key}"

    def choices(self, quarters: Iterable[Period]) -> Choices:
        """What each filter offers; only the services whose measures are here."""
        here = {each.definition.service_id: each.definition.service_name for each in self.measures}
        services = sorted(here.items(), key=lambda item: item[1])
        return {
            "period": [(each.key, each.label) for each in quarters],
            "service": [("", "All services"), *services],
            "set": [("", "All sets"), *((each.pk, each.name) for each in self.names.sets)],
            "status": [("", "Any status"), *status_choices(self.bands)],
        }

    def narrowed(self, chosen: Chosen) -> list[Measured]:
        """The measures that the filters leave; the status narrows only what is listed."""
        found = list(self.measures)
        if "service" in chosen:
            found = [each for each in found if each.definition.service_id == int(chosen["service"])]
        if "set" in chosen:
            members = measures_in_set(int(chosen["set"]))
            found = [each for each in found if each.definition.pk in members]
        if "key" in chosen:
            found = [each for each in found if each.definition.is_key]
        return found

    def reasons(self, each: Measured) -> Sequence[Reason]:
        """Why the measure is an exception; empty when it is none."""
        pk = each.definition.pk
        return reasons_for_row(each, is_late=pk in self.late, foreseen=foreseen_of(self.ends.get(pk)))

    def row(self, each: Measured) -> PageRow:
        """The measure as ``components/measure_row.html`` shows it."""
        pk = each.definition.pk
        return with_forecast(each, self.query, is_late=pk in self.late, expected=self.ends.get(pk))

    def words(self, each: Measured) -> Commentary | None:
        """The commentary of a figure that the reader may see."""
        noted = self.noted.get(each.figure.pk) if each.figure else None
        if noted is None or not noted.words.any or (each.facts.now.value is None and not each.facts.now.absence):
            return None
        return noted.words.boxes()


def read_narrowed(
    definitions: Sequence[Definition],
    *,
    period: Period,
    at: datetime,
    drafts_of: frozenset[int] | None,
    names: Narrowings,
) -> Narrowed:
    """Read the measures, in a number of statements that does not grow with them. ``drafts_of`` as for ``measured``."""
    rules = RulesInForce.load()
    found = measured_here(definitions, report_period=period, history=HISTORY, drafts_of=drafts_of, rules=rules)
    noted = beside(found)
    late = frozenset(
        each.definition.pk
        for each in found
        if each.figure and each.figure.pk in noted and noted[each.figure.pk].arrival.is_overdue(at)
    )
    return Narrowed(period, at, found, noted, late, year_ends(found, report_period=period, rules=rules), names)


class Story(NamedTuple):
    """A measure that stands out: why, what its owner says, and what is done by whom."""

    ref: str
    name: str
    url: str
    status: Mark
    stands: str
    why: str
    said: str
    action: str
    action_by: str


@dataclass(frozen=True, slots=True)
class Milestones:
    """Milestones by due date, how many there are and how many of them are overdue."""

    rows: list[MilestoneRow]
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class NarrowedPage:
    """What the page shows apart from its list. The filters narrow what stands out; ``summary`` counts all measures."""

    period: Period
    summary: Summary
    moved: Picture | None
    bad: FirstOf[Story]
    good: FirstOf[Story]
    milestones: Milestones


def narrowed_page(read: Narrowed, chosen: Chosen, milestones: Iterable[Milestone]) -> NarrowedPage:
    """The page apart from its list (``listed``). ``chosen`` holds the filters that are set."""
    found = read.narrowed(chosen)
    standings = [(each.assessment.status, each.assessment.previous_status) for each in read.measures]
    tally = tally_of(standings)
    coverage = coverage_of(read.measures, read.noted, report_period=read.period)
    return NarrowedPage(
        period=read.period,
        summary=summary_of(tally, read.bands, coverage, read.period),
        moved=moved_picture(standings, read.bands, read.period),
        bad=_exceptions(read, found, good=False),
        good=_exceptions(read, found, good=True),
        milestones=milestones_page(milestones, read.at),
    )


def listed(read: Narrowed, chosen: Chosen, ordering: Sequence[str] = ("ref",)) -> list[Measured]:
    """The measures of the list: narrowed by status too, and sorted. What is missing comes last either way."""
    found = read.narrowed(chosen)
    if "status" in chosen:
        found = [each for each in found if each.assessment.status == chosen["status"]]
    name, descending = ordering[0].removeprefix("-"), ordering[0].startswith("-")
    keyed = [(_sort_key(each, name), each) for each in found]
    present = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=descending)
    return [each for _, each in present] + [each for key, each in keyed if key is None]


def export_rows(read: Narrowed, found: Iterable[Measured]) -> Iterator[list[Cell]]:
    """The same measures as cells under ``LIST_COLUMNS``."""
    for each in found:
        row = read.row(each)
        before = row.previous_status
        target = each.facts.now.target
        yield [
            *(row.ref, row.name, row.service, row.is_key, row.period),
            *(row.value, _number(each, each.facts.now.value), row.marks),
            *(row.target, _number(each, target.value if target else None)),
            *(row.status["word"], before["word"] if before else ""),
            *(row.forecast["word"] if row.forecast else "", row.forecast_value),
            *(row.direction["word"], row.direction["change"], row.year_ago["word"]),
            *(row.owner, row.sentence, " ".join(reason["sentence"] for reason in row.reasons)),
        ]


def _number(each: Measured, value: Decimal | None) -> Number | None:
    """The whole figure, shown at the measure's decimals; None for dates, grades and answers, which are no numbers."""
    if value is None or each.facts.kind in (ValueKind.DATE, ValueKind.GRADE, ValueKind.YES_NO):
        return None
    return Number(value.normalize(), each.definition.decimals)


def severity(status: Status) -> int:
    """What lists are sorted by: what needs a look first, then the rest in the statuses' own order."""
    return _SEVERITY.get(status, len(_SEVERITY) + list(Status).index(status))


def _sort_key(each: Measured, name: str) -> Any:
    match name:
        case "status":
            return severity(each.assessment.status)
        case "value":
            return each.facts.now.value
        case "target":
            return each.facts.now.target.value if each.facts.now.target else None
        case "owner":
            return each.definition.owner_title.casefold()
        case "name":
            return each.definition.name.casefold()
    return each.definition.ref


def _exceptions(read: Narrowed, found: Sequence[Measured], *, good: bool) -> FirstOf[Story]:
    """The measures that stand out, the most serious first, with the reasons and what their owners say."""
    picked = [each for each in found if _stands_out(read.reasons(each), good=good)]
    picked.sort(key=lambda each: (_sort_key(each, "status"), not each.definition.is_key, each.definition.ref))
    return FirstOf([_story(read, each, good=good) for each in picked[:SHOWN_EXCEPTIONS]], len(picked))


def _stands_out(reasons: Sequence[Reason], *, good: bool) -> bool:
    """A measure with any bad news is bad; only one with good news alone is good."""
    return bool(reasons) and all(reason["good"] for reason in reasons) == good


def _story(read: Narrowed, each: Measured, *, good: bool) -> Story:
    row = read.row(each)
    words: Mapping[str, Any] = read.words(each) or {}
    said = words.get("happened" if good else "why") or words.get("happened") or ""
    return Story(
        ref=row.ref,
        name=row.name,
        url=row.url,
        status=row.status,
        stands=stands(row.value, row.target, row.marks),
        why=" ".join(reason["sentence"] for reason in row.reasons),
        said=excerpt(said),
        action=excerpt(words.get("action", "")),
        action_by=words.get("action_by", "") if words.get("action") else "",
    )


def milestones_page(milestones: Iterable[Milestone], at: datetime) -> Milestones:
    """``components/milestone_table.html`` with its numbers; of milestones read by ``in_time``."""
    rows = milestone_rows(milestones, today=london_day(at))
    return Milestones(rows, len(rows), sum(row.judgement.is_overdue for row in rows))
