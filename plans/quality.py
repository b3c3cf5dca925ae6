"""What makes a plan good enough to sign off: the checklist that authors see and reviewers judge by (rules.md 20).

Pure: no Django and no clock. ``plans.queries.quality`` reads the plan.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.dates import day_words

FEWEST_WORDS, FEWEST_AFTER_EFFORT = 4, 6
# An objective that begins with one of these says that we try, and needs more words to say what for.
_EFFORT = frozenset(
    (
        "build", "continue", "deliver", "develop", "drive", "encourage", "engage", "enhance", "ensure", "improve",
        "increase", "maintain", "monitor", "promote", "provide", "raise", "review", "strengthen", "support", "sustain",
        "work",
    )
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_OUTCOME, _OBJECTIVE = "outcome", "objective"


class Verdict(StrEnum):
    MET = "met"
    FINDING = "finding"
    JUDGEMENT = "judgement"

    @property
    def word(self) -> str:
        return {"met": "Met", "finding": "Finding", "judgement": "For the reviewer to judge"}[self.value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the plan, by name and address."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """What is to be done at a place."""

    place: Place
    words: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist. ``key`` names it for good; ``remedies`` are there where it is a finding."""

    key: str
    group: str
    words: str
    verdict: Verdict
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenObjective:
    """An objective as it is written. ``needs_link``: not at the top of the thread; ``basis``: why the council does it
    though it serves nothing above. ``owner_vacant``: nobody holds the post. ``measures`` None: nobody counts them.
    """

    place: Place
    kind: str
    title: str
    needs_link: bool
    is_linked: bool
    basis: str
    owner: str
    owner_vacant: bool
    measures: int | None
    milestones: int
    first_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What another part of the product asks of each objective: its sentence, and what is wanting."""

    key: str
    words: str
    group: str
    wanting: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPlan:
    place: Place
    ends_on: date
    unanswered: tuple[Place, ...]
    objectives: Sequence[WrittenObjective]
    asked: Sequence[Asked] = ()


# What only a reader can judge: key, and the question that "yes" answers well.
JUDGEMENTS = (
    ("focused", "Focused: the measures are about what the plan sets out to achieve"),
    ("appropriate", "Appropriate: they are of use to those who will read them"),
    ("balanced", "Balanced: together they cover what matters, not only what is easy to count"),
    ("robust", "Robust: they will stand when people or the organisation change"),
    ("integrated", "Integrated: the service manages by them, and does not only report them"),
    ("cost_effective", "Cost-effective: what they tell is worth what it takes to collect them"),
    ("consistent", "Consistent: it agrees with the plans beside it on money, workforce, assets and risk"),
)
FABRIC = "The set of measures, and the plans beside it"


def checklist(plan: WrittenPlan) -> list[Check]:
    """Every check of a plan in the order of the list: what can be worked out, then what its reviewer judges."""
    asked = (_check(each.key, each.group, each.words, each.wanting) for each in plan.asked)
    return [
        *_whole(plan),
        *_smart(plan),
        *asked,
        *(Check(key, FABRIC, words, Verdict.JUDGEMENT) for key, words in JUDGEMENTS),
    ]


def _whole(plan: WrittenPlan) -> Iterable[Check]:
    yield _check(
        "questions", "The plan as a whole", "Every question is answered",
        (Remedy(place, "Answer it: its guidance says what belongs there.") for place in plan.unanswered),
    )  # fmt: skip
    has_outcome = any(each.kind == _OUTCOME for each in plan.objectives)
    yield _check(
        "outcome", "The plan as a whole", "It has an outcome: what changes for people",
        () if has_outcome else [Remedy(plan.place, NO_OUTCOME)],
    )  # fmt: skip


NO_OUTCOME = (
    "It tells what the service will do, and not yet what will change for people. Ask “so what?” of each objective, and "
    "add the answer as an outcome."
)


def _smart(plan: WrittenPlan) -> Iterable[Check]:
    aims = [each for each in plan.objectives if each.kind in (_OUTCOME, _OBJECTIVE)]
    group = "Each objective is SMART"
    yield _check("specific", group, "Specific: it says what, for whom or where", _each(aims, not_specific))
    yield _check("measurable", group, "Measurable: anybody can tell whether it happened", _each(aims, not_measurable))
    yield _check(
        "achievable", group, "Achievable: somebody in post answers for it", _each(plan.objectives, not_achievable)
    )
    yield _check(
        "relevant", group, "Relevant: it serves something above, or says why the council does it",
        _each(plan.objectives, not_relevant),
    )  # fmt: skip
    late = ((each, not_in_time(each, plan.ends_on)) for each in aims)
    yield _check(
        "time_bound", group, "Time-bound: it is due while the plan runs",
        [Remedy(each.place, words) for each, words in late if words],
    )  # fmt: skip


def not_specific(objective: WrittenObjective) -> str:
    """What is to be done about a title that says too little; "" where it says enough."""
    words = _WORD.findall(objective.title)
    if len(words) < FEWEST_WORDS:
        return "Say what will be different, for whom or where, in one sentence that a resident would understand."
    if words[0].lower() in _EFFORT and len(words) < FEWEST_AFTER_EFFORT:
        return f"“{words[0]}” says that you will try. Say what will be different, for whom or where, and by how much."
    return ""


def not_measurable(objective: WrittenObjective) -> str:
    """What is to be done where nothing tells whether it happened; "" where something does."""
    if objective.kind == _OUTCOME and objective.measures is not None:
        if not objective.measures:
            return "Add a measure: a milestone tells what you did, and not what changed for people."
        return ""
    if objective.measures or objective.milestones:
        return ""
    return "Add a measure or a milestone, so that anybody can tell whether it happened."


def not_achievable(objective: WrittenObjective) -> str:
    """What is to be done where nobody is there to answer for it; "" where somebody is."""
    if not objective.owner_vacant:
        return ""
    return f"Nobody holds the post {objective.owner} today. Name a post that somebody holds."


def not_relevant(objective: WrittenObjective) -> str:
    """What is to be done where it serves nothing; "" where it does, or says why the council does it."""
    if objective.is_linked or objective.basis or not objective.needs_link:
        return ""
    return (
        "Say what it contributes to above. Where it is statutory or business as usual, or to be stopped, say so on the "
        "objective, with why."
    )


def not_in_time(objective: WrittenObjective, ends_on: date) -> str:
    """What is to be done where its first milestone comes after the plan; without one, the plan's end is its date."""
    if objective.first_due_on is None or objective.first_due_on <= ends_on:
        return ""
    return (
        f"Its first milestone is due on {day_words(objective.first_due_on)}, after the plan ends. Add a step that is "
        f"due by {day_words(ends_on)}."
    )


def _each(objectives: Iterable[WrittenObjective], fault: Callable[[WrittenObjective], str]) -> list[Remedy]:
    return [Remedy(each.place, words) for each in objectives if (words := fault(each))]


def _check(key: str, group: str, words: str, remedies: Iterable[Remedy]) -> Check:
    found = tuple(remedies)
    return Check(key, group, words, Verdict.FINDING if found else Verdict.MET, found)
