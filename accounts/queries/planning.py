"""What a reorganisation would do, worked out from what was chosen: the preview and the writing have it from here."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts.holdings import NEW, Holding, Made, Step, followed, published_since
from accounts.models import Move, Notice, Post, ReorganisationKind, Unit, UnitKind
from accounts.models.reorganisation import OF_POSTS
from accounts.queries.held import held_by
from accounts.queries.organisation import line_above
from foundation.dates import day_words
from foundation.statements import written_once
from foundation.words import counted, listed

K = ReorganisationKind
UNIT, POST = "accounts.unit", "accounts.post"
_TITLE = 120
_COMMITTEES = (UnitKind.COMMITTEE, UnitKind.CABINET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen: ``units`` or ``posts`` that change from ``day`` on, and what becomes of them. ``into`` is the
    unit that takes them, ``name`` that of one that is made; ``also`` is what goes besides, as "risks.register:12".
    """

    kind: ReorganisationKind
    day: date
    units: Sequence[Unit] = ()
    posts: Sequence[Post] = ()
    into: Unit | None = None
    name: str = ""
    successor: Post | None = None
    also: frozenset[str] = frozenset()

    @property
    def to(self) -> str:
        """The key of the unit that takes them, the mark of one that is made, or "" for the top."""
        return str(self.into.pk) if self.into else NEW if self.name else ""

    @property
    def to_name(self) -> str:
        return self.into.name if self.into else self.name or "the top of the council"

    @property
    def title(self) -> str:
        """ "Waste and Parks into Environment"."""
        things = listed([str(each) for each in (*self.units, *(() if self.units else self.posts))], 3)
        match self.kind:
            case K.ABOLISH:
                return f"{things}, followed by {self.successor}" if self.successor else things
            case K.HAND_OVER:
                return f"{things} to {self.successor}"
            case K.MOVE:
                return f"{things} to {self.to_name}"
        return f"{things} into {self.to_name}"

    @property
    def is_of_posts(self) -> bool:
        return self.kind in OF_POSTS


@dataclass(slots=True)
class Plan:
    """What would be done, in its order; ``problems`` why it cannot be, ``stays`` what stays and why."""

    steps: list[Step] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    gone: list[tuple[str, int]] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def planned(choice: Choice, *, today: date) -> Plan:
    """All that the choice comes to. The number of statements grows with the kinds of thing, and with the units and
    posts chosen, not with what hangs from them.
    """
    plan = Plan()
    plan.problems += _closed(choice, today)
    if not plan.problems:
        _PLANNERS[choice.kind](plan, choice)
    for each in followed(plan.steps, choice.day):
        plan.steps += each.steps
        plan.made += each.made
        plan.gone += each.gone
    if not choice.is_of_posts and (said := published_since(choice.day)):
        plan.problems.append(f"{day_words(choice.day)} is too early: {said} Choose a day after those quarters.")
    plan.problems += _reorganised_later(plan.steps, choice.day)
    if not plan.steps and not plan.problems:
        plan.problems.append("Nothing would change. Choose something else.")
    return plan


def _closed(choice: Choice, today: date) -> list[str]:
    """What cannot be reorganised, or take anything, because it has ended or has not begun."""
    taking = [each for each in (choice.into, choice.successor) if each]
    said = [
        f"{each} ended on {day_words(each.ends_on)}. Choose what still stands."
        for each in (*choice.units, *choice.posts, *taking)
        if each.ends_on and each.ends_on < (max(choice.day, today) if each in taking else choice.day)
    ]
    last = choice.day - timedelta(days=1)
    closing = choice.units if choice.kind in (K.MERGE, K.RENAME) else ()
    said += [
        f"{each} began on {day_words(each.starts_on)}, so it cannot end on {day_words(last)}. Choose a later day."
        for each in closing
        if each.starts_on and each.starts_on > last
    ]
    if choice.into and choice.into.starts_on and choice.into.starts_on > choice.day:
        said.append(f"{choice.into} begins on {day_words(choice.into.starts_on)}. Choose that day or a later one.")
    return said


def _reorganised_later(steps: Iterable[Step], day: date) -> list[str]:
    """Things that were moved from a later day on already: their past would contradict itself."""
    later: list[Any] = _moves_after(day)
    known = {(kind, key, name): on for kind, key, name, on in later}
    found = [(each, known[each[:3]]) for each in steps if each[:3] in known] if known else []
    if not found:
        return []
    step, on = found[0]
    what = f"{step.name or step.model} was" if len(found) == 1 else f"{step.name} and {len(found) - 1} more were"
    return [f"{what} reorganised from {day_words(on)} already. Choose that day or a later one."]


@written_once
def _moves_after(day: date) -> QuerySet[Any]:
    return Move.objects.filter(starts_on__gt=day).values_list("kind", "key", "field", "starts_on")


def _move(plan: Plan, choice: Choice) -> None:
    for unit in choice.units:
        if choice.into and (choice.into == unit or unit in choice.into.ancestors()):
            plan.problems.append(f"{unit} cannot lie beneath itself. Choose a unit outside it.")
        elif (unit.parent_id or None) == (choice.into and choice.into.pk):
            plan.problems.append(f"{unit} lies there already. Leave it out.")
        else:
            plan.steps.append(Step(UNIT, unit.pk, "parent", unit.name, _key(unit.parent_id), choice.to))


def _merge(plan: Plan, choice: Choice) -> None:
    for unit in choice.units:
        if choice.into == unit:
            plan.problems.append(f"{unit} cannot be merged into itself. Choose another unit, or name a new one.")
        elif choice.into and unit in choice.into.ancestors():
            plan.problems.append(f"{choice.into} lies beneath {unit}. Move it out of there first.")
    takes = {*choice.units, *filter(None, [choice.into])}
    if len({each.kind in _COMMITTEES for each in takes}) > 1:
        plan.problems.append("A committee and a service cannot become one. Choose units of one sort.")
    if plan.problems:
        return
    _make_unit(plan, choice)
    titles = _titles(choice)
    for unit in choice.units:
        held = held_by(unit, choice.day)
        for holding in held.in_force:
            rows = _standing(holding, choice, unit.pk)
            if holding.model == UNIT:
                rows = rows.exclude(pk__in=[each.pk for each in takes])
            _carry(plan, holding, rows, choice, unit=unit, titles=titles)
        _stays(plan, held.ever, choice, unit)
    last = str(choice.day - timedelta(days=1))
    for unit in choice.units:
        # Beneath what takes its place: so whoever answers for that reaches what stays with it.
        plan.steps.append(Step(UNIT, unit.pk, "ends_on", unit.name, _key(unit.ends_on), last))
        plan.steps.append(Step(UNIT, unit.pk, "parent", unit.name, _key(unit.parent_id), choice.to))


def _split(plan: Plan, choice: Choice) -> None:
    (unit,) = choice.units
    if choice.into == unit:
        plan.problems.append(f"{unit} cannot be split into itself. Choose another unit, or name a new one.")
    if strangers := [str(each) for each in choice.posts if each.unit_id != unit.pk]:
        plan.problems.append(f"{listed(strangers, 3)}: no post of {unit}. Choose posts of {unit}.")
    if plan.problems:
        return
    _make_unit(plan, choice)
    titles = _titles(choice)
    for holding in held_by(unit, choice.day).in_force:
        if holding.is_shared:
            continue
        chosen = Q(pk__in=_also(choice, holding.model))
        if (holding.model, holding.field) == (POST, "unit"):
            chosen = Q(pk__in=[each.pk for each in choice.posts])
        elif holding.goes_with:
            chosen |= Q(**{f"{holding.goes_with}__in": choice.posts})
        rows = _standing(holding, choice, unit.pk).filter(chosen)
        if holding.model == UNIT and choice.into:
            rows = rows.exclude(pk=choice.into.pk)
        _carry(plan, holding, rows, choice, unit=unit, titles=titles)
    if not plan.steps:
        plan.problems.append("Choose at least one post, or something else that goes.")


def _abolish(plan: Plan, choice: Choice) -> None:
    _hand_over(plan, choice, ends=True)
    last = str(choice.day - timedelta(days=1))
    plan.steps += [Step(POST, each.pk, "ends_on", each.title, _key(each.ends_on), last) for each in choice.posts]


def _hand_over(plan: Plan, choice: Choice, *, ends: bool = False) -> None:
    """Give what the posts hold to the successor. Where the posts go on, so do those that report to them."""
    if choice.successor in choice.posts:
        plan.problems.append(f"{choice.successor} cannot take over from itself. Choose another post.")
        return
    above = line_above(choice.successor.pk) if choice.successor else []
    ever: list[Holding] = []
    for post in choice.posts:
        held, count = held_by(post, choice.day), 0
        ever += held.ever
        for holding in held.in_force:
            is_line = holding.model == POST
            if is_line and not ends:
                continue
            rows = list(_standing(holding, choice, post.pk))
            count += len(rows)
            for row in rows:
                higher = is_line and row.pk in above  # it would come to report to itself
                to = _above(post, choice.posts) if higher else choice.successor and choice.successor.pk
                plan.steps.append(Step(holding.model, row.pk, holding.field, holding.name(row), str(post.pk), _key(to)))
        if count and choice.successor is None:
            owns = f"{post} still owns {counted(count, 'thing')}"
            plan.problems.append(f"{owns}. Choose the post that takes them over, or hand them over first.")
    _stays(plan, ever, choice, *choice.posts)
    if not ends:
        plan.stays.append("Posts that report to it go on doing so.")


def _above(post: Post, ending: Sequence[Post]) -> int | None:
    """The next post up that does not end too."""
    gone = {each.pk for each in ending}
    return next((pk for pk in line_above(post.reports_to_id) if pk not in gone), None)


def _standing(holding: Holding, choice: Choice, pk: int) -> QuerySet[Any]:
    return holding.standing(choice.day).filter(**{holding.field: pk}).order_by("pk")


def _carry(plan: Plan, holding: Holding, rows: QuerySet[Any], choice: Choice, *, unit: Unit, titles: set[str]) -> None:
    """Take these rows of the unit along, but those that would stand twice; with what was told of them."""
    twice = set(holding.doubles(rows, choice.into.pk)) if holding.doubles and choice.into else set()
    if twice and holding.refuses:
        plan.problems.append(f"{unit}: {holding.refuses}")
    elif twice:
        plan.stays.append(f"{counted(len(twice), holding.noun)} {holding.how}: {choice.to_name} has the same already.")
    going = [each for each in rows if each.pk not in twice]
    for row in going:
        if isinstance(row, Post):
            plan.steps += _retitled(row, unit, titles)
        was, name = str(unit.pk), holding.name(row)
        plan.steps.append(Step(holding.model, row.pk, holding.field, name, was, choice.to))
    if holding.told_as and going:
        told = Notice.objects.filter(about=holding.told_as, about_id__in=[each.pk for each in going], unit=unit)
        keys = told.order_by("pk").values_list("pk", flat=True)
        plan.steps += [Step("accounts.notice", pk, "unit", "", str(unit.pk), choice.to) for pk in keys]


def _retitled(post: Post, unit: Unit, titles: set[str]) -> list[Step]:
    """Another title, where the unit that the post comes to has one of that name; the title is taken from then on."""
    title, number = post.title, 1
    while title.casefold() in titles:
        ending = f" ({unit.name})" if number == 1 else f" ({unit.name}, {number})"
        title, number = f"{post.title[: _TITLE - len(ending)]}{ending}"[:_TITLE], number + 1
    titles.add(title.casefold())
    return [Step(POST, post.pk, "title", post.title, post.title, title)] if title != post.title else []


def _titles(choice: Choice) -> set[str]:
    """The titles that posts of the unit have already, ended ones too."""
    taken = Post.objects.filter(unit=choice.into).values_list("title", flat=True) if choice.into else ()
    return {title.casefold() for title in taken}


def _make_unit(plan: Plan, choice: Choice) -> None:
    """The unit that is made, like the first of those chosen and beside it."""
    if choice.into:
        return
    like = choice.units[0]
    if Unit.objects.filter(name__iexact=choice.name, kind=like.kind).exists():
        plan.problems.append(f"There is a {like.get_kind_display().lower()} called {choice.name}: choose another name.")
    values = {"name": choice.name, "kind": like.kind, "parent_id": _outside(choice), "starts_on": str(choice.day)}
    plan.made.append(Made(NEW, UNIT, values, choice.name))


def _outside(choice: Choice) -> int | None:
    """The unit above the first of those chosen that is not itself among them, for they close."""
    closing = {each.pk for each in choice.units} if choice.kind != K.SPLIT else set()
    unit = choice.units[0]
    above = [each.pk for each in reversed(unit.ancestors()) if each.pk not in closing]
    return above[0] if above else None


def _stays(plan: Plan, holdings: Iterable[Holding], choice: Choice, *of: Unit | Post) -> None:
    """Why what does not go along stays, once for each kind that has any."""
    for holding in holdings:
        if holding.stays:
            there = holding.rows._base_manager.filter(**{f"{holding.field}__in": [each.pk for each in of]})
            going = {each.key for each in plan.steps if (each.model, each.field) == (holding.model, holding.field)}
            closing = [each.pk for each in choice.units] if holding.model == UNIT else []
            if holding.stays not in plan.stays and there.exclude(pk__in=[*going, *closing]).exists():
                plan.stays.append(holding.stays)


def _also(choice: Choice, model: str) -> Collection[int]:
    return [int(key) for name, _, key in (each.partition(":") for each in choice.also) if name == model]


def _key(value: object) -> str:
    return "" if value is None else str(value)


_PLANNERS = {
    K.MOVE: _move,
    K.MERGE: _merge,
    K.SPLIT: _split,
    K.RENAME: _merge,
    K.ABOLISH: _abolish,
    K.HAND_OVER: _hand_over,
}
