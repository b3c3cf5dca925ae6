"""Reading risks: how each stands, judged on the matrix that it was assessed with."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.actors import Actor
from foundation.dates import day_words
from foundation.measure_words import Reason
from foundation.narrowing import narrowed, with_words
from foundation.statements import written_once
from foundation.words import counted
from plans.models import Objective
from plans.queries.readiness import Lack
from risks.models import Assessment, Clearance, Matrix, Register, Risk, ScoreKind
from risks.models.risk import known_to, knows_all
from risks.queries.plain_facts import Assessed, RiskFacts, facts_of
from risks.rules.exceptions import risk_reasons
from risks.rules.matrix import Grid, Place
from risks.rules.scoring import (
    Counts,
    Facts,
    Movement,
    Score,
    Scores,
    Warned,
    counts,
    movement,
    score,
    warnings_of,
)

MOVED_WORDS: dict[Movement, str] = {
    Movement.RISEN: "Risen",
    Movement.FALLEN: "Fallen",
    Movement.SAME: "Same",
    Movement.NEW: "New",
    Movement.OTHER_MATRIX: "Not compared",
}


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A risk on a day, in the words of every page and file. ``waits``: it was assessed on an earlier matrix, and
    is to be assessed anew. ``matrix`` is the number of the version that its score now was made on, 0 without one.
    ``objectives`` are the keys of those that it threatens.
    """

    pk: int
    ref: str
    title: str
    register: str
    level: str
    owner: str
    owner_id: int
    unit_id: int
    scores: Scores
    moved: Movement | None
    since: date | None
    matrix: int
    waits: bool
    review_on: date
    warned: tuple[Warned, ...]
    is_exempt: bool
    is_open: bool
    objectives: frozenset[int] = frozenset()

    @property
    def url(self) -> str:
        return reverse("risks:risk-detail", args=[self.ref])

    @property
    def moved_word(self) -> str:
        return MOVED_WORDS[self.moved] if self.moved else "Not assessed"

    @property
    def moved_words(self) -> str:
        """ "Risen since 3 July 2026"."""
        if self.moved in (None, Movement.NEW) or self.since is None:
            return self.moved_word
        return f"{self.moved_word} since {day_words(self.since)}"

    @property
    def reasons(self) -> list[Reason]:
        """Why it is an exception; none where it is closed."""
        return risk_reasons(self.scores.current, self.moved) if self.is_open else []

    @property
    def said(self) -> str:
        """The sentence of a screen reader: "Care market fails: now 16, High, above appetite; target 9"."""
        now, target = self.scores.current, self.scores.target
        if now is None:
            return f"{self.title}: not assessed yet"
        above = ", above appetite" if now.is_above_appetite else ""
        return f"{self.title}: now {now.said}{above}{f'; target {target.said}' if target else ''}"


@dataclass(frozen=True, slots=True)
class Scored:
    """One assessment as the history shows it."""

    kind: str
    score: Score
    rationale: str
    on: date
    matrix: str


def standing_matrix() -> Matrix | None:
    """The version that new assessments are made on; None where the council has chosen none yet."""
    return Matrix.objects.order_by("-number").first()


@written_once
def matrices() -> QuerySet[Matrix]:
    """Every version, the one that stands first."""
    return Matrix.objects.order_by("-number")


def find_risks(
    *,
    actor: Actor,
    words: str = "",
    register_id: int | None = None,
    level: str = "",
    unit_id: int | None = None,
    state: str = "",
) -> QuerySet[Risk]:
    """Risks that a person may know of, narrowed; those that stand unless ``state`` is "closed" or "all"."""
    found = Risk.objects.visible_to(actor).select_related("register", "owner")
    if state != "all":
        found = found.filter(closed_on__isnull=state != "closed")
    found = with_words(found, words, "title", "ref", "cause", "event", "effect")
    return narrowed(found, register_id=register_id, register__level=level, register__unit_id=unit_id)


def risks_about(*, actor: Actor, objectives: Collection[int] = (), units: Collection[int] = ()) -> QuerySet[Risk]:
    """The risks that stand in the registers of these units, or against these objectives or those of the units' plans,
    and that the person may know of.
    """
    here = Q(objectives__in=objectives) | Q(register__unit__in=units) | Q(objectives__plan__unit__in=units)
    return _standing_against(here).filter(known_to(actor))


def risks_of_unit(unit: int, *, actor: Actor) -> list[Risk]:
    """The same of one unit. One statement."""
    return _risks_of_unit(unit) if knows_all(actor) else list(risks_about(actor=actor, units=[unit]))


@written_once
def _risks_of_unit(unit: int) -> QuerySet[Risk]:
    return _standing_against(Q(register__unit=unit) | Q(objectives__plan__unit=unit))


def _standing_against(here: Q) -> QuerySet[Risk]:
    return _standing().filter(pk__in=Risk.objects.filter(here).values("pk"))


def standing_risks(actor: Actor) -> list[Risk]:
    """The risks that stand and that a person may know of. One statement."""
    return _all_standing() if knows_all(actor) else list(_standing().filter(known_to(actor)))


@written_once
def _all_standing() -> QuerySet[Risk]:
    return _standing()


def _standing() -> QuerySet[Risk]:
    return Risk.objects.standing().select_related("register", "owner")


def risk_rows(risks: Iterable[Risk], *, today: date) -> list[RiskRow]:
    """Each risk as it stands on a day, by what was assessed until then, the highest score first. Read with register
    and owner; two statements, none for nothing.
    """
    listed = list(risks)
    if not listed:
        return []
    adopted = matrices()
    painted = {matrix.pk: (matrix.number, matrix.painted) for matrix in adopted}
    newest = max((each.number for each in adopted if each.adopted_on <= today), default=0)
    facts = facts_of([risk.pk for risk in listed], until=today)
    return sorted((_row(risk, facts[risk.pk], painted, newest, today) for risk in listed), key=_highest_first)


def risk_row(risk: Risk, *, today: date) -> RiskRow:
    """One risk as it stands on a day."""
    return risk_rows([risk], today=today)[0]


def counts_of(rows: Iterable[RiskRow]) -> Counts:
    """How a list of risks stands."""
    return counts((row.scores.current, row.moved, row.waits) for row in rows)


@written_once
def assessments_of(risk: int) -> QuerySet[Assessment]:
    """Every assessment of a risk, by its key, the oldest first. One statement."""
    return Assessment.objects.filter(risk=risk).select_related("matrix").order_by("assessed_on", "pk")


def history_of_scores(assessed: Sequence[Assessment]) -> list[Scored]:
    """The assessments of a risk, the newest first, each in the band that it had then."""
    return [
        Scored(
            kind=each.get_kind_display(),
            score=score(each.matrix.painted, Place(each.likelihood, each.impact)),
            rationale=each.rationale,
            on=each.assessed_on,
            matrix=str(each.matrix),
        )
        for each in reversed(assessed)
    ]


def latest_of(assessed: Sequence[Assessment]) -> dict[str, Assessment]:
    """The last assessment of each kind."""
    return {each.kind: each for each in assessed}


def registers_within(reach: frozenset[int] | None) -> list[Register]:
    """The registers of the units that a permission reaches, by level and name."""
    found = Register.objects.select_related("unit")
    rows = found if reach is None else found.filter(unit__in=reach)
    levels = {level: place for place, level in enumerate(("corporate", "directorate", "service", "project"))}
    return sorted(rows, key=lambda each: (levels.get(each.level, len(levels)), each.name))


def unassessed(objectives: Sequence[Objective]) -> list[Objective]:
    """Those of these objectives that have neither a risk that stands nor "no significant risk". One statement."""
    looked_at: list[Any] = _looked_at(*(each.pk for each in objectives))
    return [each for each in objectives if each.pk not in looked_at]


@written_once
def _looked_at(*objectives: int) -> QuerySet[Any]:
    """Those of these objectives that were cleared, or that a standing risk threatens, by their keys."""
    cleared = Clearance.objects.filter(objective__one_of=objectives).values_list("objective_id", flat=True)
    risks = Risk.objects.standing().filter(objectives__one_of=objectives)
    return cleared.union(risks.values_list("objectives", flat=True))


def without_assessment(objectives: Sequence[Objective]) -> Lack | None:
    """What keeps a plan of these objectives from approval (B3): those that nobody assessed. One statement."""
    found = unassessed(objectives)
    remedy = "Open each, and raise a risk or record no significant risk."
    if len(found) == 1:
        remedy = "Open it, and raise a risk or record no significant risk."
    each = "Raise a risk, or record no significant risk."
    return Lack("no risk assessment", remedy, found, place="#risks", each=each) if found else None


def few_words(found: Counts) -> str:
    """How the risks against an objective stand, beside its status: "3 risks, 1 above appetite, 1 risen", or ""."""
    if not found.whole:
        return ""
    above = f"{found.above_appetite} above appetite" if found.above_appetite else ""
    risen = f"{found.risen} risen" if found.risen else ""
    return ", ".join(filter(None, [counted(found.whole, "risk"), above, risen]))


def finding(found: Counts) -> str:
    """The sentence that a register opens with."""
    if not found.whole:
        return "No risk is on record."
    first = above_words(found) or f"None of {counted(found.rated, 'risk')} stands above appetite."
    return f"{first} {_risen(found.risen)}" if found.risen else first


def above_words(found: Counts) -> str:
    """How many stand above appetite, of those with a score now: "2 of 9 risks stand above appetite.", "" for none."""
    above = found.above_appetite
    stand = "stands" if above == 1 else "stand"
    return f"{above} of {counted(found.rated, 'risk')} {stand} above appetite." if above else ""


def _risen(number: int) -> str:
    return "One has risen." if number == 1 else f"{number} have risen."


def _highest_first(row: RiskRow) -> tuple[int, int, int, str]:
    now = row.scores.current
    return (0, -now.rank, -now.value, row.ref) if now else (1, 0, 0, row.ref)


def _row(risk: Risk, facts: RiskFacts, painted: Mapping[int, tuple[int, Grid]], newest: int, today: date) -> RiskRow:
    def judged(each: Assessed) -> Score:
        return score(painted[each.matrix][1], Place(each.likelihood, each.impact))

    last = {kind: made[-1] for kind, made in facts.assessed.items()}
    judged_last = {kind: judged(each) for kind, each in last.items()}
    made = facts.assessed.get(ScoreKind.CURRENT, [])
    now, before = (made[-1] if made else None), (made[-2] if len(made) > 1 else None)
    moved = now and movement(
        judged_last[ScoreKind.CURRENT],
        judged(before) if before else None,
        same_matrix=before is None or before.matrix == now.matrix,
    )
    # Scores of two versions are not held against each other.
    comparable = Scores(**{kind: judged_last[kind] for kind, each in last.items() if now and each.matrix == now.matrix})
    warned = Facts(comparable, controls=facts.controls, objectives=facts.live_objectives, review_on=risk.review_on)
    number = painted[now.matrix][0] if now else 0
    is_open = risk.closed_on is None or risk.closed_on > today
    return RiskRow(
        pk=risk.pk,
        ref=risk.ref,
        title=risk.title,
        register=risk.register.name,
        level=risk.register.get_level_display(),
        owner=risk.owner.title,
        owner_id=risk.owner_id,
        unit_id=risk.register.unit_id,
        scores=Scores(**judged_last),
        moved=moved,
        since=before.on if before else None,
        matrix=number,
        waits=bool(newest) and any(painted[each.matrix][0] < newest for each in last.values()),
        review_on=risk.review_on,
        warned=tuple(warnings_of(warned, today=today)) if is_open else (),
        is_exempt=risk.is_exempt,
        is_open=is_open,
        objectives=facts.objectives,
    )
