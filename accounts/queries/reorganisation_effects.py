"""What the people concerned notice of a reorganisation: what roles reach no more or anew, who has no post left."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from accounts.actors import UnitTree
from accounts.holdings import NEW, Step, of_posts
from accounts.models import Appointment, Post, ReorganisationKind, Unit
from accounts.permissions import WORDS
from accounts.queries.organisation import posts_with_holders
from accounts.queries.planning import POST, UNIT, Choice, Plan
from accounts.roles import ROLES, Role
from foundation.words import counted, listed, together

MOST = 20
"""Sentences about single posts; beyond, how many more there are."""

Tree = Mapping[str, str]
"""The unit above each unit, by key as text; "" at the top."""


def effects(choice: Choice, plan: Plan, *, today: date) -> list[str]:
    """Sentences, those about many first. The number of statements does not grow with what moves."""
    said = [*_without_post(choice, today), *_not_reached(choice, plan), *_answering(choice)]
    reached = _reach_changes(plan, choice, today) if not choice.is_of_posts else []
    more = [f"{len(reached) - MOST:,} more posts reach other units than before."] if len(reached) > MOST else []
    return [*said, *reached[:MOST], *more] or ["Nobody may do more or less than before."]


def _without_post(choice: Choice, today: date) -> list[str]:
    """Who holds no post any more."""
    if choice.kind != ReorganisationKind.ABOLISH:
        return []
    held = Appointment.objects.on(today).filter(user__is_active=True).select_related("user")
    gone = {each.user.pk: each.user.name for each in held.filter(post__in=choice.posts)}
    others = set(held.filter(user__in=gone).exclude(post__in=choice.posts).values_list("user_id", flat=True))
    names = sorted(name for pk, name in gone.items() if pk not in others)
    if not names:
        return []
    return [f"{together(names)} will hold no post and can open nothing: appoint them to another post first."]


def _answering(choice: Choice) -> list[str]:
    """Who answers for what a unit had that closes."""
    if choice.kind not in (ReorganisationKind.MERGE, ReorganisationKind.RENAME):
        return []
    return [f"Whoever has a post of {choice.to_name} answers for all of it, and for what stays under the old name."]


def _not_reached(choice: Choice, plan: Plan) -> list[str]:
    """What the successor takes over and may not do, because its role does not reach it."""
    if choice.successor is None:
        return []
    said, role = [], ROLES[Role(choice.successor.role)]
    beneath = UnitTree().beneath(choice.successor.unit_id)
    for holding in of_posts():
        if holding.needs is None or holding.needs in role.council:
            continue
        keys = [each.key for each in plan.steps if (each.model, each.field) == (holding.model, holding.field)]
        if not keys:
            continue
        units = holding.rows._base_manager.filter(pk__in=keys).values_list(f"{holding.unit_path}__name", "pk")
        if holding.needs in role.unit:
            units = units.exclude(**{f"{holding.unit_path}__in": beneath})
        names = [name for name, _ in units]
        if names:
            where = listed(sorted(set(names)), 3)
            may_not = WORDS[holding.needs].replace("this service", where).replace("this unit", where)
            what = f"{counted(len(names), holding.noun)} {holding.how}".strip()
            said.append(f"{choice.successor} may not {may_not}, but takes over {what} there.")
    return said


def _reach_changes(plan: Plan, choice: Choice, today: date) -> list[str]:
    """Which held posts with a role for their unit reach other units than before."""
    roles = [role.value for role, each in ROLES.items() if each.unit]
    posts = [each for each in posts_with_holders(today=today).filter(role__in=roles).order_by("pk") if each.held_today]
    names = {str(pk): name for pk, name in Unit.objects.values_list("pk", "name")} | {NEW: choice.name}
    before: Tree = {str(pk): str(parent or "") for pk, parent in Unit.objects.values_list("pk", "parent_id")}
    after: Tree = {**before, **_above_of(plan), **_changed(plan.steps, UNIT, "parent")}
    seats = _changed(plan.steps, POST, "unit")
    ended = _changed(plan.steps, UNIT, "ends_on")
    taken = {str(each.pk) for each in choice.units} if choice.kind == ReorganisationKind.SPLIT else set()
    said = []
    for post in posts:
        was = _beneath(str(post.unit_id), before)
        now = _beneath(seats.get(str(post.pk), str(post.unit_id)), after)
        was |= {NEW} if taken & was and NEW in names and choice.into is None else set()
        gained, lost = now - was - ended.keys(), was - now - ended.keys()
        said += _sentences(post, _tops(gained, after, names), _tops(lost, before, names))
    return said


def _above_of(plan: Plan) -> Tree:
    return {each.mark: str(each.values["parent_id"] or "") for each in plan.made if each.model == UNIT}


def _changed(steps: Iterable[Step], model: str, field: str) -> dict[str, str]:
    return {str(each.key): each.became for each in steps if (each.model, each.field) == (model, field)}


def _beneath(unit: str, tree: Tree) -> set[str]:
    """The unit and everything beneath it."""
    found = {unit}
    while more := {pk for pk, above in tree.items() if above in found} - found:
        found |= more
    return found


def _tops(units: Iterable[str], tree: Tree, names: Mapping[str, str]) -> list[str]:
    """The names of those that lie beneath none of the others."""
    units = set(units)
    return sorted(names[each] for each in units if tree.get(each, "") not in units)


def _sentences(post: Post, gained: Sequence[str], lost: Sequence[str]) -> list[str]:
    who = f"{together(each.user.name for each in post.held_today)} ({post.title}, {post.get_role_display()})"  # type: ignore[attr-defined]
    return [
        *([f"{who} reaches {listed(gained, 3)} from then on."] if gained else []),
        *([f"{who} no longer reaches {listed(lost, 3)}."] if lost else []),
    ]
