"""Having measures worked out from others, from a period on, or typed again (rules.md 23)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.actors import Actor
from accounts.changes.news import tell
from foundation.refusals import ChangeRefused
from foundation.undoing import Done
from foundation.versions import save_version
from foundation.words import listed
from indicators.changes import told
from indicators.changes.approval import have_stand
from indicators.models import Formula, FormulaInput, Indicator, Observation
from indicators.queries.calculating import results_from
from indicators.queries.formula_checks import checked, in_hand
from indicators.queries.formulas import Dated, Formulas
from indicators.rules.formula import Blanks
from indicators.rules.formula_text import FormulaProblem
from indicators.workflow import FigureState
from plans.periods import Frequency, Period, YearBasis

_FIRST = "Worked out from its formula from now on."
_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaDetails:
    """A formula as a person gives it: from which period on, its text, what a gap does, and why."""

    first: Period
    text: str
    blanks: Blanks = Blanks.BLANK
    why: str = ""


@transaction.atomic
def set_formula(*, by: Actor, at: datetime, indicator: Indicator, version: int, details: FormulaDetails) -> Formula:
    """Have a measure be worked out from a period on, if its sheet still has ``version``; what its inputs allow is
    calculated at once. Figures that are expected from that period on and not entered are expected no longer.

    Raises ChangeRefused for a formula that cannot be the measure's, and while figures of those periods are entered and
    not approved; Conflict.
    """
    stored = _locked(indicator)
    formulas, first = Formulas.load(), details.first
    if (first.frequency, first.basis) != (Frequency(stored.frequency), YearBasis(stored.year_basis)):
        raise ChangeRefused(f"{first.label} is no period of {stored.ref}. Choose one of its own.")
    if waiting := in_hand(stored, first):
        raise ChangeRefused(waiting)
    try:
        made = checked(stored, details.text, first, details.blanks, formulas)
    except FormulaProblem as problem:
        raise ChangeRefused(str(problem)) from None
    formula = _stored(stored, made, details)
    save_version(stored, version=version, fields=[])
    entry = _entry(formula, formulas.at(stored.pk, first), made, details.why, _drop_expected(stored, first))
    said = f"is calculated from {first.label} on: {made.shown}"
    tell(by=by, at=at, news=[told.sheet_told(stored, said, details.why.strip(), tab="formula")])
    audit.record_many(by=by, at=at, entries=[entry, *work_out_from(formula, by=by, at=at)])
    return formula


@transaction.atomic
def stop_calculating(
    *, by: Actor, at: datetime, indicator: Indicator, version: int, first: Period, why: str
) -> Formula:
    """Have a measure be typed again from a period on. What was calculated stays. Raises ChangeRefused without a reason,
    and where it is not calculated then; Conflict.
    """
    stored = _locked(indicator)
    formulas = Formulas.load([stored.pk])
    held = formulas.at(stored.pk, first)
    if held is None:
        raise ChangeRefused(f"{stored.ref} is not calculated in {first.label}. Choose a period in which it is.")
    if not why.strip():
        raise ChangeRefused("Enter why. The reason stays in the history.")
    number = formulas.of_measure[stored.pk][-1].number + 1
    typed = Dated(None, stored.pk, stored.ref, number, first, "", Blanks.BLANK, {})
    formula = _stored(stored, typed, FormulaDetails(first=first, text="", why=why))
    save_version(stored, version=version, fields=[])
    said = f"is typed again from {first.label} on"
    tell(by=by, at=at, news=[told.sheet_told(stored, said, why.strip(), tab="formula")])
    audit.record_many(by=by, at=at, entries=[_entry(formula, held, typed, why, [])])
    return formula


def _locked(indicator: Indicator) -> Indicator:
    related = ("service", "owner", "data_provider", "approver")
    return Indicator.objects.select_for_update(of=("self",), no_key=True).select_related(*related).get(pk=indicator.pk)


def _stored(indicator: Indicator, made: Dated, details: FormulaDetails) -> Formula:
    formula = Formula.objects.create(
        indicator=indicator,
        number=made.number,
        first_period=made.first,
        text=made.text,
        blanks=made.blanks.value,
        why=details.why.strip()[:250],
    )
    FormulaInput.objects.bulk_create(
        FormulaInput(formula=formula, number=number, indicator_id=measure)
        for number, measure in enumerate(made.inputs.values(), start=1)
    )
    return formula


def expected_from(indicator: Indicator, first: Period) -> QuerySet[Observation]:
    """Figures of the measure that are expected from that period on and that nobody has entered."""
    return Observation.objects.filter(
        indicator=indicator,
        period__gte=first.key,
        state__in=(FigureState.DUE, FigureState.MISSING),
        value=None,
        absence="",
    )


def work_out_from(formula: Formula, *, by: Actor, at: datetime, done: Done | None = None) -> list[audit.Entry]:
    """Calculate what a stored formula comes to with what stands, and all that needs it; what to record."""
    found = results_from(formula.first_period, formula.indicator_id, Formulas.load()) if formula.text else []
    return have_stand(found, by=by, at=at, done=done, why=_FIRST)


def _drop_expected(indicator: Indicator, first: Period) -> list[Period]:
    gone = dict(expected_from(indicator, first).values_list("pk", "period"))
    Observation.objects.filter(pk__in=gone).delete()
    return sorted(gone.values())


def _entry(formula: Formula, before: Dated | None, made: Dated, why: str, dropped: list[Period]) -> audit.Entry:
    was, now = (before.shown if before else None), made.shown or None
    changes: dict[str, tuple[object, object]] = {"formula": (was, now), "from": (None, made.first.label)}
    if now and (before is None or before.blanks is not made.blanks):
        changes["a gap among its inputs"] = (None, formula.get_blanks_display())
    if dropped:
        changes["no longer expected"] = (listed([each.label for each in dropped], _SHOWN), None)
    return audit.Entry(action="set", thing=formula, page=formula.indicator, changes=changes, why=why.strip())
