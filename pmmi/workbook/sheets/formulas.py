"""By what measures are worked out, from which period on. A formula that was made stays; another one follows it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from accounts.roles import Permission
from indicators.changes.formulas import expected_from
from indicators.models import Formula, FormulaInput, Indicator
from indicators.queries.formula_checks import Known, checked, in_hand
from indicators.queries.formulas import Dated, Formulas
from indicators.rules.formula import Blanks
from indicators.rules.formula_text import FormulaProblem
from pmmi.workbook.cells import WHOLE, To, Words, choices_of
from pmmi.workbook.names import Named
from pmmi.workbook.of_measure import PERIOD
from pmmi.workbook.sheet import Along, Column, Row, Sheet, apart

_STAYS = "a formula that was made stays. Add a row with the measure’s next number"


_MADE = "formulas that are new"
"""By the row's thing: its text as it is stored, and its inputs. Things get their keys only when they are written."""


def _none() -> dict[int, tuple[str, list[Indicator]]]:
    return {}


def _formulas() -> Iterable[Formula]:
    """Each with its text as people write it."""
    found = Formula.objects.select_related("indicator").prefetch_related("inputs__indicator")
    for each in found.order_by("indicator__ref", "number"):
        each.text = each.shown
        yield each


def _can_be(rows: Sequence[Row], named: Named) -> None:
    """Refuses formulas that cannot be their measures', beside those that are stored and those before them here."""
    new = [row for row in rows if row.is_new]
    if not new:
        return
    measures = {apart(each): each for each in named.known("measures")}
    known = [Known(key, *_asked(each)) for key, each in measures.items()]
    formulas = Formulas.load()
    made: dict[int, tuple[str, list[Indicator]]] = {}
    for row in sorted(new, key=lambda each: (each.values["indicator"].ref, each.values["number"])):
        found = _made(row, formulas, known)
        if found is not None:
            made[id(row.thing)] = found.text, [measures[key] for key in found.inputs.values()]
            formulas = formulas.along_with(found)
    named.once(_MADE, lambda: made)


def _asked(measure: Indicator) -> tuple[Any, ...]:
    return tuple(getattr(measure, name) for name in Known._fields[1:])


def _made(row: Row, formulas: Formulas, known: Sequence[Known]) -> Dated | None:
    """The formula of a row; None where it is refused."""
    values, measure = row.values, row.values["indicator"]
    key, first, text = apart(measure), values["first_period"], values.get("text") or ""
    held = formulas.of_measure.get(key, ())
    if values["number"] != len(held) + 1:
        row.refuse("Number", f"is not the next one of {measure.ref}, which is {len(held) + 1}.")
        return None
    if measure.pk and (waiting := in_hand(measure, first)):
        row.refuse("From", f"is too early. {waiting}")
        return None
    if not text:
        if formulas.at(key, first) is None:
            row.refuse("Formula", "is blank, and the measure is typed in that period anyway. Fill it in.")
            return None
        return Dated(None, key, measure.ref, values["number"], first, "", Blanks.BLANK, {})
    try:
        blanks = Blanks(values.get("blanks") or Blanks.BLANK)
        return checked(measure, text, first, blanks, formulas, known=known, key=key)
    except FormulaProblem as problem:
        row.refuse("Formula", f"cannot be used. {problem}")
        return None


def _text(row: Row, at: datetime, named: Named) -> dict[str, Any]:  # noqa: ARG001
    """As it is stored: with the numbers of its inputs for their references."""
    text, _ = named.once(_MADE, _none)[id(row.thing)]
    return {"text": text}


def _inputs(row: Row, at: datetime, named: Named) -> Along:  # noqa: ARG001
    """The measures that it names; figures that are expected of the measure from then on go, where it is calculated."""
    if not row.is_new:
        return Along()
    text, measures = named.once(_MADE, _none)[id(row.thing)]
    new = [FormulaInput(formula=row.thing, number=n, indicator=each) for n, each in enumerate(measures, start=1)]
    formula = row.thing
    is_asked = text and not formula.indicator._state.adding
    return Along(new, expected_from(formula.indicator, formula.first_period) if is_asked else ())


FORMULAS = Sheet(
    key="formulas",
    title="Formulas",
    thing="formula",
    purpose="Measures that are worked out from others, from a period on. The last one of a measure holds.",
    model=Formula,
    needs=Permission.INDICATOR_EDIT,
    by=("indicator", "number"),
    stored=_formulas,
    name=lambda formula: f"{formula.indicator.ref} {formula.number}",
    page=lambda formula: formula.indicator,
    columns=(
        Column("Measure", "indicator", To("measures"), "Its reference", needed=True, example="WR03"),
        Column("Number", "number", WHOLE, "1 for its first formula, 2 for the one after", needed=True, example="1"),
        Column("From", "first_period", **PERIOD, meaning="The first period that it holds for", needed=True,
               example="2026/27 Q1", only_new=_STAYS),
        Column("Formula", "text", Words(), "References in square brackets. Blank where it is typed again",
               example="[WR01] / [WR02]", only_new=_STAYS),
        Column("A gap", "blanks", choices_of(Formula, "blanks"), "What a measure without a figure does",
               blank=Blanks.BLANK.value, only_new=_STAYS),
        Column("Why", "why", Words(), "Shown with it", only_new=_STAYS),
    ),
    made=_text,
    along=_inputs,
    checks_all=(_can_be,),
)  # fmt: skip

SHEETS: Iterable[Sheet] = (FORMULAS,)
