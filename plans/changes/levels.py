"""Changing the levels of the golden thread. A level is put out of use, never deleted."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.actors import Actor
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, values_of
from plans.changes.sections import ask_core_questions
from plans.models import Level

# (name, reported on each quarter, guidance) from the top down (A1).
DEFAULT_LEVELS = (
    (
        "Community strategy",
        False,
        "What the area as a whole wants to be in about ten years. Owned by the partnership of public, private and "
        "voluntary bodies.",
    ),
    ("Partnership agreement", False, "What the partners promise together over three years, with shared targets."),
    ("Corporate plan", False, "The council's own priorities, areas of focus and outcomes."),
    (
        "Departmental service plan",
        True,
        "What a service does for the corporate plan this year: objectives, milestones, measures. Reported each "
        "quarter.",
    ),
    ("Divisional plan", False, "A division's part of the service plan."),
    ("Team plan", False, "A team's part of the divisional plan."),
    (
        "Individual EDR plan",
        False,
        "One person's objectives from the employee development review. Private to the person and the line of managers.",
    ),
)
_FIELDS = ("name", "position", "in_use", "is_reported", "is_private", "guidance", "sampled_over")
SAMPLED_TOO = (
    "Every plan of a level that is reported on each quarter is reviewed, so none of them is sampled. Leave one empty."
)
_PRIVATE = "Individual EDR plan"


@transaction.atomic
def ensure_default_levels(*, by: Actor, at: datetime) -> list[Level]:
    """The seven levels of a large council, top down. Where any level exists already, those are left as they are."""
    if not Level.objects.exists():
        levels = [
            Level(name=name, position=position, is_reported=is_reported, is_private=name == _PRIVATE, guidance=guidance)
            for position, (name, is_reported, guidance) in enumerate(DEFAULT_LEVELS, 1)
        ]
        Level.objects.bulk_create(levels)
        made = [audit.Entry(action="created", thing=each, changes=first_values(each, _FIELDS)) for each in levels]
        audit.record_many(by=by, at=at, entries=made)
        ask_core_questions(levels)
    return list(Level.objects.order_by("position"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelDetails:
    """What a level says of itself. ``sampled_over``: not all plans are reviewed, but each within so many years."""

    name: str
    is_reported: bool = False
    sampled_over: int | None = None
    guidance: str = ""
    in_use: bool = True


@transaction.atomic
def create_level(*, by: Actor, at: datetime, details: LevelDetails) -> Level:
    """A new level beneath the last one; ``move_level`` takes it to its place. Raises ChangeRefused for a level that is
    both reported on and sampled.
    """
    _check(details)
    last = Level.objects.aggregate(last=Max("position"))["last"] or 0
    level = Level.objects.create(position=last + 1, **values_of(details))
    audit.record(by=by, at=at, action="created", thing=level, changes=first_values(level, _FIELDS))
    ask_core_questions([level])
    return level


@transaction.atomic
def edit_level(*, by: Actor, at: datetime, level: Level, details: LevelDetails) -> Level:
    """Rename it, say whether it is used, reported on each quarter and sampled. Plans at the level stay as they are;
    those of a level that is reported on from now on are asked the core questions. Raises ChangeRefused for a level that
    is both reported on and sampled, and for a private one that is.
    """
    _check(details)
    stored = Level.objects.select_for_update().get(pk=level.pk)
    if stored.is_private and details.sampled_over:
        raise ChangeRefused("Private plans are read by their owners and the line of managers alone: none is sampled.")
    if audit.save(by=by, at=at, thing=stored, values=values_of(details)):
        ask_core_questions([stored])
    return stored


def _check(details: LevelDetails) -> None:
    if details.is_reported and details.sampled_over:
        raise ChangeRefused(SAMPLED_TOO)


@transaction.atomic
def move_level(*, by: Actor, at: datetime, level: Level, up: bool) -> None:
    """Change places with the level above or below. Raises ChangeRefused at the end of the list."""
    levels = list(Level.objects.select_for_update().order_by("position"))
    place = [each.pk for each in levels].index(level.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(levels):
        raise ChangeRefused(f"{level.name} is already at the {'top' if up else 'bottom'}.")
    mine, theirs = levels[place], levels[other]
    mine_at, theirs_at = mine.position, theirs.position
    # No two levels may share a position, not even for a moment.
    Level.objects.filter(pk=mine.pk).update(position=levels[-1].position + 1)
    Level.objects.filter(pk=theirs.pk).update(position=mine_at)
    Level.objects.filter(pk=mine.pk).update(position=theirs_at)
    entries = [
        audit.Entry(action="moved", thing=mine, changes={"position": (mine_at, theirs_at)}),
        audit.Entry(action="moved", thing=theirs, changes={"position": (theirs_at, mine_at)}),
    ]
    audit.record_many(by=by, at=at, entries=entries)
