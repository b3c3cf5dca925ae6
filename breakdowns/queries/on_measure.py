"""What the page of a measure says of its groups: the gap, who is behind, and the way to the rest."""

from dataclasses import dataclass
from datetime import date

from accounts.actors import Actor
from accounts.roles import Permission
from breakdowns.models import Breakdown
from breakdowns.queries.gap_words import behind_sentence, gap_sentence, moved_sentence
from breakdowns.queries.reading import BreakdownRead, read_breakdowns
from breakdowns.queries.standing import breakdowns_read
from foundation.snapshot_cache import SnapshotCache
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class InBrief:
    """One breakdown in a few sentences, with its page."""

    title: str
    period: str
    gap: str
    behind: str
    url: str


@dataclass(frozen=True, slots=True)
class OnMeasure:
    """All breakdowns of a measure; ``may_add``: the reader may have it broken down by more."""

    lines: tuple[InBrief, ...]
    may_add: bool


def breakdowns_on_page(indicator: Indicator, *, by: Actor, today: date, kept: SnapshotCache) -> OnMeasure:
    """Kept while nothing is written: who may read the measure reads the same of its groups."""
    lines = kept(lambda: _lines(indicator, today), "breakdowns", indicator.pk, today)
    return OnMeasure(lines, by.may(Permission.INDICATOR_EDIT, indicator.service_id))


def _lines(indicator: Indicator, today: date) -> tuple[InBrief, ...]:
    breakdowns = list(breakdowns_read().filter(indicator=indicator))
    if not breakdowns:
        return ()
    read = {each.breakdown.pk: each for each in read_breakdowns(breakdowns, today=today)}
    return tuple(_in_brief(each, read.get(each.pk)) for each in breakdowns)


def _in_brief(breakdown: Breakdown, read: BreakdownRead | None) -> InBrief:
    title, url = f"By {breakdown.dimension.noun}", breakdown.get_absolute_url()
    if read is None or not read.periods:
        return InBrief(title, "", "Nothing is approved yet.", "", url)
    told = read.periods[-1]
    if told.why_not:
        return InBrief(title, told.period.label, told.why_not, "", url)
    gap = f"{gap_sentence(read, told)} {moved_sentence(read, told)}".strip()
    return InBrief(title, told.period.label, gap, behind_sentence(read, told), url)
