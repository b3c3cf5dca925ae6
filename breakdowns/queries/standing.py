"""Which groups' figures stand, and from when: in step with the figure of their measure. Said here alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from breakdowns.models import Breakdown, Group, GroupFigure, Sheet
from breakdowns.rules.adding_up import Numbers, Sum, sums_of
from indicators.models import Indicator, Observation
from indicators.queries.deadlines import closed_to
from indicators.rules.vocabulary import AMOUNTS, Counting, ValueKind
from indicators.workflow import EDITABLE, FigureState
from plans.periods import Period

_ONCE_APPROVED = (FigureState.APPROVED.value, FigureState.SUPERSEDED.value)


def stood_from(sheet: Sheet) -> datetime | None:
    """From when everybody could read it: approved by itself, or entered before the measure's figure was approved. None
    while nobody outside the service may.
    """
    approved = sheet.observation.approved_at
    if sheet.observation.state not in _ONCE_APPROVED or approved is None:
        return None
    if sheet.approved_at:
        return max(sheet.approved_at, approved)
    return approved if sheet.entered_at <= approved else None


def stood(breakdowns: Iterable[Breakdown], since: date) -> dict[int, list[Sheet]]:
    """By breakdown (id) every sheet that stands or ever stood, of years that began on that day or later, with its
    figures, in the order in which they came to: a corrected one is not forgotten by who saw it. Two statements.

    Years come whole, as what is hidden in a year hangs on all of it.
    """
    found = sheets_read().filter(
        breakdown__in=[each.pk for each in breakdowns],
        observation__state__in=_ONCE_APPROVED,
        observation__period__gte=since.isoformat(),
    )
    dated = [(from_when, sheet.pk, sheet) for sheet in found if (from_when := stood_from(sheet))]
    by_breakdown: dict[int, list[Sheet]] = defaultdict(list)
    for *_, sheet in sorted(dated, key=lambda each: each[:2]):
        if sheet.observation.period.year.start >= since:
            by_breakdown[sheet.breakdown_id].append(sheet)
    return by_breakdown


def sheets_read() -> QuerySet[Sheet]:
    """Sheets with what they hold and what they belong to."""
    figures = Prefetch("figures", queryset=GroupFigure.objects.order_by("pk"), to_attr="read")
    return Sheet.objects.select_related("observation", "entered_by", "approved_by").prefetch_related(figures)


def breakdowns_read() -> QuerySet[Breakdown]:
    """Breakdowns with their measure, dimension and groups: two statements."""
    found = Breakdown.objects.select_related("indicator__service", "dimension__within")
    return found.prefetch_related("dimension__groups").order_by("indicator__ref", "dimension__name")


def groups_of(breakdown: Breakdown) -> list[Group]:
    """All groups of the dimension, in order."""
    return list(breakdown.dimension.groups.all())


def latest_of(figure: Observation, breakdown: Breakdown) -> Sheet | None:
    """The last sheet of a figure, whether it stands or not."""
    return sheets_read().filter(observation=figure, breakdown=breakdown).order_by("-revision").first()


def groups_in(groups: Iterable[Group], period: Period) -> list[Group]:
    """Those that were there in the period, in order."""
    return [group for group in groups if group.was_there(period.start, period.end)]


def closed_sheet(figure: Observation, *, at: datetime) -> str:
    """Why nobody may enter the groups of a figure now, in a sentence that says what to do; "" while it is open. What is
    entered for an approved figure stands once it is approved too.
    """
    if figure.state == FigureState.SUPERSEDED:
        return "A later revision took this figure’s place. Enter the groups of that one."
    if figure.state == FigureState.SUBMITTED and figure.revision == 1:
        return "The figure waits for approval, and its groups with it. Withdraw the figure to change them."
    if figure.state in EDITABLE and (closed := closed_to(figure, at=at)):
        return f"Nothing can be entered: {closed}"
    if figure.state == FigureState.MISSING:
        return "The return was locked without this figure. Ask the performance team to reopen it."
    return ""


def numbers_of(figure: GroupFigure | Observation) -> Numbers:
    """A figure for the rules of adding up."""
    return Numbers(figure.value, figure.numerator, figure.denominator, is_absent=bool(figure.absence))


def sums_in(
    breakdown: Breakdown, figure: Observation, groups: Sequence[Group], filled: Mapping[int, GroupFigure]
) -> list[Sum]:
    """What the groups come to beside the measure's own figure; empty where a rate has no parts to add."""
    keys = {group.pk for group in groups} | set(filled)
    return sums_beside(figure, breakdown.indicator, [filled.get(key) for key in keys])


def sums_beside(figure: Observation, indicator: Indicator, filled: Iterable[GroupFigure | None]) -> list[Sum]:
    """The same of figures that may not be stored yet, None for a group without one."""
    if not can_add_up(indicator):
        return []
    numbers = [numbers_of(each) if each is not None else Numbers() for each in filled]
    return sums_of(numbers_of(figure), numbers, has_parts=indicator.has_parts, decimals=indicator.decimals)


def can_add_up(indicator: Indicator) -> bool:
    """Whether the groups of a measure can be added: what is counted, or what has a numerator and a denominator."""
    return indicator.has_parts or indicator.counting != Counting.RATE


def is_counted(indicator: Indicator) -> bool:
    """Whether a figure is itself the number of people or cases that it is about."""
    return indicator.kind == ValueKind.NUMBER and not indicator.has_parts and indicator.counting != Counting.RATE


def can_break_down(indicator: Indicator) -> bool:
    """Whether groups can be told of a measure: an amount, where more and less can be held against each other."""
    return ValueKind(indicator.kind) in AMOUNTS


def why_not_told(sheet: Sheet, breakdown: Breakdown, groups: Sequence[Group]) -> str:
    """Why the groups are not told although they are approved; "" where they are. Names no number: what is missing to
    the whole is the number of somebody.
    """
    if not breakdown.adds_up:
        return ""
    filled = {figure.group_id: figure for figure in sheet.read}
    nouns, there = breakdown.dimension.nouns, groups_in(groups, sheet.observation.period)
    if any(group.pk not in filled for group in there):
        return f"Not all {nouns} are entered, so none is shown: what is missing could be worked out."
    if any(each.is_wrong for each in sums_in(breakdown, sheet.observation, there, filled)):
        return f"The {nouns} do not add up to the measure’s own figure, so none is shown until they do."
    return ""
