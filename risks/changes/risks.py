"""Raising, changing, assessing and closing risks. Each save names the version it was made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import transaction

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import forget_told, have_moved, tell
from accounts.models import Post
from foundation.dates import day_words, london_day
from foundation.refusals import ChangeRefused
from foundation.versions import first_values, save_version, set_fields
from plans.models import Objective
from risks.changes.told import risk_assessed, risk_given, risk_moved, risk_raised, risk_told
from risks.models import Assessment, Clearance, Matrix, Register, Risk, ScoreKind
from risks.rules.matrix import Place
from risks.rules.scoring import score

NO_MATRIX = "The council has no risk matrix yet. Ask the performance team to choose one, then raise the risk."
NO_OBJECTIVE = "Choose at least one objective that the risk threatens."


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDetails:
    """What a risk is. ``objectives`` are those that it threatens."""

    register: Register
    ref: str
    title: str
    cause: str
    event: str
    effect: str
    owner: Post
    objectives: Sequence[Objective]
    is_exempt: bool = False
    exempt_paragraph: int | None = None
    exempt_reason: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """A place on the matrix that stands, and why it is there."""

    place: Place
    rationale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """A whole assessment: the three scores, the day it was made, and when to look again."""

    inherent: Rated
    current: Rated
    target: Rated
    assessed_on: date
    review_on: date

    def by_kind(self) -> Mapping[str, Rated]:
        return {ScoreKind.INHERENT: self.inherent, ScoreKind.CURRENT: self.current, ScoreKind.TARGET: self.target}


@transaction.atomic
def raise_risk(*, by: Actor, at: datetime, details: RiskDetails, scoring: Scoring) -> Risk:
    """A new risk with its first assessment. Raises ChangeRefused."""
    _check_details(details)
    matrix = _standing_matrix()
    _check_scoring(matrix, scoring, today=london_day(at))
    values = _columns(details)
    risk = Risk.objects.create(**values, raised_on=scoring.assessed_on, review_on=scoring.review_on)
    risk.objectives.set(details.objectives)
    changes = first_values(risk, [*values, "review_on"]) | {"objectives": (None, _named(details.objectives))}
    audit.record(by=by, at=at, action="raised", thing=risk, changes=changes)
    _write(by=by, at=at, risk=risk, matrix=matrix, scoring=scoring)
    Clearance.objects.filter(objective__in=details.objectives).delete()
    tell(by=by, at=at, news=risk_raised(risk))
    return risk


@transaction.atomic
def edit_risk(*, by: Actor, at: datetime, risk: Risk, version: int, details: RiskDetails, why: str = "") -> Risk:
    """Change what a risk is. One that moves to another register, up or down, needs a reason.

    Raises ChangeRefused; Conflict with the stored row when somebody saved after ``version``.
    """
    stored = _stored(risk)
    register, owner = stored.register, stored.owner_id
    _check_details(details)
    if details.register.pk != stored.register_id and not why.strip():
        raise ChangeRefused("Enter why the risk moves to another register.")
    before = _named(stored.objectives.order_by("ref"))
    values = _columns(details)
    changes = set_fields(stored, values)
    after = _named(sorted(details.objectives, key=lambda each: each.ref))
    if before != after:
        changes["objectives"] = (before, after)
    if not changes:
        return stored
    save_version(stored, version=version, fields=values)
    stored.objectives.set(details.objectives)
    Clearance.objects.filter(objective__in=details.objectives).delete()
    audit.record(by=by, at=at, action="changed", thing=stored, changes=changes, why=why.strip())
    if stored.is_exempt:
        forget_told("risk", stored.pk)
        return stored
    if stored.register_id != register.pk:
        have_moved("risk", [stored.pk], stored.register.unit_id)
        tell(by=by, at=at, news=risk_moved(stored, register, why))
    given = risk_given(stored) if stored.owner_id != owner else []
    tell(by=by, at=at, news=given or (risk_told(stored, "was changed") if stored.register_id == register.pk else []))
    return stored


@transaction.atomic
def assess_risk(*, by: Actor, at: datetime, risk: Risk, version: int, scoring: Scoring) -> Risk:
    """A new assessment on the matrix that stands. The score now is always written anew, the other two where they
    changed. Raises ChangeRefused; Conflict when somebody saved after ``version``.
    """
    stored = _stored(risk)
    matrix = _standing_matrix()
    _check_scoring(matrix, scoring, today=london_day(at))
    last = stored.assessments.order_by("-assessed_on", "-pk").first()
    if last and scoring.assessed_on < last.assessed_on:
        raise ChangeRefused(
            f"The last assessment was made on {day_words(last.assessed_on)}. Enter that day or a later one."
        )
    stored.review_on = scoring.review_on
    save_version(stored, version=version, fields=["review_on"])
    _write(by=by, at=at, risk=stored, matrix=matrix, scoring=scoring)
    tell(by=by, at=at, news=risk_assessed(stored, today=london_day(at)))
    return stored


@transaction.atomic
def close_risk(*, by: Actor, at: datetime, risk: Risk, version: int, why: str) -> Risk:
    """The risk is no more: it leaves lists and pictures, and stays on record. Raises ChangeRefused, Conflict."""
    stored = _stored(risk)
    if not why.strip():
        raise ChangeRefused("Enter why the risk is closed.")
    values = {"closed_on": london_day(at), "closed_why": why.strip()}
    audit.save(by=by, at=at, thing=stored, values=values, version=version, action="closed")
    tell(by=by, at=at, news=risk_told(stored, "was closed"))
    return stored


@transaction.atomic
def reopen_risk(*, by: Actor, at: datetime, risk: Risk, version: int, why: str) -> Risk:
    """The risk stands again. Raises ChangeRefused where it was not closed or no reason is given, Conflict."""
    stored = Risk.objects.select_related("register", "owner").get(pk=risk.pk)
    if stored.closed_on is None:
        raise ChangeRefused("The risk stands already.")
    if not why.strip():
        raise ChangeRefused("Enter why the risk is reopened.")
    values = {"closed_on": None, "closed_why": ""}
    audit.save(by=by, at=at, thing=stored, values=values, version=version, action="reopened", why=why)
    tell(by=by, at=at, news=risk_told(stored, "was reopened"))
    return stored


@transaction.atomic
def clear_objective(*, by: Actor, at: datetime, objective: Objective, why: str) -> Clearance:
    """Record that the objective was looked at and has no significant risk. Raises ChangeRefused where a risk that
    stands threatens it, or no reason is given.
    """
    if Risk.objects.standing().filter(objectives=objective).exists():
        raise ChangeRefused("A risk is recorded against this objective. Close it first, or take the objective off it.")
    if not why.strip():
        raise ChangeRefused("Enter why there is no significant risk.")
    values = {"recorded_on": london_day(at), "why": why.strip()}
    clearance, _ = Clearance.objects.update_or_create(objective=objective, defaults=values)
    changes = first_values(clearance, values)
    audit.record(
        by=by, at=at, action="recorded no significant risk for", thing=objective, changes=changes, why=why.strip()
    )
    return clearance


def _stored(risk: Risk) -> Risk:
    """The risk as it is stored. Raises ChangeRefused where it is closed."""
    stored = Risk.objects.select_related("register", "owner").get(pk=risk.pk)
    if stored.closed_on is not None:
        raise ChangeRefused(f"The risk was closed on {day_words(stored.closed_on)}. Reopen it first.")
    return stored


def _columns(details: RiskDetails) -> dict[str, object]:
    return {each.name: getattr(details, each.name) for each in fields(details) if each.name != "objectives"}


def _named(objectives: Sequence[Objective]) -> str:
    return ", ".join(each.ref for each in objectives)


def _check_details(details: RiskDetails) -> None:
    if not details.objectives:
        raise ChangeRefused(NO_OBJECTIVE)
    if any(each.plan.level.is_private for each in details.objectives):
        raise ChangeRefused("An objective of a private plan cannot be named in a register.")
    if details.is_exempt and not (details.exempt_paragraph and details.exempt_reason.strip()):
        raise ChangeRefused("Enter the paragraph of Schedule 12A and why the risk is exempt.")


def _standing_matrix() -> Matrix:
    matrix = Matrix.objects.order_by("-number").first()
    if matrix is None:
        raise ChangeRefused(NO_MATRIX)
    return matrix


def _check_scoring(matrix: Matrix, scoring: Scoring, *, today: date) -> None:
    if scoring.assessed_on > today:
        raise ChangeRefused("The day of the assessment is still to come. Check the date.")
    if scoring.review_on <= scoring.assessed_on:
        raise ChangeRefused("The review must come after the assessment. Check both dates.")
    if not all(matrix.painted.holds(each.place) for each in scoring.by_kind().values()):
        raise ChangeRefused("The matrix was changed while you had this open. Choose likelihood and impact again.")


def _write(*, by: Actor, at: datetime, risk: Risk, matrix: Matrix, scoring: Scoring) -> None:
    last: dict[str, Assessment] = {}
    for each in risk.assessments.order_by("assessed_on", "pk"):
        last[each.kind] = each
    grid, rows, changes = matrix.painted, [], {}
    for kind, rated in scoring.by_kind().items():
        before = last.get(kind)
        if kind != ScoreKind.CURRENT and before and _is_same(before, matrix, rated):
            continue
        rows.append(
            Assessment(
                risk=risk, matrix=matrix, kind=kind, likelihood=rated.place.likelihood, impact=rated.place.impact,
                rationale=rated.rationale, assessed_on=scoring.assessed_on,
            )
        )  # fmt: skip
        changes[f"{kind} score"] = (before and _said(before), score(grid, rated.place).said)
    Assessment.objects.bulk_create(rows)
    changes["review_on"] = (None, scoring.review_on)
    audit.record(by=by, at=at, action="assessed", thing=risk, changes=changes)


def _is_same(before: Assessment, matrix: Matrix, rated: Rated) -> bool:
    return (before.matrix_id, before.likelihood, before.impact, before.rationale) == (
        matrix.pk, rated.place.likelihood, rated.place.impact, rated.rationale,
    )  # fmt: skip


def _said(before: Assessment) -> str:
    return score(before.matrix.painted, Place(before.likelihood, before.impact)).said
