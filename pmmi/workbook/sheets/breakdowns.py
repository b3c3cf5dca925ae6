"""By what measures are broken down, and what their groups are to reach; what they came to is in ``group_figures``."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from accounts.roles import Permission
from breakdowns.changes.breakdowns import BreakdownDetails, check_amount, check_details
from breakdowns.changes.dimensions import FIXED, MOST_GROUPS, check_threshold
from breakdowns.models import Breakdown, Dimension, Group, GroupFigure, GroupTarget
from breakdowns.rules.suppression import THRESHOLD
from foundation.refusals import ChangeRefused
from indicators.changes.targets import ends_problem
from pmmi.workbook.cells import WHOLE, YES_NO, Day, InPeriod, To, Words
from pmmi.workbook.checks import in_order, no_loops, not_kept
from pmmi.workbook.names import Named
from pmmi.workbook.of_measure import NUMBER, Figure, periods_of
from pmmi.workbook.sheet import Column, Row, Sheet, apart

_DEFINES = Permission.INDICATOR_EDIT


def _hides_enough(row: Row) -> None:
    try:
        check_threshold(row.get("threshold"))
    except ChangeRefused as refusal:
        not_kept(row, "Hidden below", str(refusal))


def _lies_where_it_says(row: Row) -> None:
    """Has a new dimension know what it lies within, which its groups are asked by."""
    if row.is_new:
        row.thing.within = row.values.get("within")


DIMENSIONS = Sheet(
    key="dimensions",
    title="Breakdowns",
    thing="breakdown",
    purpose="What measures are broken down by: wards, areas, tenures, groups of residents.",
    model=Dimension,
    needs=_DEFINES,
    by=("name",),
    stored=lambda: Dimension.objects.order_by("name"),
    name=lambda dimension: dimension.name,
    columns=(
        Column("Name", "name", Words(), "Its name", needed=True, example="Ward"),
        Column("One is called", "noun", Words(), "In a sentence", needed=True, example="ward"),
        Column("Several are called", "nouns", Words(), "In a sentence", needed=True, example="wards"),
        Column("What it is for", "description", Words(), "In a sentence or two"),
        Column(
            "Hidden below", "threshold", WHOLE,
            f"Figures of fewer people or cases are told to nobody; {THRESHOLD} where blank, 0 hides nothing",
            blank=THRESHOLD, example="5",
        ),
        Column(
            "Lies within", "within", To("dimensions"), "The larger one of which each of its groups lies in one",
            only_new="what lies within what is changed on its own page",
        ),
    ),
    checks=(_hides_enough, _lies_where_it_says),
    checks_all=(no_loops("within", "Lies within", says="would put it within itself."),),
)  # fmt: skip


def _groups() -> Iterable[Group]:
    """In the order in which they were made: along with a small one the last is hidden, in another installation too."""
    return Group.objects.select_related("dimension", "part_of").order_by("dimension__name", "pk")


def _lies_in_larger(row: Row) -> None:
    larger = row.get("part_of")
    if larger is not None and apart(larger.dimension) != apart(row.values["dimension"].within):
        row.refuse("Lies in", "is no group of the breakdown that this one lies within. Choose one of those, or none.")


def _stays_where_it_lay(rows: Sequence[Row], named: Named) -> None:  # noqa: ARG001
    """Refuses to put what figures were entered for into another larger group."""
    moved = {row.thing.pk: row for row in rows if not row.is_new and "part_of" in row.changed}
    entered = GroupFigure.objects.filter(group__in=moved).values_list("group", flat=True).distinct() if moved else ()
    for pk in entered:
        not_kept(moved[pk], "Lies in", FIXED)


def _one_in_each_place(rows: Sequence[Row], named: Named) -> None:
    """Refuses two groups of a breakdown in one place or with one code, and more groups than can be told."""
    if not any(row.is_new or row.changed for row in rows):
        return
    said = {apart(row.thing): row for row in rows}
    held = [_held(each, said.get(apart(each))) for each in named.known("groups")]
    places = Counter((dimension, place) for dimension, place, _ in held)
    codes = Counter((dimension, code) for dimension, _, code in held if code)
    sizes = Counter(dimension for dimension, *_ in held)
    for row in rows:
        dimension, place, code = _held(row.thing, row)
        if places[dimension, place] > 1 and (row.is_new or "position" in row.changed):
            row.refuse("Position", "is the place of another group too. Give each a place of its own.")
        if codes[dimension, code] > 1 and (row.is_new or "code" in row.changed):
            row.refuse("Code", "is the code of another group too. Give each a code of its own.")
        if row.is_new and sizes[dimension] > MOST_GROUPS:
            row.refuse("Name", f"is one of {sizes[dimension]} groups. At most {MOST_GROUPS} can be told.")


def _held(group: Group, row: Row | None) -> tuple[Any, int, str]:
    """What breakdown a group is of, its place there, and its code, as a row has it or as it is stored."""
    get = row.get if row else lambda name: getattr(group, name)
    return apart(group.dimension), get("position"), get("code").casefold()


GROUPS = Sheet(
    key="groups",
    title="Groups",
    thing="group",
    purpose="The wards, areas or groups of residents of each breakdown, as they were made: along with a small one the "
    "last is hidden. One that is no more is ended.",
    model=Group,
    needs=_DEFINES,
    by=("dimension", "name"),
    stored=_groups,
    name=lambda group: f"{group.dimension.name}: {group.name}",
    short=lambda group: group.name,
    page=lambda group: group.dimension,
    columns=(
        Column("Breakdown", "dimension", To("dimensions"), "What it is one of", needed=True, example="Ward"),
        Column("Name", "name", Words(), "Its name", needed=True, example="Abbey"),
        Column("Code", "code", Words(), "Such as E05000001: a file of borders is matched by it"),
        Column("Position", "position", WHOLE, "Its place in the order, from 1", needed=True, example="1"),
        Column("Lies in", "part_of", To("groups"), "Which larger group it lies in, where there are such"),
        Column("From", "starts_on", Day(), "Its first day; blank where it was there all along"),
        Column("Until", "ends_on", Day(), "Its last day. What was told of it until then stays"),
    ),
    checks=(in_order("starts_on", "ends_on", "Until"), _lies_in_larger),
    checks_all=(_stays_where_it_lay, _one_in_each_place),
)


def _can_be_told(row: Row) -> None:
    """As on screen: of an amount, with a threshold that can be kept, and added up only where that can be."""
    measure = row.values["indicator"]
    try:
        check_amount(measure)
    except ChangeRefused as refusal:
        not_kept(row, "Measure", str(refusal))
    _hides_enough(row)
    if not row.problems:
        try:
            check_details(measure, BreakdownDetails(adds_up=row.get("adds_up")))
        except ChangeRefused as refusal:
            not_kept(row, "Adds up", str(refusal))


def _breakdowns() -> Iterable[Breakdown]:
    found = Breakdown.objects.select_related("indicator", "dimension")
    return found.order_by("indicator__ref", "dimension__name")


BROKEN_DOWN = Sheet(
    key="broken-down",
    title="Measures’ breakdowns",
    thing="breakdown of a measure",
    purpose="Which measures are entered and read by which groups too.",
    model=Breakdown,
    needs=_DEFINES,
    by=("indicator", "dimension"),
    stored=_breakdowns,
    name=lambda each: f"{each.indicator.ref} by {each.dimension.name}",
    page=lambda each: each.indicator,
    columns=(
        Column("Measure", "indicator", To("measures"), "Its reference", needed=True, example="HS07"),
        Column("Breakdown", "dimension", To("dimensions"), "What it is broken down by", needed=True, example="Ward"),
        Column("Hidden below", "threshold", WHOLE, "As the breakdown says where blank; 0 hides nothing"),
        Column("Adds up", "adds_up", YES_NO, "Yes where its groups together are the whole, and where blank",
               blank=True, example="Yes"),
        Column("Ended", "is_ended", YES_NO, "Yes where it is no longer entered: what was is still read", blank=False),
    ),
    checks=(_can_be_told,),
)  # fmt: skip


def _targets() -> Iterable[GroupTarget]:
    found = GroupTarget.objects.select_related("breakdown__indicator", "breakdown__dimension", "group__dimension")
    return found.order_by(
        "breakdown__indicator__ref", "breakdown__dimension__name", "period", "group__position", "group__name"
    )


def _aims_at_something(row: Row) -> None:
    value, low, high = (row.get(name) for name in ("value", "low", "high"))
    if problem := ends_problem(low, high):
        not_kept(row, "Highest good value", problem)
    if value is None and low is None and high is None:
        row.refuse("Target", "is blank. Fill it in; a target is taken away again on the measure’s page of groups.")


def is_of_the_breakdown(row: Row) -> None:
    """Refuses a group of another breakdown, and one that was not there in the period."""
    group, breakdown, period = (row.values[name] for name in ("group", "breakdown", "period"))
    if apart(group.dimension) != apart(breakdown.dimension):
        row.refuse("Group", f"is no {breakdown.dimension.noun}. Choose one that the measure is broken down by.")
    elif not group.was_there(period.start, period.end):
        row.refuse("Period", "lies outside the time in which that group was there. Choose another.")


_FIGURE: dict[str, Any] = {"kind": NUMBER, "of": ("breakdown", lambda each: Figure(each.indicator))}

GROUP_TARGETS = Sheet(
    key="group-targets",
    title="Group targets",
    thing="group target",
    purpose="Where a group should be by the end of a period, where that is not where the whole measure should be.",
    model=GroupTarget,
    needs=Permission.TARGET_EDIT,
    by=("breakdown", "group", "period"),
    stored=_targets,
    page=lambda target: target.breakdown.indicator,
    columns=(
        Column("Measure by", "breakdown", To("broken-down"), "The measure, and what it is broken down by", needed=True,
               example="HS07 by Ward"),
        Column("Group", "group", To("groups"), "Its name", needed=True, example="Abbey"),
        Column("Period", "period", InPeriod(), "One of the measure’s periods", needed=True, example="2026/27 Q1",
               of=("breakdown", lambda each: periods_of(each.indicator))),
        Column("Target", "value", **_FIGURE, meaning="What it is to reach by then", example="75"),
        Column("Lowest good value", "low", **_FIGURE, meaning="Of a measure that is good within a range"),
        Column("Highest good value", "high", **_FIGURE, meaning="Of a measure that is good within a range"),
    ),
    checks=(_aims_at_something, is_of_the_breakdown),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (DIMENSIONS, GROUPS, BROKEN_DOWN, GROUP_TARGETS)
