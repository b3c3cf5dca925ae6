"""Reorganisations before and after they are applied: the preview, what keeps one from being taken back, what became of
a unit.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import QuerySet

from accounts.holdings import NEW, Step, of_posts, of_units, published_since
from accounts.models import Post, Reorganisation, ReorganisationKind, ReorganisationState, Unit
from accounts.models.reorganisation import OF_POSTS
from accounts.queries.planning import Choice, Plan, planned
from accounts.queries.reorganisation_effects import effects
from accounts.queries.sentences import kind_words
from foundation.dates import day_words, london_day
from foundation.statements import only, written_once
from foundation.undoing import Written, built_upon
from foundation.words import capitalised, counted, listed, together

UNSEEN = ("accounts.notice",)
"""Kinds of thing that go along without being told of."""
READ_FOR_NAMES = {
    "indicators.observation": ("indicator",),
    "indicators.measurehelp": ("indicator",),
    "indicators.ownforecast": ("indicator",),
    "indicators.recoveryaction": ("indicator",),
    "plans.supportrequest": ("milestone",),
    "indicators.return": ("service",),
    "risks.control": ("risk",),
    "risks.mitigation": ("risk",),
    "scrutiny.remit": ("committee", "priority", "service"),
    "scrutiny.meeting": ("committee",),
    "scrutiny.meetingaction": ("meeting__committee",),
    "scrutiny.packquestion": ("pack__meeting__committee",),
}
"""What a thing's name is made of besides its own row."""


class Line(NamedTuple):
    """One thing that changes: what it is called, from what to what."""

    name: str
    was: str
    becomes: str


class Group(NamedTuple):
    """The things of one kind that change in one way: ``noun`` is a word for one, ``how`` says in what way."""

    noun: str
    how: str
    lines: list[Line]

    @property
    def heading(self) -> str:
        """ "Measures, as owner"."""
        return capitalised(f"{self.noun}s{f', {self.how}' if self.how else ''}")

    @property
    def words(self) -> str:
        """ "5 measures as owner"."""
        return f"{counted(len(self.lines), self.noun)} {self.how}".strip()


@dataclass(frozen=True)
class Preview:
    """All that applying it would do, and what people notice."""

    choice: Choice
    plan: Plan
    today: date

    @property
    def is_early(self) -> bool:
        """Whether its day has not come."""
        return self.choice.day > self.today

    @cached_property
    def groups(self) -> list[Group]:
        return groups_of(self.plan.steps, self.choice.name)

    @cached_property
    def effects(self) -> list[str]:
        return effects(self.choice, self.plan, today=self.today)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many things of each kind change, by its heading."""
        return {group.heading: len(group.lines) for group in self.groups}

    @property
    def digest(self) -> str:
        """Differs as soon as anything else would be written."""
        facts = (self.choice.kind, self.choice.day, self.plan.steps, self.plan.made, self.plan.gone)
        return sha256(repr(facts).encode()).hexdigest()


def reorganisations() -> QuerySet[Reorganisation]:
    """Every reorganisation, the latest first, with who prepared and did it."""
    return Reorganisation.objects.select_related("created_by", "done_by", "taken_back_by").order_by("-pk")


def reorganisation_of(pk: int) -> Reorganisation:
    """One of them. Raises Http404."""
    return only(_reorganisation(pk))


@written_once
def _reorganisation(pk: int) -> QuerySet[Reorganisation]:
    return reorganisations().filter(pk=pk)


def choice_of(reorganisation: Reorganisation) -> Choice:
    """What was chosen, with units and posts as they are now."""
    chosen = reorganisation.chosen
    units = Unit.objects.in_bulk([*chosen.get("units", ()), *filter(None, [chosen.get("into")])])
    named = [*chosen.get("posts", ()), *filter(None, [chosen.get("successor")])]
    posts = Post.objects.select_related("unit").in_bulk(named) if named else {}
    return Choice(
        kind=ReorganisationKind(reorganisation.kind),
        day=reorganisation.starts_on,
        units=[units[pk] for pk in chosen.get("units", ()) if pk in units],
        posts=[posts[pk] for pk in chosen.get("posts", ()) if pk in posts],
        into=units.get(chosen.get("into")),
        name=chosen.get("name", ""),
        successor=posts.get(chosen.get("successor")),
        also=frozenset(chosen.get("also", ())),
    )


def preview_of(reorganisation: Reorganisation, *, today: date) -> Preview:
    """What it would do now."""
    choice = choice_of(reorganisation)
    return Preview(choice, planned(choice, today=today), today)


def groups_of(steps: Iterable[Step], new: str = "") -> list[Group]:
    """The steps by kind of thing, in words; ``new`` is the name of the unit that is made."""
    steps = [each for each in steps if each.model not in UNSEEN]
    called = {(each.model, each.field): (each.noun, each.how) for each in (*of_units(), *of_posts())} | _CALLED
    words = names_of(steps) | {("accounts.unit", NEW): new}
    found: dict[tuple[str, str], list[Line]] = {}
    for step in steps:
        related = points_at(step)
        was, becomes = (words.get((related, value), _plain(value)) for value in (step.was, step.became))
        found.setdefault(called[step.model, step.field], []).append(Line(step.name, was, becomes))
    return [Group(noun, how, lines) for (noun, how), lines in found.items()]


_CALLED = {
    ("accounts.unit", "ends_on"): ("unit", "to close"),
    ("accounts.unit", "parent"): ("unit", "to lie elsewhere"),
    ("accounts.post", "ends_on"): ("post", "to end"),
    ("accounts.post", "title"): ("post", "under another title"),
    ("indicators.observation", "in_return"): ("figure", "of open returns"),
    ("indicators.return", "service"): ("return", "still open"),
}
"""What changes besides what holdings tell of."""


def points_at(step: Step) -> str:
    """The label of the kind of thing that a step leads from and to; "" for a date or words."""
    related = apps.get_model(step.model)._meta.get_field(step.field).related_model
    return related._meta.label_lower if related else ""  # type: ignore[union-attr]


def names_of(steps: Iterable[Step]) -> dict[tuple[str, str], str]:
    """The names of what steps lead from and to. A statement for each kind of thing."""
    asked: dict[str, set[int]] = {}
    for step in steps:
        if related := points_at(step):
            asked.setdefault(related, set()).update(int(each) for each in (step.was, step.became) if each.isdigit())
    return {(kind, str(each.pk)): str(each) for kind, keys in asked.items() for each in _things(kind, keys)}


def _things(kind: str, keys: Collection[int]) -> list[Any]:
    """Things of a kind (the model's label), read for their names. One statement, none for no thing."""
    return _named(*sorted(keys), kind=kind) if keys else []


@written_once
def _named(*keys: int, kind: str) -> QuerySet[Any]:
    rows = apps.get_model(kind)._base_manager.select_related(*READ_FOR_NAMES.get(kind, ()))
    return rows.filter(pk__one_of=keys)


def _plain(value: str) -> str:
    try:
        return day_words(date.fromisoformat(value))
    except ValueError:
        return "a new one" if value.startswith(("return ", NEW)) else value


def obstacles(reorganisation: Reorganisation, *, today: date) -> list[str]:
    """Why it cannot be taken back, in sentences: empty as long as it can. The number of statements depends on the kinds
    of thing alone.
    """
    done = reorganisation.done_at
    if done is None or london_day(done) != today:
        return ["It can be taken back on the day on which it was done alone. Reorganise again from a later day."]
    moved: dict[tuple[str, str], dict[int, str]] = {}
    for move in reorganisation.moves.all():
        moved.setdefault((move.kind, move.field), {})[move.key] = move.became
    said = [
        f"{counted(len(names), 'thing')} changed since: {listed(names, 3)}."
        for (kind, field), became in moved.items()
        if kind not in UNSEEN and (names := _changed(kind, field, became))
    ]
    written: Written = {kind: list(keys) for kind, keys in reorganisation.written.items()}
    along: dict[str, Collection[int]] = dict(written)
    for (kind, _), became in moved.items():
        along[kind] = [*along.get(kind, ()), *became]
    upon = built_upon(written, parts=UNSEEN, along=along)
    if reorganisation.kind not in OF_POSTS and (released := published_since(reorganisation.starts_on)):
        said.append(released)
    return [*said, *(f"{counted(count, 'row')} of “{kind_words(kind)}” came to rest on it." for kind, count in upon)]


def _changed(kind: str, field: str, became: Mapping[int, str]) -> list[str]:
    """The names of those things whose field holds something else by now."""
    things = apps.get_model(kind)._base_manager.in_bulk(list(became))
    attname = apps.get_model(kind)._meta.get_field(field).attname  # type: ignore[union-attr]
    return [str(thing) for pk, thing in things.items() if str(getattr(thing, attname) or "") != became[pk]]


def counts_words(reorganisation: Reorganisation) -> str:
    """What was done, within a sentence: "58 measures and 3 plans as owner"."""
    return together(reorganisation.told.get("counted", [])) or "nothing"


class Told(NamedTuple):
    """What a reorganisation did with a unit, as a sentence, and the units named in it."""

    words: str
    others: Sequence[Unit]
    reorganisation: Reorganisation


def told_of(unit: Unit) -> list[Told]:
    """What the unit was before, and what became of it, the latest first. Two statements."""
    done: list[Reorganisation] = _done()
    named = [(each, each.told.get("from", []), each.told.get("to", [])) for each in done]
    named = [(each, before, after) for each, before, after in named if unit.pk in (*before, *after)]
    units = Unit.objects.in_bulk([pk for _, before, after in named for pk in (*before, *after)]) if named else {}
    return [
        Told(_told_words(each, is_source=unit.pk in before, closes=each.told.get("closes", False)),
             [units[pk] for pk in (after if unit.pk in before else before) if pk in units], each)
        for each, before, after in named
    ]  # fmt: skip


@written_once
def _done() -> QuerySet[Reorganisation]:
    return Reorganisation.objects.filter(state=ReorganisationState.DONE).order_by("-starts_on", "-pk")


def told_to(reach: frozenset[int] | None, unit: Unit) -> list[Told]:
    """The same, with the units alone that a permission reaches (None: all)."""
    return [
        each._replace(others=[other for other in each.others if reach is None or other.pk in reach])
        for each in told_of(unit)
    ]


def _told_words(each: Reorganisation, *, is_source: bool, closes: bool) -> str:
    day = day_words(each.starts_on)
    if each.kind == ReorganisationKind.MOVE:
        return f"From {day} it lies beneath" if is_source else f"From {day} this lies beneath it"
    if closes:
        return f"From {day} its place is taken by" if is_source else f"From {day} it takes the place of"
    return f"From {day} a part of it is" if is_source else f"From {day} it has a part of what was"


def steps_of(reorganisation: Reorganisation) -> list[Step]:
    """What it did, with the things' names as they are now. A statement for each kind of thing."""
    moves = list(reorganisation.moves.order_by("pk"))
    names: dict[tuple[str, int], str] = {}
    holdings = {each.model: each for each in (*of_units(), *of_posts())}
    for kind in dict.fromkeys(move.kind for move in moves if move.kind not in UNSEEN):
        name = holdings[kind].name if kind in holdings else str
        rows = _things(kind, {move.key for move in moves if move.kind == kind})
        names |= {(kind, thing.pk): name(thing) for thing in rows}
    return [
        Step(move.kind, move.key, move.field, names.get((move.kind, move.key), ""), move.was, move.became)
        for move in moves
    ]
