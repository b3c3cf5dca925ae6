"""Counts of reviews by service, as they may be shown: who has one, how far it is, and how well objectives are set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edr.rules.suppression import THRESHOLD, Hidden, Shown, shown, totals


@dataclass(slots=True)
class Counts:
    """One service. ``people`` are its employees; each of the next four lies within the one before it. ``setting``
    counts those who have set an objective; of ``objectives`` so many are ``linked``, and of those so many ``well_set``.
    """

    people: int = 0
    begun: int = 0
    agreed: int = 0
    mid_year: int = 0
    end_year: int = 0
    setting: int = 0
    objectives: int = 0
    linked: int = 0
    well_set: int = 0

    def add(self, people: int, *, stages: int | None, objectives: int, linked: int, well_set: int) -> None:
        """So many more employees who are equally far: with so many stages signed by both (None without a review), and
        what they set out together: all of them something, or none of them anything.
        """
        self.people += people
        if stages is None:
            return
        self.begun += people
        self.agreed += people * (stages >= 1)
        self.mid_year += people * (stages >= 2)
        self.end_year += people * (stages >= 3)
        self.setting += people * (objectives > 0)
        self.objectives += objectives
        self.linked += linked
        self.well_set += well_set


@dataclass(frozen=True, slots=True)
class Row:
    """What may be shown of a service."""

    people: Shown
    begun: Shown
    agreed: Shown
    mid_year: Shown
    end_year: Shown
    objectives: Shown
    linked: Shown
    well_set: Shown

    @property
    def parts(self) -> tuple[tuple[Shown, Shown], ...]:
        """Each count that is a part of something, with what it is a part of."""
        of_people = ((self.people, each) for each in (self.begun, self.agreed, self.mid_year, self.end_year))
        return (*of_people, (self.objectives, self.linked), (self.objectives, self.well_set))


def row_of(counts: Counts) -> Row:
    """The counts with small ones hidden.

    Objectives are counted where as many people as the threshold have set one, of twice as many: of fewer, that they are
    counted would tell how many have a review.
    """
    people, *rest = shown(counts.people, [counts.begun, counts.agreed, counts.mid_year, counts.end_year])
    begun, agreed, mid_year, end_year = rest
    objectives = linked = well_set = Shown(None, Hidden.TOO_FEW_PEOPLE)
    if counts.setting >= THRESHOLD and counts.people >= 2 * THRESHOLD:
        objectives, linked, well_set = shown(counts.objectives, [counts.linked, counts.well_set])
    return Row(people, begun, agreed, mid_year, end_year, objectives, linked, well_set)


def cell_words(whole: Shown, part: Shown) -> str:
    """ "12 (60%)"; why it is hidden where it is."""
    if whole.number and part.number is not None:
        return f"{part.words} ({round(100 * part.number / whole.number)}%)"
    return part.words


def total_words(rows: Sequence[Row]) -> tuple[str, ...]:
    """For each of ``Row.parts`` its sum over the rows that show it: "62 of 80 (78%)"; "Not shown" where none does."""
    return tuple(_total(column) for column in zip(*(row.parts for row in rows), strict=True)) if rows else ()


def _total(column: Iterable[tuple[Shown, Shown]]) -> str:
    whole, part = totals(column)
    return f"{part:,} of {whole:,} ({round(100 * part / whole)}%)" if whole else "Not shown"
