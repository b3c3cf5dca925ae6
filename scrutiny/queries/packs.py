"""A pack as its builder shows it: the agenda, what can be added to it, and how long it will be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from foundation.statements import written_once
from indicators.judging.council_statuses import glances
from indicators.judging.measure_row import status_words
from indicators.models import Indicator
from indicators.rules.vocabulary import Status
from plans.periods import Period
from reporting.models import Report
from reporting.workflow import ReportState
from scrutiny.models import Pack, PackItem, PackQuestion
from scrutiny.queries.remits import Reach, measures_of

Json = dict[str, Any]
LISTED_MEASURES = 30
_GRAVEST = (Status.RED, Status.AMBER, Status.UNKNOWN)


def packs() -> QuerySet[Pack]:
    """Packs with their meeting and committee."""
    return Pack.objects.select_related("meeting__committee", "published_by")


def items_of(pack: Pack, *, removed: bool = False) -> list[PackItem]:
    """The pack's items in order, with what they name but for the reports' documents: one statement. ``removed``: those
    taken out instead, the latest first.
    """
    return _items(pack.pk, removed=removed)


@written_once
def _items(pack_id: int, *, removed: bool) -> QuerySet[PackItem]:
    rows = PackItem.objects.filter(pack=pack_id, is_removed=removed)
    rows = rows.select_related("report__cycle", "report__committee", "indicator")
    return rows.defer("report__document", "report__facts").order_by(*_ORDER[removed])


def questions_of(pack: Pack, *, removed: bool = False) -> list[PackQuestion]:
    """The pack's questions in order, with the posts they are put to: one statement. ``removed`` as for its items."""
    return _questions(pack.pk, removed=removed)


@written_once
def _questions(pack_id: int, *, removed: bool) -> QuerySet[PackQuestion]:
    rows = PackQuestion.objects.filter(pack=pack_id, is_removed=removed)
    return rows.select_related("to").order_by(*_ORDER[removed])


_ORDER = {False: ("position", "pk"), True: ("-pk",)}


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One item as the agenda lists it. ``kind`` says what it is in words, ``detail`` where it comes from."""

    item: PackItem
    number: int
    title: str
    kind: str
    detail: str
    is_first: bool
    is_last: bool


def agenda(items: Sequence[PackItem]) -> list[AgendaRow]:
    """The items with their numbers and titles."""
    last = len(items)
    return [
        AgendaRow(each, number, title_of(each), *_kind(each), number == 1, number == last)
        for number, each in enumerate(items, 1)
    ]


def title_of(item: PackItem) -> str:
    """What the item is called: its own heading, else the measure's name or the report's title."""
    if item.heading:
        return item.heading
    if item.indicator:
        return item.indicator.name
    return item.report.title if item.report else "Note"


def _kind(item: PackItem) -> tuple[str, str]:
    if item.report:
        source = f"{item.report.title}, {item.report.cycle.period.label}"
        return ("Section of a report" if item.section else "Report"), source
    if item.indicator:
        return "Measure", f"{item.indicator.ref} {item.indicator.name}"
    return "Note", ""


def sections_of(report: Report) -> list[Json]:
    """The sections of a report that can be taken alone: ``{"id", "heading", "level"}``, of the first two levels."""
    return [
        {"id": each["id"], "heading": each["heading"], "level": each["level"]}
        for each in report.document["sections"]
        if each["level"] <= 2
    ]


def sections_within(document: Json, slug: str) -> list[Json]:
    """A section of a report's document with those nested in it, as frozen; all sections where ``slug`` is ""."""
    sections = document["sections"]
    if not slug:
        return sections
    start = next(index for index, each in enumerate(sections) if each["id"] == slug)
    level = sections[start]["level"]
    end = next((i for i in range(start + 1, len(sections)) if sections[i]["level"] <= level), len(sections))
    return sections[start:end]


def released_report(pk: int | None) -> Report | None:
    """A released report with its document; None where there is none of that number."""
    return Report.objects.filter(pk=pk, state=ReportState.RELEASED).select_related("cycle", "committee").first()


def packs_with(report: Report) -> list[str]:
    """The packs that hold a report or a section of it, published or in hand, in words."""
    packs_holding = Pack.objects.filter(items__report=report, items__is_removed=False).distinct()
    return [f"the pack “{each.title}” of the {each.meeting}" for each in packs_holding.select_related("meeting")]


@dataclass(frozen=True, slots=True)
class MeasureChoice:
    """A measure that may be added. ``in_pack``: it stands in the pack already."""

    pk: int
    ref: str
    name: str
    status: Mapping[str, str]
    in_pack: bool


def measure_choices(
    reach: Reach, period: Period, *, words: str, taken: Iterable[int]
) -> tuple[list[MeasureChoice], int]:
    """Measures to choose from and how many there are: those of the remit, the gravest first; with ``words``, any of
    the council whose name or reference holds them. At most ``LISTED_MEASURES`` are listed.
    """
    indicators = _found(words) if words else measures_of(reach, period)
    found = sorted(glances(indicators, report_period=period), key=lambda each: _gravity(each.status))
    present = frozenset(taken)
    listed = [
        MeasureChoice(each.pk, each.ref, each.name, status_words(each.status, each.bands), each.pk in present)
        for each in found[:LISTED_MEASURES]
    ]
    return listed, len(found)


def _found(words: str) -> QuerySet[Indicator]:
    named = Q(name__icontains=words) | Q(ref__icontains=words)
    return Indicator.objects.filter(named, ends_on=None).order_by("ref")


def _gravity(status: Status) -> int:
    return _GRAVEST.index(status) if status in _GRAVEST else len(_GRAVEST)


def owners_of(indicators: Iterable[int]) -> dict[int, int]:
    """The post that answers for each measure, by the measure's id."""
    return dict(Indicator.objects.filter(pk__in=list(indicators)).values_list("pk", "owner"))


def default_title(period: Period) -> str:
    """What a new pack is called until somebody gives it a name."""
    return f"Performance, {period.long_label}"
