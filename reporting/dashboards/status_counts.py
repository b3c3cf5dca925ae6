"""Measures counted: how many are on target now, and how many of them were a quarter before (rules.md 9.1)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from django.urls import reverse

from foundation.measure_words import Bands
from indicators.judging.council_statuses import Glance
from indicators.judging.measure_row import status_words
from indicators.judging.rules_in_force import DEFAULT_BANDS
from indicators.rules.coverage import Coverage, RollUp
from indicators.rules.moves import has_recovered, has_turned
from indicators.rules.vocabulary import RATED, Status
from plans.periods import Period
from reporting import document
from reporting.document import Count, Mark
from reporting.queries.coverage import coverage_words
from reporting.queries.filter_choices import Narrowing

_ORDER = {status: place for place, status in enumerate(Status)}
MET_STATUSES = frozenset(status for status in Status if status.is_met)
RATED_STATUSES = frozenset(RATED)


STANDING = attrgetter("status", "was")
"""A glance's status now and before, as ``tally_of`` counts them."""
_SERVICE_AND_STANDING = attrgetter("service_id", "status", "was")


@dataclass(slots=True)
class Tally:
    """A group's measures by status, and how those rated both now and the quarter before have moved.

    ``turned`` went off target, ``recovered`` came back from off target, ``still`` are off target as before; all are
    among the ``both`` rated twice.
    """

    counts: dict[Status, int] = field(default_factory=dict)
    both: int = 0
    met_now: int = 0
    met_then: int = 0
    turned: int = 0
    recovered: int = 0
    still: int = 0

    def add(self, status: Status, was: Status | None, measures: int) -> None:
        """Count measures that have one status and had another."""
        self.counts[status] = self.counts.get(status, 0) + measures
        if status not in RATED_STATUSES or was not in RATED_STATUSES:
            return
        self.both += measures
        if status in MET_STATUSES:
            self.met_now += measures
        if was in MET_STATUSES:
            self.met_then += measures
        if has_turned(was, status):
            self.turned += measures
        elif has_recovered(was, status):
            self.recovered += measures
        elif status is Status.RED:
            self.still += measures

    @property
    def measures(self) -> int:
        return sum(self.counts.values())

    def roll_up(self) -> RollUp:
        """The same counts as ``rules.coverage.roll_up`` gives."""
        met = sum(self.counts.get(status, 0) for status in MET_STATUSES)
        return RollUp(met, sum(self.counts.get(status, 0) for status in RATED), self.counts)


def tally_of(statuses: Iterable[tuple[Status, Status | None]]) -> Tally:
    """One tally of (status now, status before) pairs."""
    tally = Tally()
    for (status, was), measures in Counter(statuses).items():
        tally.add(status, was, measures)
    return tally


def service_tallies(glances: Iterable[Glance]) -> dict[int, Tally]:
    """A tally for each service that has measures among these, by its key."""
    found: dict[int, Tally] = {}
    for (service, status, was), measures in Counter(map(_SERVICE_AND_STANDING, glances)).items():
        found.setdefault(service, Tally()).add(status, was, measures)
    return found


def bands_of(glances: Sequence[Glance]) -> Bands:
    """The scheme whose words head columns: that of the first measure, the shipped one where there is none."""
    return glances[0].bands if glances else DEFAULT_BANDS


def status_counts(tally: Tally, bands: Bands) -> list[Count]:
    """``components/status_bar.html``: how many carry each status, in the statuses' order."""
    return [
        {**status_words(status, bands), "count": tally.counts[status]}
        for status in sorted(tally.counts, key=_ORDER.__getitem__)
    ]


def rated_marks(bands: Bands) -> list[Mark]:
    """The marks of on, near and off target, which head the columns of ``reporting/_groups.html``."""
    return [status_words(status, bands) for status in (Status.GREEN, Status.AMBER, Status.RED)]


@dataclass(frozen=True, slots=True)
class Summary:
    """How all measures of a page are doing, whatever its filters (rules.md 18), and what the share leaves out.

    ``finding`` is the page's heading. ``share`` is "68%", or "" where none is rated.
    """

    finding: str
    share: str
    headline: str
    coverage: document.Coverage
    excluded: str
    counts: list[Count]


def summary_of(tally: Tally, bands: Bands, coverage: Coverage, period: Period) -> Summary:
    """The summary of a scope's measures in a quarter."""
    return Summary(
        finding=finding(tally),
        share=tally.roll_up().share or "",
        headline=headline(tally, period.long_label),
        coverage=coverage_words(coverage),
        excluded=tally.roll_up().sentence(),
        counts=status_counts(tally, bands),
    )


class GroupRow(NamedTuple):
    """One line of a summary. ``of`` says what the share is of; ``overdue`` counts milestones (None: not shown)."""

    name: str
    url: str
    counts: list[Count]
    met: str
    near: str
    off: str
    unrated: str
    share: str
    of: str
    change: str
    moved: str
    overdue: int | None = None


def group_row(name: str, url: str, tally: Tally, bands: Bands) -> GroupRow:
    """The line of a priority or service, which counts all of its measures."""
    rolled = tally.roll_up()
    return GroupRow(
        name=name,
        url=url,
        counts=status_counts(tally, bands),
        met=str(rolled.met),
        near=str(tally.counts.get(Status.AMBER, 0)),
        off=str(tally.counts.get(Status.RED, "")),
        unrated=str(tally.measures - rolled.rated),
        share=share_words(rolled),
        of=f"{rolled.met} of {rolled.rated}" if rolled.rated else "",
        change=change_words(tally),
        moved=moved_words(tally),
    )


def service_rows(
    services: Iterable[Narrowing], tallies: Mapping[int, Tally], bands: Bands, query: str
) -> list[GroupRow]:
    """A line for each service that has measures, with its overdue milestones."""
    return [
        group_row(each.name, group_address("reporting:service", each.pk) + query, tallies[each.pk], bands)._replace(
            overdue=each.overdue
        )
        for each in services
        if each.pk in tallies
    ]


def share_words(rolled: RollUp) -> str:
    """The share on target in whole per cent, halves up; "none rated" where there is nothing to take a share of."""
    return rolled.share or "none rated"


def change_words(tally: Tally) -> str:
    """How many more or fewer are on target than a quarter before, among those rated both times."""
    if not tally.both:
        return "no comparison"
    more = tally.met_now - tally.met_then
    return "as many on target" if not more else f"{abs(more)} {'more' if more > 0 else 'fewer'} on target"


def moved_words(tally: Tally) -> str:
    """ "3 turned off target, 1 recovered", or "" where nothing did."""
    parts = [f"{tally.turned} turned off target"] if tally.turned else []
    parts += [f"{tally.recovered} recovered"] if tally.recovered else []
    return ", ".join(parts)


_PARTS = (
    (Fraction(1, 10), "One rated measure in ten is"),
    (Fraction(1, 5), "One rated measure in five is"),
    (Fraction(1, 4), "One rated measure in four is"),
    (Fraction(1, 3), "One rated measure in three is"),
    (Fraction(2, 5), "Two rated measures in five are"),
    (Fraction(1, 2), "Half of the rated measures are"),
    (Fraction(3, 5), "Three rated measures in five are"),
    (Fraction(2, 3), "Two rated measures in three are"),
    (Fraction(3, 4), "Three rated measures in four are"),
    (Fraction(4, 5), "Four rated measures in five are"),
    (Fraction(9, 10), "Nine rated measures in ten are"),
)
_NEAR = Fraction(1, 40)  # so much beside a part is still "about" it
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def finding(tally: Tally) -> str:
    """How a group stands, as somebody would say it: "About two rated measures in three are on target. Six are off it,
    and three of those are new." The share is named by the nearest simple part; exact figures stand beside it.
    """
    rolled = tally.roll_up()
    if not rolled.rated:
        return "No measure is rated yet." if tally.measures else "No measure is collected."
    if rolled.met == rolled.rated:
        return f"{'The one' if rolled.rated == 1 else 'Every'} rated measure is on target."
    return f"{_part_words(rolled)} on target. {_off_words(tally)}"


def _part_words(rolled: RollUp) -> str:
    if not rolled.met:
        return "No rated measure is"
    share = Fraction(rolled.met, rolled.rated)
    part, words = min(_PARTS, key=lambda each: abs(each[0] - share))
    if share == part:
        return words
    if abs(share - part) <= _NEAR:
        return f"About {words[0].lower()}{words[1:]}"
    if share < Fraction(1, 10):
        return "Fewer than one rated measure in ten is"
    if share > Fraction(9, 10):
        return "More than nine rated measures in ten are"
    return f"{'More' if share > part else 'Fewer'} than {words[0].lower()}{words[1:]}"


def _off_words(tally: Tally) -> str:
    off, new = tally.counts.get(Status.RED, 0), tally.turned
    if not off:
        return "None is off it."
    told = f"{_number(off).capitalize()} {'is' if off == 1 else 'are'} off it"
    if not new:
        return f"{told}, {'and was before' if off == 1 else 'none of them new'}." if tally.still == off else f"{told}."
    if new == off:
        return f"{told}, {'and is new' if off == 1 else 'all of them new'}."
    return f"{told}, and {_number(new)} of those {'is' if new == 1 else 'are'} new."


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def headline(tally: Tally, period_label: str) -> str:
    """The one thing to know of a group in a period, ending in a full stop."""
    if not tally.measures:
        return f"No measures were collected in {period_label}."
    rolled = tally.roll_up()
    if not rolled.rated:
        of = "The one measure is not" if tally.measures == 1 else f"None of the {tally.measures:,} measures is"
        return f"{of} rated yet in {period_label}."
    share = f"{share_words(rolled)} of rated measures are on target in {period_label}: {rolled.met} of {rolled.rated}."
    moved = moved_words(tally)
    return f"{share} Since the quarter before, {moved}." if moved else share


@lru_cache(maxsize=1024)
def group_address(route: str, key: int | str) -> str:
    """The page of a priority or service. Kept, because working it out takes longer than the rest of a line."""
    return str(reverse(route, args=[key]))
