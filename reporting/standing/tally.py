"""Measures counted by status, now and a quarter before (rules.md 9.1)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from foundation.measure_words import Bands
from indicators.judging.measure_row import status_words
from indicators.rules.coverage import RollUp
from indicators.rules.moves import has_recovered, has_turned
from indicators.rules.vocabulary import RATED, Status
from reporting.document import Count

_ORDER = {status: place for place, status in enumerate(Status)}
MET_STATUSES = frozenset(status for status in Status if status.is_met)
RATED_STATUSES = frozenset(RATED)


STANDING = attrgetter("status", "was")
"""A glance's status now and before, as ``tally_of`` counts them."""


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


def told_tally(said: Iterable[Count]) -> Tally:
    """The tally of what a report said of its measures; it does not hold how they had been before."""
    tally = Tally()
    for each in said:
        tally.add(Status(each["key"]), None, each["count"])
    return tally


def status_counts(tally: Tally, bands: Bands) -> list[Count]:
    """``components/status_bar.html``: how many carry each status, in the statuses' order."""
    return [
        {**status_words(status, bands), "count": tally.counts[status]}
        for status in sorted(tally.counts, key=_ORDER.__getitem__)
    ]


def share_words(rolled: RollUp) -> str:
    """The share on target in whole per cent, halves up; "none rated" where there is nothing to take a share of."""
    return rolled.share or "none rated"


def of_words(rolled: RollUp) -> str:
    """What the share is of: "7 of 10"; "" where none is rated."""
    return f"{rolled.met} of {rolled.rated}" if rolled.rated else ""
