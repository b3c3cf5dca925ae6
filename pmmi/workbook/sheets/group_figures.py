"""The figures of groups that stand, small numbers too: who has the sheet may read the grid in which they are entered,
of every service. The trail of an import says whose figures came in, and not to what.

They come in as figures do (``figures``): beside those for which nobody here was asked. The others are entered in their
grid, beside the figure of their measure, where somebody else approves them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from accounts.roles import Permission
from breakdowns.models import Breakdown, GroupFigure
from breakdowns.models import Sheet as GroupSheet
from breakdowns.queries.standing import sums_beside
from breakdowns.queries.taken_out import taken_out
from breakdowns.rules.entry import GroupEntry, completed
from breakdowns.rules.sums_words import wrong_words
from foundation.bulk import reserve_keys
from indicators.imports.figures.four_eyes import Opened
from indicators.models import Observation
from indicators.rules.vocabulary import ValueKind
from plans.periods import Period
from pmmi.workbook.cells import InPeriod, To, choices_of
from pmmi.workbook.checks import not_kept
from pmmi.workbook.names import Named
from pmmi.workbook.of_measure import NUMBER, Figure, entered_periods_of
from pmmi.workbook.sheet import Column, Row, Sheet, apart
from pmmi.workbook.sheets.breakdowns import BROKEN_DOWN, is_of_the_breakdown

_STANDS = "figures of groups that stand are corrected in their own grid, and somebody else approves that"
_ENTERED = "was approved here, so its groups are entered in the grid beside it, and somebody else approves them."
_BEGUN = "sheets of groups that are new"
_HEADINGS = {"value": "Figure", "numerator": "Numerator", "denominator": "Denominator"}


def _group_figures() -> Iterable[GroupFigure]:
    """Each with its breakdown and period, in their order and that of the groups."""
    for breakdown, sheet in taken_out():
        places = {group.pk: place for place, group in enumerate(breakdown.dimension.groups.all())}
        for figure in sorted(sheet.read, key=lambda each: places[each.group_id]):
            _place(figure, breakdown, sheet.observation)
            yield figure


def _place(figure: Any, breakdown: Breakdown, observation: Observation) -> None:
    """Have the figure of a group know what its sheet says."""
    figure.breakdown, figure.breakdown_id, figure.period = breakdown, breakdown.pk, observation.period


def _settle(row: Row) -> None:
    """As the grid stores it: worked out from its parts."""
    values, breakdown = row.values, row.values.get("breakdown")
    if not isinstance(breakdown, Breakdown):
        return
    measure = breakdown.indicator
    if values.get("numerator") is not None and not measure.has_parts:
        row.refuse("Numerator", "is filled in, and the measure is not entered in parts. Clear it.")
        return
    typed = GroupEntry(
        None if measure.has_parts else values.get("value"), values.get("numerator"), values.get("denominator"),
        values.get("absence") or "",
    )  # fmt: skip
    try:
        found = completed(typed, has_parts=measure.has_parts, kind=ValueKind(measure.kind))
    except ValueError as problem:
        not_kept(row, "Numerator" if measure.has_parts else "Figure", str(problem))
        return
    if measure.has_parts and values.get("value") is not None and values["value"] != found.value:
        row.refuse("Figure", "is not what its parts come to. Leave it blank, or correct the numerator or denominator.")
    values |= {
        "value": found.value, "numerator": found.numerator, "denominator": found.denominator, "absence": found.absence
    }  # fmt: skip


def _says_something(row: Row) -> None:
    if row.is_new and row.values["value"] is None and not row.values["absence"]:
        row.refuse("Figure", "is blank. Fill it in, or say in the last column why there is none.")


def _stand_as_imported(rows: Sequence[Row], named: Named) -> None:
    """Refuses new figures without the measure's own, and beside one for which somebody here was asked."""
    new = [row for row in rows if row.is_new]
    if not new:
        return
    own = {(apart(each.indicator), each.period): each for each in named.known("figures")}
    filled = set(GroupSheet.objects.values_list("observation", "breakdown"))
    opened = named.once(Opened, Opened.load)
    for row in new:
        breakdown, period = row.values["breakdown"], row.values["period"]
        figure = own.get((apart(breakdown.indicator), period))
        if figure is None:
            row.refuse("Period", f"has no approved figure of {breakdown.indicator.ref}. Add it to sheet Figures first.")
        elif (figure.pk, breakdown.pk) in filled:
            row.refuse("Period", f"has its groups here already: {_STANDS}.")
        elif not figure._state.adding and not opened.may_stand(figure.indicator, period):
            row.refuse("Period", _ENTERED)
        row.thing.observation = figure


def _add_up(rows: Sequence[Row], named: Named) -> None:
    """Refuses new figures that do not come to the measure's own, as the grid does."""
    tables: dict[tuple[Any, Any], list[Row]] = {}
    for row in rows:
        if row.is_new and not row.problems and row.values["breakdown"].adds_up:
            tables.setdefault((apart(row.values["breakdown"]), row.values["period"]), []).append(row)
    groups = named.known("groups") if tables else ()
    for (_, period), table in tables.items():
        breakdown, figure = table[0].values["breakdown"], table[0].thing.observation
        measure, dimension = breakdown.indicator, breakdown.dimension
        said = {apart(row.values["group"]) for row in table}
        blank = [
            each for each in groups
            if apart(each.dimension) == apart(dimension) and apart(each) not in said
            and each.was_there(period.start, period.end)
        ]  # fmt: skip
        for found in sums_beside(figure, measure, [*(row.thing for row in table), *(None for _ in blank)]):
            if found.is_wrong:
                words = wrong_words(found, measure, dimension, then="upload it again")
                table[0].refuse(_HEADINGS[found.name], f"does not add up with the others. {words}")


def _sheet_of(row: Row, at: datetime, named: Named) -> Sequence[GroupSheet]:
    """The sheet that the figure of a group is part of, with the first of its figures."""
    begun = named.once(_BEGUN, partial(_begun, named, at))
    return [begun[id(row.thing)]] if id(row.thing) in begun else []


def _begun(named: Named, at: datetime) -> Mapping[int, GroupSheet]:
    """The new sheets by the first of their figures (its id), and each figure put into its own. They stand as imported,
    and are numbered by their periods, wherever their rows stand: what is hidden hangs on which came first.
    """
    tables: dict[tuple[Period, int], list[Any]] = {}
    for each in named.new("group-figures"):
        tables.setdefault((each.period, each.breakdown.pk), []).append(each)
    begun = {}
    for key, (_, figures) in zip(reserve_keys(GroupSheet, len(tables)), sorted(tables.items()), strict=True):
        first = figures[0]
        sheet = GroupSheet(
            pk=key, observation=first.observation, breakdown=first.breakdown, entered_at=at, approved_at=at
        )
        begun[id(first)] = sheet
        for each in figures:
            each.sheet = sheet
    return begun


def _called(figure: Any) -> str:
    """ "HS07 by Ward, 2025/26 Q4: Abbey"."""
    measured = BROKEN_DOWN.name(figure.breakdown)
    return f"{measured}, {figure.period.label}: {figure.group.name}"


def _figure_of(breakdown: Breakdown) -> Figure:
    return Figure(breakdown.indicator)


GROUP_FIGURES = Sheet(
    key="group-figures",
    title="Group figures",
    thing="figure of a group",
    purpose="Figures of groups that stand, hidden ones too: keep the file from who may not read them. New ones stand "
    "at once, beside figures of periods that nobody here was asked for; the others are entered in their grid.",
    model=GroupFigure,
    needs=Permission.DRAFT_READ,  # by which the grid is read, where all numbers of all groups stand
    by=("breakdown", "period", "group"),
    stored=_group_figures,
    name=_called,
    page=lambda each: each.breakdown.indicator,
    trail_tells=False,
    columns=(
        Column("Measure by", "breakdown", To("broken-down"), "The measure, and what it is broken down by", needed=True,
               example="HS07 by Ward"),
        Column("Period", "period", InPeriod(), "Of a figure on sheet Figures", needed=True, example="2025/26 Q4",
               of=("breakdown", lambda each: entered_periods_of(each.indicator))),
        Column("Group", "group", To("groups"), "Its name", needed=True, example="Abbey"),
        Column("Figure", "value", NUMBER, "Blank where its parts say it, or there is none", example="91.5",
               of=("breakdown", _figure_of), only_new=_STANDS),
        Column("Numerator", "numerator", NUMBER, "Of a measure entered in parts", only_new=_STANDS),
        Column("Denominator", "denominator", NUMBER, "The same; else how many people or cases stand behind the figure",
               example="212", only_new=_STANDS),
        Column("No figure because it is", "absence", choices_of(GroupFigure, "absence"), "Blank beside a figure",
               blank="", only_new=_STANDS),
    ),
    settle=_settle,
    under=_sheet_of,
    checks=(is_of_the_breakdown, _says_something),
    checks_all=(_stand_as_imported, _add_up),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (GROUP_FIGURES,)
