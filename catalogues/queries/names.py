"""What a measure of ours is called in catalogues, on its own page and its sheet: "also known as LGBF ENV03c"."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.actors import Actor
from catalogues.models import EntryMapping
from foundation.statements import written_once
from indicators.models import Indicator
from indicators.queries.known_as import OtherName


def names_in_catalogues(indicator: Indicator, actor: Actor) -> list[OtherName]:  # noqa: ARG001 - catalogues are open
    """The entries that a measure answers to, by catalogue. One statement."""
    found: list[Any] = _entries(indicator.pk)
    return [
        OtherName(each.entry.named, each.entry.title, each.entry.get_absolute_url(), tuple(each.entry.marks), each.note)
        for each in found
    ]


def has_names() -> Exists:
    """The condition for measures that answer to any entry."""
    return Exists(EntryMapping.objects.filter(measure=OuterRef("pk")))


@written_once
def _entries(measure: int) -> QuerySet[Any]:
    found = EntryMapping.objects.filter(measure=measure).select_related("entry__catalogue")
    return found.order_by("entry__catalogue__name", "entry__position")


def mappings_of(indicator: Indicator) -> list[EntryMapping]:
    """The mappings of a measure with their entries, in the order of its names. One statement."""
    found = EntryMapping.objects.filter(measure=indicator).select_related("entry__catalogue")
    return list(found.order_by("entry__catalogue__name", "entry__position"))
