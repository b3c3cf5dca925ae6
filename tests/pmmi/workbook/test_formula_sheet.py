"""Formulas by workbook: made, worked out, refused, written out again, taken back."""

from decimal import Decimal

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from indicators.models import Formula, ImportState, Indicator, Observation
from pmmi.workbook.sheets.formulas import FORMULAS
from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, UnitFactory, sign_in
from tests.factories.indicators import Q2
from tests.pmmi.workbook.books import applied, problems, row_counts, taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here"), pytest.mark.sweep]
Q1 = Q2.previous()
ROW = {"Measure": "WR03", "Number": "1", "From": Q1.label, "Formula": "[wr01] / [WR02]"}


@pytest.fixture
def by() -> Actor:
    UnitFactory(name="Exampleshire", kind="council")
    return sign_in(Role.ADMINISTRATOR)[1]


@pytest.fixture
def measures() -> list[Indicator]:
    found = [IndicatorFactory(ref=f"WR0{number}", kind="number") for number in (1, 2, 3)]
    for indicator, value in zip(found, (900, 4), strict=False):
        ObservationFactory(indicator=indicator, period=Q1, value=value)
    return found


def test_a_formula_is_made_worked_out_and_taken_back(by: Actor, measures: list[Indicator]) -> None:
    ObservationFactory(indicator=measures[2], state="due", value=None, in_return=ReturnFactory())
    before = row_counts()
    batch = applied(by, {"Formulas": [{**ROW, "A gap": "Counts as nought", "Why": "Typed until now."}]})
    assert batch.state == ImportState.APPLIED, batch.reason
    formula = Formula.objects.get()
    assert (formula.text, formula.shown, formula.blanks) == ("[1] / [2]", "[WR01] / [WR02]", "nought")
    assert Observation.objects.get(indicator=measures[2]).value == Decimal(225)
    batch = taken_back(by, batch)
    assert batch.state == ImportState.UNDONE, batch.reason
    assert row_counts() == before
    assert Observation.objects.get(indicator=measures[2]).state == "due"


def test_what_is_stored_is_written_as_people_write_it_and_stays(by: Actor, measures: list[Indicator]) -> None:
    applied(by, {"Formulas": [ROW]})
    (stored,) = FORMULAS.stored()
    assert stored.text == "[WR01] / [WR02]"
    assert problems({"Formulas": [{**ROW, "Formula": "[WR01] / [WR02]"}]}) == []
    (refused,) = problems({"Formulas": [{**ROW, "Formula": "[WR01] * 2"}]})
    assert "a formula that was made stays. Add a row with the measure’s next number" in refused


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{**ROW, "Formula": "[WR01] /"}], "Formulas, cell D2 (Formula) cannot be used. At the end, after “/”"),
        ([{**ROW, "Formula": "[WR9]"}], "No measure has the reference WR9."),
        ([{**ROW, "Number": "2"}], "is not the next one of WR03, which is 1."),
        ([{**ROW, "Formula": ""}], "is blank, and the measure is typed in that period anyway."),
        (
            [ROW, {**ROW, "Measure": "WR01", "Formula": "[WR03] + 1"}],
            "WR01 would be worked out from itself: WR01 needs WR03, WR03 needs WR01",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_cell(
    by: Actor, measures: list[Indicator], rows: list[dict[str, str]], says: str
) -> None:
    assert says in " ".join(problems({"Formulas": rows}))


def test_what_is_entered_and_not_approved_comes_first(by: Actor, measures: list[Indicator]) -> None:
    ObservationFactory(indicator=measures[2], state="draft", value=3, in_return=ReturnFactory())
    assert "is too early. Figures of WR03 are entered and not approved" in " ".join(problems({"Formulas": [ROW]}))


def test_figures_by_workbook_are_worked_out_from_and_not_given(by: Actor, measures: list[Indicator]) -> None:
    applied(by, {"Formulas": [ROW]})
    earlier = Q1.next(-8)
    figures = [{"Measure": "WR03", "Period": Q2.label, "Figure": "3"}]
    assert "is calculated in this period, and not typed" in " ".join(problems({"Figures": figures}))
    assert problems({"Figures": [{"Measure": "WR03", "Period": earlier.label, "Figure": "3"}]}) == []
