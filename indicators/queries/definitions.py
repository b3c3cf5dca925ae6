"""Reading definition sheets: the list of measures, one sheet with all that hangs on it, and the sets (C1, C2, C16)."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Value, When

from accounts.models import Post, Unit
from foundation.labels import labels
from foundation.narrowing import with_words, within
from foundation.statements import written_once
from indicators.models import Contribution, Indicator, IndicatorSet
from plans.models import Objective, PlanState
from plans.queries.choices import grouped

COLUMNS = (
    *("Reference", "Name", "Service", "Owner", "Type of value", "Unit", "Good is", "Frequency", "Entered"),
    *("Put together", "Year", "Counted"),
    *("Periods in arrears", "What it tells", "Key measure", "Data only", "Sets", "From", "Until", "Successor"),
    *("Why it matters", "Definition", "How it is worked out", "Source"),
)
LISTED = (
    *("pk", "ref", "name", "is_key", "ends_on", "next_ref", "service__name", "owner__title"),
    *("polarity", "frequency", "lag"),
)
"""What the page of the list shows of a measure of ``find_indicators``, besides its sets."""
SORTS = {
    "name": ["name", "ref"],
    "ref": ["ref"],
    "service": ["service__name", "ref"],
    "frequency": ["frequency", "ref"],
    "polarity": ["polarity", "ref"],
}


def fitting(
    *, reach: frozenset[int] | None, today: date, words: str = "", state: str = "", **exactly: object
) -> QuerySet[Indicator]:
    """Measures within reach (None: all) that fit what was asked.

    ``state``: "" for those in use today, "retired", or "all". ``exactly``: values of fields that they must have.
    """
    in_use, found = Q(ends_on=None) | Q(ends_on__gte=today), Indicator.objects.all()
    if state != "all":
        found = found.exclude(in_use) if state == "retired" else found.filter(in_use)
    return with_words(within(found, reach, "service"), words, "name", "ref", "definition").filter(**exactly)


def find_indicators(*, reach: frozenset[int] | None, **asked: Any) -> QuerySet[Indicator]:
    """The measures that are ``fitting``, each with service, owner, ``in_sets`` and ``next_ref``: the reference of its
    successor, "" where there is none or the reader may not know of it. Two statements.
    """
    known = Q(successor__isnull=False) if reach is None else Q(successor__service__in=reach)
    return (
        fitting(reach=reach, **asked)
        .select_related("service", "owner")
        .annotate(next_ref=Case(When(known, then=F("successor__ref")), default=Value("")))
        .prefetch_related(Prefetch("sets", queryset=IndicatorSet.objects.order_by("name"), to_attr="in_sets"))
    )


class TickRow(NamedTuple):
    """A measure beside a box to tick, the ``place``-th of its list; ``beside`` is what the list says of it besides."""

    pk: int
    ref: str
    name: str
    service: str
    beside: str
    place: int
    is_ticked: bool


def ticked_rows(measures: Iterable[tuple[int, str, str, str, str]], ticked: Collection[str]) -> list[TickRow]:
    """Measures (key, reference, name, service, what is said besides) as rows, with those keys ticked."""
    return [TickRow(*told, place, str(told[0]) in ticked) for place, told in enumerate(measures)]


class ListedMeasure(NamedTuple):
    """A row of the list of measures, as its page shows it. ``sets`` names those that it is in; ``next_ref`` is as
    ``find_indicators`` gives it.
    """

    ref: str
    name: str
    is_key: bool
    ends_on: date | None
    next_ref: str
    service: str
    owner: str
    polarity: str
    frequency: str
    lag: int
    sets: str


def listed_measures(rows: Iterable[tuple[Any, ...]]) -> list[ListedMeasure]:
    """The rows of the page, from the values of ``LISTED`` of each measure. One statement, for their sets."""
    measures, sets = list(rows), defaultdict(list)
    for measure, name in _sets_of(*(row[0] for row in measures)) if measures else ():
        sets[measure].append(name)
    polarity, frequency = labels(Indicator, "polarity"), labels(Indicator, "frequency")
    return [
        ListedMeasure(*told, polarity[good], frequency[often], lag, ", ".join(sets[pk]))
        for pk, *told, good, often, lag in measures
    ]


@written_once
def _sets_of(*measures: int) -> QuerySet[Any]:
    """The measures that are in sets, each with the name of one."""
    found = Indicator.objects.filter(pk__in=measures, sets__isnull=False)
    return found.order_by("sets__name").values_list("pk", "sets__name")


def indicator_rows(indicators: QuerySet[Indicator]) -> list[list[object]]:
    """Definition sheets as rows of a download, under ``COLUMNS``."""
    return [
        [
            each.ref,
            each.name,
            each.service.name,
            each.owner.title,
            each.get_kind_display(),
            each.unit,
            each.get_polarity_display(),
            each.get_frequency_display(),
            each.get_collected_display(),
            each.get_combining_display(),
            each.get_year_basis_display(),
            each.get_counting_display(),
            each.lag,
            each.get_tells_display(),
            each.is_key,
            each.is_data_only,
            ", ".join(member.name for member in each.in_sets),
            each.starts_on,
            each.ends_on,
            each.next_ref,
            each.purpose,
            each.definition,
            each.formula,
            each.data_source,
        ]
        for each in indicators
    ]


def services_with_measures(*, reach: frozenset[int] | None) -> list[tuple[int, str]]:
    """Services that own a measure, as choices of a filter. One statement."""
    return _owners() if reach is None else list(_owning().filter(pk__in=reach))


def _owning() -> QuerySet[Any]:
    return Unit.objects.filter(indicators__isnull=False).distinct().order_by("name").values_list("pk", "name")


@written_once
def _owners() -> QuerySet[Any]:
    return _owning()


def set_choices(*, reach: frozenset[int] | None) -> list[tuple[int, str]]:
    """The sets of ``sets_in_reach`` as choices of a filter. One statement."""
    return _sets() if reach is None else list(sets_in_reach(reach=reach).values_list("pk", "name"))


@written_once
def _sets() -> QuerySet[Any]:
    return IndicatorSet.objects.order_by("name").values_list("pk", "name")


def sets_in_reach(*, reach: frozenset[int] | None) -> QuerySet[IndicatorSet]:
    """Sets, each with ``member_count``: how many of its measures the reader may see.

    Who may not read the whole council sees only sets that hold a measure of theirs.
    """
    seen = Q() if reach is None else Q(indicators__service__in=reach)
    sets = IndicatorSet.objects.annotate(member_count=Count("indicators", filter=seen or None, distinct=True))
    return (sets if reach is None else sets.filter(member_count__gt=0)).order_by("name")


def find_sheet(ref: str) -> Indicator | None:
    """One definition sheet with the units and posts it names, None where there is none. One statement."""
    return next(iter(_sheets(ref)), None)


@written_once
def _sheets(ref: str) -> QuerySet[Indicator]:
    named = ("service", "owner__unit", "data_provider__unit", "approver__unit", "successor")
    return Indicator.objects.select_related(*named).filter(ref=ref)


def objectives_served(indicator: Indicator, *, reach: frozenset[int] | None) -> list[Contribution]:
    """What the measure serves, with its plan; ``is_retrofitted`` tells a link made after the plan was approved."""
    shared = indicator.contributions.filter(objective__plan__level__is_private=False)
    links = shared.select_related("objective__plan__level").order_by("objective__ref")
    found = list(within(links, reach, "objective__plan__unit"))
    for link in found:
        approved_on = link.objective.plan.approved_on
        link.is_retrofitted = approved_on is not None and link.made_on > approved_on
    return found


def objective_choices(held: Collection[int]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Objectives that are worked on, and those ``held`` already, grouped by plan from the top down."""
    return grouped((f"{level}: {plan}", pk, ref, title) for level, plan, pk, ref, title in _to_serve(*held))


@written_once
def _to_serve(*held: int) -> QuerySet[Any]:
    worked_on = ~Q(plan__state=PlanState.CLOSED) & Q(merged_into=None)
    found = Objective.objects.not_private().filter(worked_on | Q(pk__in=held))
    found = found.order_by("plan__level__position", "plan__title", "position", "ref")
    return found.values_list("plan__level__name", "plan__title", "pk", "ref", "title")


def indicators_of(refs: Collection[str]) -> dict[str, Indicator]:
    """Measures by their reference in small letters, whatever the capitals asked for. One statement."""
    wanted = {ref.casefold() for ref in refs}
    return {each.ref.casefold(): each for each in Indicator.objects.all() if each.ref.casefold() in wanted}


def successor(indicator: Indicator, *, reach: frozenset[int] | None) -> Indicator | None:
    """The measure that takes its place; None also where the reader may not know of that one."""
    following: Indicator | None = indicator.successor
    return following if following and (reach is None or following.service_id in reach) else None


def predecessors(indicator: Indicator, *, reach: frozenset[int] | None) -> QuerySet[Indicator]:
    """The measures that this one took the place of."""
    return within(indicator.predecessors.order_by("ref"), reach, "service")


def members_in_reach(indicator_set: IndicatorSet, *, reach: frozenset[int] | None) -> QuerySet[Indicator]:
    """A set's measures that the reader may see, with service and owner."""
    return within(indicator_set.indicators.select_related("service", "owner").order_by("ref"), reach, "service")


def posts_by_nearness(service: int) -> tuple[list[Post], list[Post]]:
    """The posts that stand: those of the service, and the others, by title. One statement."""
    posts = list(Post.objects.filter(ends_on=None).order_by("title").select_related("unit"))
    return [post for post in posts if post.unit_id == service], [post for post in posts if post.unit_id != service]


def next_ref(service: Unit) -> str:
    """The next free reference of a service, such as "WR07": as most of its measures are called, else from its initials.
    Two statements.
    """
    own = Indicator.objects.filter(service=service).values_list("ref", flat=True)
    stems = Counter(found[1] for ref in own if (found := _NUMBERED.match(ref)))
    initials = "".join(word[0] for word in re.findall(r"\w+", service.name) if word[0].isupper())
    stem = stems.most_common(1)[0][0] if stems else (initials or service.name[:2]).upper()
    taken = Indicator.objects.filter(ref__istartswith=stem).values_list("ref", flat=True)
    numbers = [found[2] for ref in taken if (found := _NUMBERED.match(ref)) and found[1].casefold() == stem.casefold()]
    width = max(map(len, numbers), default=2)
    return f"{stem}{max(map(int, numbers), default=0) + 1:0{width}d}"


_NUMBERED = re.compile(r"(.*?)([0-9]{1,9})$")
