"""The strip beside a measure of our own, on its page."""

from dataclasses import replace

from django.db.models import OuterRef, Subquery

from benchmarks.models import ComparedMeasure
from benchmarks.queries.groups import lens_of, lenses, own_council
from benchmarks.queries.page import outturn_of_table, strip_of, table_of
from benchmarks.queries.strip import Strip
from benchmarks.rules.ranking import Place
from benchmarks.rules.verdicts import CALLOUT_WORDS, callout_of
from foundation.snapshot_cache import SnapshotCache
from indicators.rules.vocabulary import Status


def published_by_others() -> Subquery:
    """Of a measure of ours, within its own statement, the compared measure (key) that others publish; None for none."""
    compared = ComparedMeasure.objects.filter(indicator=OuterRef("pk"), rounds__isnull=False)
    return Subquery(compared.order_by("code").values("pk")[:1])


def strip_beside(compared: int | None, status: Status, *, kept: SnapshotCache) -> Strip | None:
    """Where we stand by a compared measure (key) among every council in the latest round; None where there is none. The
    ``status`` is ours now: where it contradicts the rank, the strip says so. No statement for a measure that is ours
    alone.
    """
    if compared is None:
        return None
    found = kept(lambda: _read(compared), "strip", compared)
    if found is None:
        return None
    strip, place = found
    called = callout_of(status, place.quartile if place else None)
    return replace(strip, callout=CALLOUT_WORDS[called]) if called else strip


def _read(compared: int) -> tuple[Strip, Place | None] | None:
    measure, own = ComparedMeasure.objects.get(pk=compared), own_council()
    if own is None:
        return None
    lens, told = lens_of(lenses(own), ""), measure.rounds.latest("period")
    table = table_of(told, measure, lens.group_for(measure.grouping), own)
    ours = outturn_of_table(table, lens)
    strip = strip_of(table, ours)
    place = ours.place if ours else table.places.get(own.pk)
    return (replace(strip, url=measure.get_absolute_url()), place) if strip else None
