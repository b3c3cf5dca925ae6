"""One measure among councils: the ranked table, the strip, and our line beside the median."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from benchmarks.models import ComparedMeasure, Council, CouncilFigure, KeptSummary, Membership, Round
from benchmarks.queries.groups import Lens, lens_of, lenses, own_council
from benchmarks.queries.shown import Unit
from benchmarks.queries.standing import Stood, compared_measures, stood
from benchmarks.queries.strip import Lines, Strip, Told, band_of, lines_of, places_along, strokes
from benchmarks.rules.ranking import Place, Summary, gap, places, summary_of
from benchmarks.rules.verdicts import QUARTILE_MARKS, QUARTILE_WORDS
from foundation.downloads.cells import Cell
from foundation.marks import Mark
from indicators.rules.vocabulary import Polarity, Standing

RANKED_COLUMNS = ("Rank", "Council", "Figure", "Standing", "Quartile", "Gap to the median")
BETTER = {Polarity.HIGH: "Higher is better.", Polarity.LOW: "Lower is better.", Polarity.NONE: "Neither way is better."}


class Ranked(NamedTuple):
    """A council in the table. ``rank`` is "" for one without a figure."""

    name: str
    rank: str
    figure: str
    standing: str
    mark: Mark | None
    gap: str
    is_own: bool


class Year(NamedTuple):
    """A period in the table beside the lines."""

    period: str
    own: str
    median: str
    best: str
    reporting: str


@dataclass(frozen=True, slots=True)
class Table:
    """A round as one group has it. ``figures`` are by council, None for one that does not report."""

    measure: ComparedMeasure
    told: Round
    councils: Mapping[int, str]
    figures: Mapping[int, Decimal | None]
    standings: Mapping[int, str]
    places: Mapping[int, Place]
    summary: Summary
    own: Council | None

    @property
    def unit(self) -> Unit:
        return unit_of(self.measure)

    @property
    def own_figure(self) -> Decimal | None:
        return self.figures.get(self.own.pk) if self.own else None

    @property
    def better(self) -> str:
        """Which way is good, in a sentence."""
        polarity, unit = self.measure.aim.polarity, self.unit
        if polarity is not Polarity.RANGE:
            return BETTER[polarity]
        low, high = unit.words(self.measure.low), unit.words(self.measure.high)
        return f"Nearest to {low} is best." if low == high else f"Between {low} and {high} is best."


@dataclass(frozen=True, slots=True)
class Page:
    """All that stands on the page of a measure, but for what it led to. ``table``: None where nothing was published."""

    own: Council | None
    lenses: Sequence[Lens]
    lens: Lens
    rounds: Sequence[Round]
    table: Table | None = None
    rows: Sequence[Ranked] = ()
    strip: Strip | None = None
    lines: Lines | None = None
    years: Sequence[Year] = ()


def read_page(measure: ComparedMeasure, group: str, period: str) -> Page:
    """The page as the group and the period of its address have it; what cannot be read is every council, the latest."""
    own, rounds = own_council(), rounds_of(measure)
    found = lenses(own)
    lens = lens_of(found, group)
    held = lens.group_for(measure.grouping)
    asked = [each for each in rounds if each.period.key == period] or rounds
    if not asked:
        return Page(own, found, lens, rounds)
    table = table_of(asked[0], measure, held, own)
    ours = outturn_of_table(table, lens) if asked[0] is rounds[0] else None
    lines, years = over_time(measure, rounds, held, own)
    return Page(own, found, lens, rounds, table, ranked_rows(table), strip_of(table, ours), lines, years)


def outturn_of_table(table: Table, lens: Lens) -> Stood | None:
    """Ours as the list has it, where nobody published a figure of ours and our own outturn stands for it."""
    if table.own is None or table.own_figure is not None or table.measure.indicator_id is None:
        return None
    keys = [table.measure.indicator_id]
    found = stood(compared_measures(reach=None, keys=keys), own=table.own, lens=lens, reach=None, keys=keys)
    return next((each for each in found if each.measure.pk == table.measure.pk and each.basis), None)


def unit_of(measure: ComparedMeasure) -> Unit:
    return Unit(measure.unit, measure.scale, measure.decimals)


def rounds_of(measure: ComparedMeasure) -> list[Round]:
    """What was published of it, the newest first. One statement."""
    return list(measure.rounds.order_by("-period"))


def table_of(told: Round, measure: ComparedMeasure, group: int | None, own: Council | None) -> Table:
    """The councils of a group with their figures and places. Two statements."""
    members = Membership.objects.filter(group=group).order_by("council__name")
    councils = dict(members.values_list("council", "council__name"))
    rows = CouncilFigure.objects.filter(round=told).values_list("council", "value", "standing")
    found = {council: (value, standing) for council, value, standing in rows if council in councils}
    figures = {pk: found[pk][0] if pk in found else None for pk in councils}
    aim = measure.aim
    return Table(
        measure, told, councils, figures, {pk: standing for pk, (_, standing) in found.items()}, places(figures, aim),
        summary_of(figures.values(), aim), own,
    )  # fmt: skip


def ranked_rows(table: Table) -> list[Ranked]:
    """The best first; where nobody is ranked the highest; those without a figure last, all by name beside."""

    def order(pk: int) -> tuple[object, ...]:
        value, place = table.figures[pk], table.places.get(pk)
        return (value is None, place.rank if place else 0, -(value or 0), table.councils[pk])

    return [_ranked(table, pk) for pk in sorted(table.councils, key=order)]


def _ranked(table: Table, pk: int) -> Ranked:
    value, place = table.figures[pk], table.places.get(pk)
    is_own = table.own is not None and pk == table.own.pk
    if value is None:
        return Ranked(table.councils[pk], "", "Not reporting", "", None, "", is_own)
    aim, median = table.measure.aim, table.summary.median
    off = gap(value, median, aim) if median is not None else None
    return Ranked(
        table.councils[pk],
        str(place.rank) if place else "",
        table.unit.words(value),
        Standing(table.standings[pk]).mark,
        QUARTILE_MARKS[place.quartile] if place and place.quartile else None,
        "" if off is None else table.unit.gap_words(off, aim.polarity),
        is_own,
    )


def ranked_cells(table: Table) -> list[Sequence[Cell]]:
    """The table under ``RANKED_COLUMNS``."""
    names = {name: pk for pk, name in table.councils.items()}
    return [_cells(table, names[row.name], row) for row in ranked_rows(table)]


def _cells(table: Table, pk: int, row: Ranked) -> Sequence[Cell]:
    value, place, unit = table.figures[pk], table.places.get(pk), table.unit
    median = table.summary.median
    off = None if value is None or median is None else gap(value, median, table.measure.aim)
    return [
        place.rank if place else None, row.name, unit.number(value),
        table.standings.get(pk, "Not reporting").capitalize(), place.quartile if place else None,
        unit.number(off),
    ]  # fmt: skip


def strip_of(table: Table, stood: Stood | None = None) -> Strip | None:
    """The figures of a table on one line; None where nobody reports. ``stood``: ours is an outturn where it says so."""
    summary, unit = table.summary, table.unit
    if summary.median is None or summary.lowest is None or summary.highest is None:
        return None
    own = table.own_figure if stood is None else stood.own
    known = [each for each in table.figures.values() if each is not None]
    low, high = (
        min([summary.lowest, *([own] if own is not None else [])]),
        max([summary.highest, *([own] if own is not None else [])]),
    )
    polarity = table.measure.polarity
    return Strip(
        ticks=strokes(places_along(known, low, high)),
        own=None if own is None else places_along([own], low, high)[0],
        median=places_along([summary.median], low, high)[0],
        band=band_of(summary.best_quartile, polarity, low, high),
        lowest=unit.words(low),
        highest=unit.words(high),
        words=strip_words(table, stood),
        own_words=unit.words(own) if own is not None else "",
        median_words=unit.words(summary.median),
        note=table.better,
    )


def strip_words(table: Table, stood: Stood | None = None) -> str:
    """The strip in a sentence: "44.7% in 2024/25: 7th of 28 …"."""
    own = table.own_figure if stood is None else stood.own
    period, told = table.told.span.label, f"{table.summary.words}."
    median = table.unit.words(table.summary.median)
    if own is None:
        return f"No figure of ours in {period}; the median is {median}. {told}"
    place = (table.places.get(table.own.pk) if table.own else None) if stood is None else stood.place
    off = table.unit.gap_words(gap(own, table.summary.median or own, table.measure.aim), table.measure.aim.polarity)
    where = f": {place_words(place)}, {off}" if place else f", {off}"
    basis = f" ({stood.basis})" if stood and stood.basis else ""
    return f"{table.unit.words(own)}{basis} in {period}{where} ({median}). {told}"


def place_words(place: Place) -> str:
    """ "rank 7 of 28, top quartile"."""
    quartile = f", {QUARTILE_WORDS[place.quartile].lower()}" if place.quartile else ""
    return f"rank {place.rank} of {place.reporting}{quartile}"


def over_time(
    measure: ComparedMeasure, rounds: Sequence[Round], group: int | None, own: Council | None
) -> tuple[Lines | None, list[Year]]:
    """Our figures beside the median and the quartiles of a group: the picture, and the table, the newest first. Two
    statements.
    """
    kept = {each.round_id: each for each in KeptSummary.objects.filter(round__measure=measure, group=group)}
    ours = dict(CouncilFigure.objects.filter(round__measure=measure, council=own).values_list("round", "value"))
    told: list[Told] = []
    unit = unit_of(measure)
    years = []
    for each in rounds:
        summary, value = kept.get(each.pk), ours.get(each.pk)
        told.append((value, summary.median, summary.first, summary.third) if summary else (value, None, None, None))
        years.append(
            Year(
                each.span.label,
                unit.words(value) if value is not None else "–",
                unit.words(summary.median) if summary else "–",
                unit.words(summary.first) if summary and summary.first is not None else "–",
                str(summary.reporting) if summary else "0",
            )
        )
    return lines_of(told[::-1]), years
