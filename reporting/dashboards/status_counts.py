"""Measures counted: how many are on target now, and how many of them were a quarter before (rules.md 9.1)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from django.urls import reverse

from foundation.measure_words import Bands
from indicators.judging.council_statuses import Glance
from indicators.judging.measure_row import status_words
from indicators.judging.rules_in_force import DEFAULT_BANDS
from indicators.judging.sum_words import SumWords
from indicators.rules.coverage import Coverage
from indicators.rules.vocabulary import Status
from plans.periods import Period
from reporting import document
from reporting.document import Count, Mark
from reporting.queries.coverage import coverage_words
from reporting.queries.filter_choices import Narrowing
from reporting.standing.finding import finding
from reporting.standing.tally import Tally, of_words, share_words, status_counts

_SERVICE_AND_STANDING = attrgetter("service_id", "status", "was")


def service_tallies(glances: Iterable[Glance]) -> dict[int, Tally]:
    """A tally for each service that has measures among these, by its key."""
    found: dict[int, Tally] = {}
    for (service, status, was), measures in Counter(map(_SERVICE_AND_STANDING, glances)).items():
        found.setdefault(service, Tally()).add(status, was, measures)
    return found


def bands_of(glances: Sequence[Glance]) -> Bands:
    """The scheme whose words head columns: that of the first measure, the shipped one where there is none."""
    return glances[0].bands if glances else DEFAULT_BANDS


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
    """One line of a summary. ``of`` says what the share is of; ``overdue`` counts milestones (None: not shown);
    ``risks`` says how those that threaten it stand, "" where there is none; ``sum`` is the status of a priority that
    has one by a rule.
    """

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
    risks: str = ""
    sum: SumWords | None = None


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
        of=of_words(rolled),
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
