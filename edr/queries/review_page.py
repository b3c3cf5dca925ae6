"""A review as its page shows it. Nothing of it is kept in memory: every request reads it anew."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.roles import Permission
from edr.models import DevelopmentNeed, Review, ReviewObjective, Signature, Statement
from edr.queries.words import STAGE_TITLES
from edr.rules.smart import Facts, smart
from edr.workflow import STAGES, Side, Signed, Stage
from foundation.dates import day_words
from foundation.marks import Mark
from foundation.statements import written_once
from plans.queries.thread import load_thread

SIDE_TITLES = {Side.EMPLOYEE: "Employee", Side.MANAGER: "Manager"}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter of SMART as it is drawn, with its reason."""

    mark: Mark
    reason: str
    lacks: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What one side said at one stage."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An objective. ``serves_url`` is "" where the reader may not open what it serves; ``path`` leads from there up."""

    pk: int
    title: str
    about: str
    measure: str
    due: str
    serves: str
    serves_url: str
    path: str
    letters: tuple[LetterRow, ...]
    said: tuple[Said, ...]

    @property
    def lacks(self) -> list[str]:
        return [each.reason for each in self.letters if each.lacks]


@dataclass(frozen=True, slots=True)
class NeedRow:
    pk: int
    need: str
    how: str
    by: str
    status: Mark


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A stage with who signed it and when; "" for who has not."""

    stage: str
    employee: str
    manager: str


@dataclass(frozen=True, slots=True)
class TakenBackRow:
    """Signatures that were taken back together."""

    stage: str
    words: str
    why: str


def objective_rows(review: Review, *, actor: Actor, said: Sequence[Statement]) -> list[ObjectiveRow]:
    """The objectives of a review in their order. Two statements, and two for the thread where one serves a plan."""
    found = _objectives(review.pk)
    paths = _paths({each.serves_id for each in found if each.serves_id}, actor)
    texts: dict[int | None, list[Statement]] = defaultdict(list)
    for each in said:
        texts[each.objective_id].append(each)
    return [_row(each, review, paths.get(each.serves_id), texts[each.pk]) for each in found]


@written_once
def _objectives(review: int) -> QuerySet[ReviewObjective]:
    found = ReviewObjective.objects.filter(review=review).order_by("position", "pk")
    return found.select_related("serves")


@written_once
def signatures_on(review: int) -> QuerySet[Signature]:
    """All of a review, those that were taken back too, with the names of who gave and took them back."""
    found = Signature.objects.filter(review=review).select_related("signed_by", "taken_back_by").order_by("pk")
    return found.only(
        "stage", "side", "signed_at", "signed_by__name", "taken_back_at", "taken_back_why", "taken_back_by__name"
    )


@written_once
def statements_in(review: int) -> QuerySet[Statement]:
    """What both sides said at each stage."""
    return Statement.objects.filter(review=review).order_by("pk")


@written_once
def first_objective(review: int) -> QuerySet[Any]:
    """One of its objectives, where it has any."""
    return ReviewObjective.objects.filter(review=review).values_list("pk")[:1]


def said_of_the_whole(said: Sequence[Statement], stage: Stage) -> tuple[Said, ...]:
    """What both say of the year as a whole at a stage."""
    return _said([each for each in said if each.objective_id is None and each.stage == stage])


def need_rows(review: Review, *, today: date) -> list[NeedRow]:
    """The development needs, the first due first. One statement."""
    return [_need(each, today) for each in _needs(review.pk)]


@written_once
def _needs(review: int) -> QuerySet[DevelopmentNeed]:
    return DevelopmentNeed.objects.filter(review=review).order_by("by_on", "pk")


def signed_rows(signatures: Sequence[Signature]) -> list[SignedRow]:
    """The three stages with the signatures that stand."""
    words = {
        (each.stage, each.side): f"{each.signed_by.name}, {day_words(each.signed_at)}"
        for each in signatures
        if each.taken_back_at is None
    }
    return [
        SignedRow(STAGE_TITLES[stage], words.get((stage, Side.EMPLOYEE), ""), words.get((stage, Side.MANAGER), ""))
        for stage in STAGES
    ]


def taken_back_rows(signatures: Sequence[Signature]) -> list[TakenBackRow]:
    """The signatures that were taken back, the newest first."""
    gone = sorted((each for each in signatures if each.taken_back_at), key=lambda each: (each.taken_back_at, each.pk))
    return [
        TakenBackRow(
            f"{STAGE_TITLES[Stage(each.stage)]}, signed by {each.signed_by.name} on {day_words(each.signed_at)}",
            f"Reopened by {each.taken_back_by.name} on {day_words(each.taken_back_at)}",
            each.taken_back_why,
        )
        for each in reversed(gone)
    ]


def standing(signatures: Sequence[Signature]) -> Signed:
    """The signatures that stand, as the workflow takes them."""
    return {(Stage(each.stage), Side(each.side)) for each in signatures if each.taken_back_at is None}


def _paths(keys: set[int], actor: Actor) -> dict[int | None, str]:
    """What these objectives of plans contribute to, up to the top, where the reader may see it."""
    reach = actor.reaches(Permission.COUNCIL_READ)
    if not keys or reach == frozenset():
        return {}
    thread = load_thread(reach=reach)
    return {
        key: " › ".join(dict.fromkeys(node.title for node in thread.primary_path(key)[:-1]))
        for key in keys
        if key in thread.nodes
    }


def _row(each: ReviewObjective, review: Review, path: str | None, said: Sequence[Statement]) -> ObjectiveRow:
    facts = Facts(each.title, each.measure, each.due_on, each.serves_id is not None)
    found = smart(facts, starts_on=review.year.start, ends_on=review.year.end)
    return ObjectiveRow(
        pk=each.pk,
        title=each.title,
        about=each.about,
        measure=each.measure,
        due=day_words(each.due_on),
        serves=each.serves_words,
        serves_url=each.serves.get_absolute_url() if each.serves and path is not None else "",
        path=path or "",
        letters=tuple(LetterRow(_letter_mark(f.letter, f.holds), f.reason, f.holds is False) for f in found),
        said=_said(said),
    )


def _letter_mark(letter: str, holds: bool | None) -> Mark:
    if holds is None:
        return Mark("judged", letter, "question", "grey")
    return Mark("holds", letter, "tick", "green") if holds else Mark("lacks", letter, "triangle", "amber")


def _said(statements: Sequence[Statement]) -> tuple[Said, ...]:
    order = {(stage, side): n for n, (stage, side) in enumerate((a, b) for a in STAGES for b in Side)}
    found = sorted(statements, key=lambda each: order[Stage(each.stage), Side(each.side)])
    return tuple(
        Said(f"{SIDE_TITLES[Side(each.side)]}, {STAGE_TITLES[Stage(each.stage)].lower()}", each.text)
        for each in found
        if each.text
    )


def _need(each: DevelopmentNeed, today: date) -> NeedRow:
    if each.done_on:
        status = Mark("met", f"Met on {day_words(each.done_on)}", "tick", "green")
    elif each.by_on and each.by_on < today:
        status = Mark("late", "Late", "triangle", "red")
    else:
        status = Mark("open", "Open", "dash", "grey")
    return NeedRow(each.pk, each.need, each.how, day_words(each.by_on), status)
