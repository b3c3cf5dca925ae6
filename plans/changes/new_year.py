"""Plans of a new year, each started from the last: a draft with its answers, objectives and what they serve."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from accounts import audit
from accounts.models import Post
from foundation.bulk import insert_many
from foundation.versions import first_values
from plans.models import Link, Objective, Plan, PlanSection
from plans.queries.new_year import Renewal

_OF_PLAN = ("level", "ref", "title", "unit", "owner", "starts_on", "ends_on", "purpose", "follows")
_OF_OBJECTIVE = ("plan", "kind", "ref", "title", "owner", "description", "basis", "basis_why")


def start_plans(
    renewals: Sequence[Renewal], *, on: date, source: str
) -> tuple[Mapping[int, Objective], dict[str, list[int]], list[audit.Entry]]:
    """Write the plans. Gives the new objectives by the keys of the old ones, the keys of all that was written, and
    what to record. A link leads to the new objective where its plan is started again too.
    """
    plans = [_plan(each) for each in renewals]
    insert_many(plans)
    successors: dict[int, Objective] = {}
    for plan, renewal in zip(plans, renewals, strict=True):
        for old, ref in renewal.objectives:
            successors[old.pk] = objective_like(old, plan, old.owner, ref)
    objectives = list(successors.values())
    insert_many(objectives)
    links = [
        Link(
            child=successors[old.child_id],
            parent=successors.get(old.parent_id, old.parent),
            is_primary=old.is_primary,
            made_on=on,
        )
        for old in Link.objects.filter(child__in=list(successors)).select_related("parent").order_by("pk")
    ]
    insert_many(links)
    carry_tags(successors)
    sections = carry_answers([(each.follows_id, each) for each in plans])
    written = {
        Plan._meta.label_lower: [each.pk for each in plans],
        Objective._meta.label_lower: [each.pk for each in objectives],
        Link._meta.label_lower: [each.pk for each in links],
        PlanSection._meta.label_lower: [each.pk for each in sections],
    }
    return successors, written, [*_made(plans, _OF_PLAN, source), *_made(objectives, _OF_OBJECTIVE, source)]


def carry_tags(successors: Mapping[int, Objective]) -> None:
    """New objectives, by the keys of the old ones, carry what those do: taken back with them, for the rows go with the
    objective.
    """
    carried = Objective.tags.through
    held = carried.objects.filter(objective__in=list(successors)).order_by("pk")
    carried.objects.bulk_create(carried(objective=successors[each.objective_id], tag_id=each.tag_id) for each in held)


def carry_answers(pairs: Sequence[tuple[int, Plan]], only: Collection[int] | None = None) -> list[PlanSection]:
    """What old plans answered, by their keys, written into the new ones to be edited there: of questions that are still
    asked, or ``only`` of those with these keys.
    """
    answers = PlanSection.objects.filter(plan__in=[key for key, _ in pairs], template__in_use=True).exclude(answer="")
    by_plan: dict[int, list[PlanSection]] = defaultdict(list)
    for each in answers.order_by("pk"):
        by_plan[each.plan_id].append(each)
    sections = [
        PlanSection(plan=new, template_id=each.template_id, question=each.question, answer=each.answer)
        for key, new in pairs
        for each in by_plan[key]
        if only is None or each.template_id in only
    ]
    insert_many(sections)
    return sections


def _made(things: Sequence[Plan] | Sequence[Objective], fields: Sequence[str], source: str) -> list[audit.Entry]:
    return [
        audit.Entry(action="created", thing=each, changes=first_values(each, fields), source=source) for each in things
    ]


def _plan(renewal: Renewal) -> Plan:
    old = renewal.plan
    return Plan(
        level=old.level,
        ref=renewal.ref,
        title=renewal.title,
        unit=old.unit,
        owner=old.owner,
        starts_on=renewal.starts_on,
        ends_on=renewal.ends_on,
        purpose=old.purpose,
        follows=old,
    )


def objective_like(old: Objective, plan: Plan, owner: Post, ref: str) -> Objective:
    """An objective of another plan that says the same; not stored yet."""
    return Objective(
        plan=plan,
        kind=old.kind,
        ref=ref,
        title=old.title,
        description=old.description,
        owner=owner,
        position=old.position,
        basis=old.basis,
        basis_why=old.basis_why,
    )
