"""A risk's score and band, how it moved, and what is wrong with it (rules.md, Risk)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.dates import day_words
from foundation.marks import Mark
from risks.rules.matrix import Grid, Place


class Kind(StrEnum):
    """Which of a risk's three scores. Values are stored and never renamed."""

    INHERENT = "inherent"  # before any control
    CURRENT = "current"  # with the controls that work today
    TARGET = "target"  # where the council wants it to be


class Movement(StrEnum):
    """The score now beside the one assessed before it."""

    RISEN = "risen"
    FALLEN = "fallen"
    SAME = "same"
    NEW = "new"  # nothing was assessed before
    OTHER_MATRIX = "other_matrix"  # scored on another version of the matrix: no comparison


class RiskWarning(StrEnum):
    """What is warned of. Values stand in addresses of lists."""

    TARGET_ABOVE_CURRENT = "target_above_current"
    NO_CONTROL = "no_control"
    REVIEW_OVERDUE = "review_overdue"
    NO_OBJECTIVE = "no_objective"


WARNING_WORDS: dict[RiskWarning, str] = {
    RiskWarning.TARGET_ABOVE_CURRENT: "Target above current",
    RiskWarning.NO_CONTROL: "Current below inherent without a control",
    RiskWarning.REVIEW_OVERDUE: "Review overdue",
    RiskWarning.NO_OBJECTIVE: "No objective threatened",
}


ODD_SCORES = frozenset({RiskWarning.TARGET_ABOVE_CURRENT})
"""Those that whoever assesses a risk is told of at once."""


@dataclass(frozen=True, slots=True)
class Score:
    """A place of the matrix judged on the version that it was assessed with."""

    place: Place
    value: int
    band: str
    mark: Mark
    rank: int
    is_above_appetite: bool
    words: str

    @property
    def said(self) -> str:
        """ "16, High"."""
        return f"{self.value}, {self.mark.word}"


@dataclass(frozen=True, slots=True)
class Scores:
    """A risk's three scores; None where it was not assessed yet."""

    inherent: Score | None = None
    current: Score | None = None
    target: Score | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the warnings are judged by. ``controls`` counts those in place, ``objectives`` those of plans that run."""

    scores: Scores
    controls: int
    objectives: int
    review_on: date


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning and the sentence that says what to do."""

    warning: RiskWarning
    words: str

    @property
    def label(self) -> str:
        return WARNING_WORDS[self.warning]


def score(grid: Grid, place: Place) -> Score:
    """Likelihood times impact, and the band that its cell is painted with. ValueError for a place outside the grid."""
    band = grid.band_key(place)
    likelihood, impact = grid.likelihoods[place.likelihood - 1], grid.impacts[place.impact - 1]
    return Score(
        place=place,
        value=likelihood.value * impact.value,
        band=band,
        mark=grid.mark(band),
        rank=grid.rank(band),
        is_above_appetite=grid.is_above_appetite(band),
        words=f"{likelihood.word} ({likelihood.value}) × {impact.word} ({impact.value})",
    )


def is_higher(one: Score, other: Score) -> bool:
    """Whether one score is above another of the same matrix: by band, and within a band by number."""
    return (one.rank, one.value) > (other.rank, other.value)


def movement(now: Score, before: Score | None, *, same_matrix: bool) -> Movement:
    """How the score moved since the assessment before. ``same_matrix``: both were made on one version."""
    if before is None:
        return Movement.NEW
    if not same_matrix:
        return Movement.OTHER_MATRIX
    if is_higher(now, before):
        return Movement.RISEN
    return Movement.FALLEN if is_higher(before, now) else Movement.SAME


def is_review_overdue(review_on: date, *, today: date) -> bool:
    """Whether the day by which a risk was to be reviewed is over (rules.md 11)."""
    return review_on < today


def warnings_of(facts: Facts, *, today: date) -> list[Warned]:
    """What is wrong with a risk on a day, in the order of rules.md. Scores of different matrices must not be given."""
    inherent, current, target = facts.scores.inherent, facts.scores.current, facts.scores.target
    found = []
    if current and target and is_higher(target, current):
        words = f"The target, {target.said}, is above the score now, {current.said}. Set a lower target."
        found.append(Warned(RiskWarning.TARGET_ABOVE_CURRENT, words))
    if inherent and current and is_higher(inherent, current) and not facts.controls:
        words = (
            f"It stands at {current.said}, below {inherent.said} at first, yet nothing holds it down. Add a control."
        )
        found.append(Warned(RiskWarning.NO_CONTROL, words))
    if is_review_overdue(facts.review_on, today=today):
        words = f"It was to be reviewed by {day_words(facts.review_on)}. Assess it anew."
        found.append(Warned(RiskWarning.REVIEW_OVERDUE, words))
    if not facts.objectives:
        words = "No objective of a plan that runs is named. Say which one it threatens."
        found.append(Warned(RiskWarning.NO_OBJECTIVE, words))
    return found


@dataclass(frozen=True, slots=True)
class Counts:
    """How a register stands. ``rated`` are those with a score now; the others count in ``whole`` alone."""

    whole: int
    rated: int
    above_appetite: int
    risen: int
    waiting: int  # scored on an earlier version of the matrix: to be assessed anew


def counts(rows: Iterable[tuple[Score | None, Movement | None, bool]]) -> Counts:
    """From each risk's score now, its movement, and whether it waits for a new assessment. Their order is no matter."""
    found: Sequence[tuple[Score | None, Movement | None, bool]] = list(rows)
    return Counts(
        whole=len(found),
        rated=sum(now is not None for now, _, _ in found),
        above_appetite=sum(now is not None and now.is_above_appetite for now, _, _ in found),
        risen=sum(moved is Movement.RISEN for _, moved, _ in found),
        waiting=sum(waits for _, _, waits in found),
    )
