"""What may stand twice: objectives and measures that look alike, without those that somebody looked at (A15)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import Any, NamedTuple

from django.db.models import F, Prefetch, Q, QuerySet

from foundation.statements import written_once
from indicators.models import Indicator
from plans.duplicates import alike
from plans.models import Link, Milestone, Objective, Tag
from plans.queries.tags import TAGS, tags_of_objectives, under_groups
from plans.thread import Finding, Health, Node, Thread
from reporting.models import Distinct, Merge, PairKind
from risks.models import Risk


def looked_at() -> set[tuple[str, int, int]]:
    """The pairs that were found not to be the same: kind and both keys, the lower first. One statement."""
    return set(Distinct.objects.values_list("kind", "one", "other"))


def twice(
    thread: Thread, names: Mapping[int, tuple[str, str]], serving: Mapping[int, AbstractSet[int]]
) -> list[Finding]:
    """A finding for each two objectives of different plans that are called alike, or that the very same measures serve,
    and for each two measures that are called alike. ``names`` are reference and name of each measure by its key.

    Two objectives of which one contributes to the other, or one is of the plan that followed the other's, are no pair,
    nor are those that somebody told apart. One statement where anything is found.
    """
    found: dict[tuple[str, int, int], Finding] = {}
    for one, other, why in _objectives_alike(thread, names, serving):
        if _may_be_same(thread, one, other):
            words = f"{why} Compare the two."
            key = (PairKind.OBJECTIVE.value, *_in_order(one.pk, other.pk))
            found.setdefault(key, Finding(Health.TWICE, one.ref, one.title, words, one, beside=other.ref))
    for (pk, ref, name), (other_pk, other_ref, _) in alike(((pk, *each), each[1]) for pk, each in names.items()):
        words = f"Called like {other_ref}. Compare the two."
        key = (PairKind.MEASURE.value, *_in_order(pk, other_pk))
        found[key] = Finding(Health.MEASURE_TWICE, ref, name, words, beside=other_ref)
    apart = looked_at() if found else set()
    return [finding for key, finding in found.items() if key not in apart]


def _in_order(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _objectives_alike(
    thread: Thread, names: Mapping[int, tuple[str, str]], serving: Mapping[int, AbstractSet[int]]
) -> Iterator[tuple[Node, Node, str]]:
    for one, other in alike((node, node.title) for node in thread.nodes.values() if node.is_live):
        yield one, other, f"Called like {other.ref} in {other.plan_title}."
    for one, other, measures in _measured_alike(thread, serving, names.keys()):
        words = ", ".join(names[pk][0] for pk in measures)
        yield one, other, f"Measured by the same ({words}) as {other.ref} in {other.plan_title}."


def _may_be_same(thread: Thread, one: Node, other: Node) -> bool:
    if one.plan_id == other.plan_id or one.follows == other.plan_id or other.follows == one.plan_id:
        return False
    return other.pk not in thread.descendants(one.pk) and one.pk not in thread.descendants(other.pk)


def _measured_alike(
    thread: Thread, serving: Mapping[int, AbstractSet[int]], seen: Collection[int]
) -> Iterator[tuple[Node, Node, Sequence[int]]]:
    """Objectives that the very same measures serve, each two of them."""
    served: dict[frozenset[int], list[Node]] = {}
    for pk, node in thread.nodes.items():
        measures = frozenset(serving.get(pk, ())) & frozenset(seen)
        if measures and node.is_live:
            served.setdefault(measures, []).append(node)
    for measures, nodes in served.items():
        for one, other in combinations(nodes, 2):
            yield one, other, sorted(measures)


class Compared(NamedTuple):
    """One line of the comparison: what both say under a heading, and whether it is the same."""

    heading: str
    one: str
    other: str
    is_same: bool


def two_objectives(one: str, other: str) -> list[Objective]:
    """The objectives of these references in this order; fewer where one is not there or is of a private plan. One
    statement.
    """
    # Private plans are nobody's business here: what stands twice is told to everybody who reads the council.
    return sorted(_two(one, other), key=lambda each: each.ref != one)


@written_once
def _two(*refs: str) -> QuerySet[Objective]:
    return Objective.objects.not_private().filter(ref__in=refs).select_related("plan", "owner")


def two_measures(one: str, other: str) -> list[Indicator]:
    """The measures of these references likewise."""
    found = Indicator.objects.filter(ref__in=[one, other]).select_related("service", "owner")
    served = Prefetch("objectives", Objective.objects.not_private().order_by("ref"))
    return sorted(found.prefetch_related(served, TAGS), key=lambda each: each.ref != one)


def compare_objectives(one: Objective, other: Objective) -> list[Compared]:
    """Two objectives of ``two_objectives`` side by side. A statement for each kind of thing that hangs from them."""
    hanging, tags = _hanging(one.pk, other.pk), tags_of_objectives([one.pk, other.pk])
    return _compared(_said_of_objective(one, hanging, tags), _said_of_objective(other, hanging, tags))


def compare_measures(one: Indicator, other: Indicator) -> list[Compared]:
    """Two measures of ``two_measures`` side by side. No statement."""
    return _compared(_said_of_measure(one), _said_of_measure(other))


def merge_between(one: Objective, other: Objective) -> Merge | None:
    """How one of the two became part of the other; None where each stands for itself. One statement."""
    return next(iter(_merges(one.pk, other.pk)), None)


@written_once
def _merges(one: int, other: int) -> QuerySet[Merge]:
    either = Q(merged=one, kept=other) | Q(merged=other, kept=one)
    return Merge.objects.filter(either, taken_back_on=None).select_related("kept", "merged").order_by("pk")


_Hanging = Mapping[str, Sequence[tuple[int, object]]]
"""What hangs from some objectives under each heading, in order: each time the objective's key, and the thing."""


def _hanging(*objectives: int) -> _Hanging:
    measures: list[Any] = _measures(*objectives)
    risks: list[Any] = _risks(*objectives)
    return {
        "Contributes to": [(link.child_id, link.parent) for link in _upward(*objectives)],
        "What contributes to it": [(link.parent_id, link.child) for link in _downward(*objectives)],
        "Measures": [(each.served, each) for each in measures],
        "Milestones": [(each.objective_id, each) for each in _milestones(*objectives)],
        "Risks": [(each.threatened, each) for each in risks],
    }


@written_once
def _upward(*objectives: int) -> QuerySet[Link]:
    links = Link.objects.filter(child__one_of=objectives, parent__plan__level__is_private=False)
    return links.select_related("parent").order_by("-is_primary", "parent__ref")


@written_once
def _downward(*objectives: int) -> QuerySet[Link]:
    links = Link.objects.filter(parent__one_of=objectives, child__plan__level__is_private=False)
    return links.select_related("child").order_by("pk")


@written_once
def _measures(*objectives: int) -> QuerySet[Indicator]:
    return Indicator.objects.filter(objectives__one_of=objectives).annotate(served=F("objectives")).order_by("ref")


@written_once
def _milestones(*objectives: int) -> QuerySet[Milestone]:
    return Milestone.objects.filter(objective__one_of=objectives).order_by("due_on", "ref")


@written_once
def _risks(*objectives: int) -> QuerySet[Risk]:
    threats = Risk.objects.told_openly().filter(objectives__one_of=objectives)
    return threats.annotate(threatened=F("objectives")).order_by("ref")


def _compared(one: Mapping[str, str], other: Mapping[str, str]) -> list[Compared]:
    return [Compared(heading, said, other[heading], said == other[heading]) for heading, said in one.items()]


def _said_of_objective(objective: Objective, hanging: _Hanging, tags: Iterable[tuple[int, Tag]]) -> dict[str, str]:
    return {
        "Title": objective.title,
        "What it is": objective.get_kind_display(),
        "Plan": objective.plan.title,
        "Owner": objective.owner.title,
        "Description": objective.description,
        **{name: _listed(each for pk, each in found if pk == objective.pk) for name, found in hanging.items()},
        "Tags": _tagged(tag for pk, tag in tags if pk == objective.pk),
    }


def _said_of_measure(indicator: Indicator) -> dict[str, str]:
    return {
        "Name": indicator.name,
        "Service": indicator.service.name,
        "Owner": indicator.owner.title,
        "Definition": indicator.definition,
        "Good is": indicator.get_polarity_display(),
        "Collected": indicator.get_frequency_display(),
        "Source": indicator.data_source,
        "Serves": _listed(indicator.objectives.all()),
        "Tags": _tagged(indicator.tags.all()),
    }


def _listed(things: Iterable[object]) -> str:
    return "; ".join(map(str, things))


def _tagged(tags: Iterable[Tag]) -> str:
    return "; ".join(f"{group}: {names}" for group, names in under_groups(tags))
