"""What comparisons led to, and what else is set up: lists of lessons, councils, groups and measures."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from accounts.actors import Actor
from benchmarks.models import ComparedMeasure, Council, Group, GroupKind, Lesson
from foundation.downloads.cells import Cell
from foundation.narrowing import with_words

LESSON_COLUMNS = ("Date", "Measure", "Council asked", "What was asked", "What changed", "Recorded by")
MEASURE_COLUMNS = ("Code", "Measure", "Category", "Good is", "Unit", "Periods", "Our measure", "Source", "Licence")
COUNCIL_COLUMNS = ("Council", "Code", "Type", "Region", "Country", "Our council")
SORTS = {"code": ("code", "pk"), "title": ("title", "pk"), "ours": ("indicator__ref", "code")}
COUNCIL_SORTS = {"name": ("name",), "type": ("type", "name"), "region": ("region", "name")}


def find_lessons(actor: Actor, words: str = "") -> QuerySet[Lesson]:
    """Those of measures that the person may know of, the newest first."""
    known = ComparedMeasure.objects.visible_to(actor)
    found = Lesson.objects.filter(measure__in=known).select_related("measure__indicator", "council", "recorded_by")
    return with_words(found, words, "asked", "changed", "measure__title", "council__name").order_by("-asked_on", "-pk")


def lessons_of(measure: ComparedMeasure) -> QuerySet[Lesson]:
    """What comparing a measure led to, the newest first."""
    return measure.lessons.select_related("council", "recorded_by").order_by("-asked_on", "-pk")


def lesson_cells(lessons: Iterable[Lesson]) -> list[Sequence[Cell]]:
    """Lessons under ``LESSON_COLUMNS``."""
    return [
        [
            each.asked_on,
            str(each.measure),
            str(each.council or ""),
            each.asked,
            each.changed,
            str(each.recorded_by or ""),
        ]
        for each in lessons
    ]


class Mapped(NamedTuple):
    """A measure of others on the mapping screen."""

    pk: int
    code: str
    title: str
    detail: str
    rounds: int
    ours: str
    url: str


def find_measures(actor: Actor, *, words: str = "", mapped: str = "") -> QuerySet[ComparedMeasure]:
    """Measures that others publish and the person may know of. ``mapped``: "yes" for those that are ours, "no"."""
    found = ComparedMeasure.objects.visible_to(actor).select_related("indicator").annotate(told=Count("rounds"))
    if mapped:
        found = found.filter(indicator__isnull=mapped != "yes")
    return with_words(found, words, "code", "title", "category", "indicator__ref", "indicator__name")


def mapped_rows(measures: Iterable[Any]) -> list[Mapped]:
    """As the mapping screen draws them."""
    return [
        Mapped(
            each.pk, each.code, each.title,
            " · ".join(part for part in (each.code, each.category, f"good is {each.get_polarity_display()}") if part),
            each.told, str(each.indicator) if each.indicator else "", each.get_absolute_url(),
        )
        for each in measures
    ]  # fmt: skip


def measure_cells(measures: Iterable[Any]) -> list[Sequence[Cell]]:
    """Measures under ``MEASURE_COLUMNS``."""
    return [
        [
            each.code, each.title, each.category, each.get_polarity_display(), each.unit, each.told,
            str(each.indicator or ""), each.source, each.licence,
        ]
        for each in measures
    ]  # fmt: skip


def find_councils(*, words: str = "", group: int | None = None) -> QuerySet[Council]:
    """Councils that have the words in their name, code or region, and those of one group."""
    found = with_words(Council.objects.all(), words, "name", "code", "region")
    return found.filter(memberships__group=group) if group else found


def council_cells(councils: Iterable[Council]) -> list[Sequence[Cell]]:
    """Councils under ``COUNCIL_COLUMNS``."""
    return [
        [each.name, each.code, each.get_type_display(), each.region, each.country, "Yes" if each.is_own else ""]
        for each in councils
    ]


def all_groups() -> list[Any]:
    """Every group with how many councils it has and whether ours is one, in the order of their kinds. One statement."""
    order = [each.value for each in GroupKind]
    groups = Group.objects.select_related("of").annotate(
        size=Count("memberships"), ours=Count("memberships", filter=Q(memberships__council__is_own=True))
    )
    return sorted(groups, key=lambda each: (order.index(each.kind), each.name, each.grouping))
