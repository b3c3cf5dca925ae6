"""Approved figures and their words by workbook: made as they stood before, refused where somebody here is asked."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from accounts.models import Event
from accounts.roles import Role
from indicators.models import Commentary, ImportState, Indicator, Observation
from plans.periods import parse_label
from pmmi.workbook.filling import workbook_zip
from pmmi.workbook.sheets import SHEETS
from tests.factories import IndicatorFactory, ObservationFactory, PostFactory, ReturnFactory, UnitFactory, sign_in
from tests.pmmi.workbook.books import AT, applied, planned, problems, row_counts, taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
FIGURE = {"Measure": "HS07", "Period": "2025/26 Q4", "Figure": "91.5"}
WORDS = {
    "Figure": "HS07 2025/26 Q4", "What happened": "More were let.\nIn March", "By whom": "Head of Housing",
    "By when": "31/12/2026", "Was it done": "In part",
}  # fmt: skip


@pytest.fixture
def by() -> Actor:
    return sign_in(Role.ADMINISTRATOR, UnitFactory(name="Exampleshire", kind="council"))[1]


@pytest.fixture
def measure() -> Indicator:
    housing = UnitFactory(name="Housing", kind="department")
    owner = PostFactory(title="Head of Housing", unit=housing)
    return IndicatorFactory(ref="HS07", service=housing, owner=owner, expected_from=date(2026, 4, 1))


def only_unchanged() -> bool:
    counts = planned(workbook_zip(SHEETS, is_filled=True)).counts
    return counts["unchanged"] > 0 and not counts["new"] + counts["changed"] + counts["refused"]


def test_figures_stand_as_imported_with_their_words(by: Actor, measure: Indicator) -> None:
    before = row_counts()
    earlier = {**FIGURE, "Period": "2025/26 Q3", "Figure": "", "No figure because it is": "Not available",
               "Why there is none": "The system was down"}  # fmt: skip
    sheets = {"Figures": [FIGURE, earlier], "Commentary": [WORDS]}
    batch = applied(by, sheets)
    assert batch.state == ImportState.APPLIED, batch.reason
    absent, figure = Observation.objects.order_by("period")
    assert (figure.value, figure.state, figure.is_current, figure.revision) == (Decimal("91.5"), "approved", True, 1)
    assert (figure.approved_by, figure.approved_at, figure.entered_at, figure.submitted_at) == (None, AT, AT, None)
    assert (figure.standing, figure.in_return) == ("final", None)
    assert (absent.value, absent.absence, absent.absence_reason) == (None, "not_available", "The system was down")
    words = Commentary.objects.get()
    assert (words.observation, words.happened, words.promise_kept) == (figure, "More were let.\nIn March", "part")
    assert (words.action_by, words.action_by_on) == (measure.owner, date(2026, 12, 31))
    event = Event.objects.get(thing_type="indicators.observation", thing_id=str(figure.pk))
    assert (event.action, event.page_id, event.changes["value"]) == ("imported", str(measure.pk), [None, "91.5"])
    assert planned(sheets).counts == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert only_unchanged()
    measure.refresh_from_db()
    assert measure.expected_from == date(2025, 10, 1)
    taken_back(by, batch)
    measure.refresh_from_db()
    assert (row_counts(), measure.expected_from) == (before, date(2026, 4, 1))


def test_a_figure_with_parts_is_what_they_come_to(by: Actor, measure: Indicator) -> None:
    measure.has_parts, measure.numerator, measure.denominator = True, "Let in time", "All let"
    measure.save()
    parts = {**FIGURE, "Figure": "", "Numerator": "2", "Denominator": "3"}
    nothing = {**parts, "Period": "2025/26 Q3", "Numerator": "0", "Denominator": "0"}
    assert applied(by, {"Figures": [parts, nothing]}).state == ImportState.APPLIED
    absent, figure = Observation.objects.order_by("period")
    assert (figure.value, figure.numerator, figure.denominator) == (Decimal("66.6666666667"), 2, 3)
    assert (absent.absence, absent.absence_reason) == ("not_applicable", "Nothing to count: 0 out of 0.")
    assert only_unchanged()
    wrong, half = problems(
        {"Figures": [{**parts, "Period": "2025/26 Q2", "Figure": "60"},
                     {**parts, "Period": "2025/26 Q1", "Denominator": ""}]}
    )  # fmt: skip
    assert "(Figure) is not what its parts come to." in wrong
    assert "(Denominator) is blank. Fill in both parts, or neither." in half


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"Figure": ""}, "(Figure) is blank."),
        ({"Figure": "n/a"}, "(Figure) says that there is none."),
        ({"No figure because it is": "Withheld", "Why there is none": "Small"}, "is filled in beside a figure."),
        ({"Figure": "", "No figure because it is": "Withheld"}, "(Why there is none) is blank. Say why."),
        ({"Status by judgement": "Green"}, "(Why that status) is blank. Say why."),
        ({"Period": "2026/27 Q4"}, "(Period) has not begun"),
        ({"Period": "2019/20 Q4"}, "(Period) is before HS07 was collected, from 1 April 2020."),
        ({"Period": "2025/26 H1"}, "is a half where a quarter is expected"),
        ({"Period": "2026/27"}, "is not over, so its figure is no outturn"),
        ({"Measure": "HS99"}, "there is no measure of that name"),
        ({"State": "Draft"}, "is none of the words for it. Write one of: Approved"),
    ],
)
def test_a_figure_that_does_not_fit_is_refused(by: Actor, measure: Indicator, more: dict[str, str], said: str) -> None:
    Indicator.objects.update(starts_on=date(2020, 4, 1))
    before = row_counts()
    (problem,) = problems({"Figures": [{**FIGURE, **more}]})
    assert problem.startswith("Figures, ")
    assert said in problem
    assert row_counts() == before


def test_a_figure_for_which_somebody_here_is_asked_comes_in_by_its_return(by: Actor, measure: Indicator) -> None:
    ObservationFactory(indicator=measure, period=parse_label("2024/25 Q4"))
    ReturnFactory(service=measure.service, period=parse_label("2025/26 Q4"))
    of_quarter, before = problems({"Figures": [FIGURE]}), problems({"Figures": [{**FIGURE, "Period": "2025/26 Q3"}]})
    assert of_quarter == [
        "Figures, cell C2 (Figure) is collected here, so that somebody else approves it. Enter it in the return of "
        "Housing for 2025/26 Q4."
    ]
    assert before == []


def test_a_figure_that_is_expected_here_comes_in_by_its_return(by: Actor, measure: Indicator) -> None:
    due = ObservationFactory(indicator=measure, period=parse_label("2025/26 Q4"), state="due", value=None)
    (problem,) = problems({"Figures": [FIGURE]})
    assert "Enter it in the return of Housing for 2025/26 Q4." in problem
    assert Observation.objects.get() == due


def test_an_approved_figure_is_revised_on_its_own_page(by: Actor, measure: Indicator) -> None:
    applied(by, {"Figures": [FIGURE], "Commentary": [WORDS]})
    before = row_counts(), Observation.objects.values().get(), Commentary.objects.values().get()
    found = problems(
        {"Figures": [{**FIGURE, "Figure": "93"}], "Commentary": [{**WORDS, "What happened": "Fewer were let"}]}
    )
    assert found[0].startswith("Figures, cell C2 (Figure) is “91.5” here: ")
    assert found[1].startswith("Commentary, cell B2 (What happened) is “More were let. In March” here: ")
    assert (row_counts(), Observation.objects.values().get(), Commentary.objects.values().get()) == before


def test_words_beside_a_figure_that_was_approved_here_are_refused(by: Actor, measure: Indicator) -> None:
    ReturnFactory(service=measure.service, period=parse_label("2025/26 Q4"))
    ObservationFactory(indicator=measure, period=parse_label("2025/26 Q4"))
    (problem,) = problems({"Commentary": [WORDS]})
    assert problem.startswith("Commentary, cell A2 (Figure) was approved here. Add the words on its own page")
    (unknown,) = problems({"Commentary": [{**WORDS, "Figure": "HS07 2025/26 Q1"}]})
    assert "there is no figure of that name" in unknown


def test_only_what_stands_comes_out(by: Actor, measure: Indicator) -> None:
    q3, q4 = parse_label("2025/26 Q3"), parse_label("2025/26 Q4")
    ObservationFactory(indicator=measure, period=q3, state="superseded", is_current=False, value=80)
    ObservationFactory(indicator=measure, period=q3, revision=2, revision_reason="A slip", value=81)
    ObservationFactory(indicator=measure, period=q4, state="submitted", value=90)
    figures = planned(workbook_zip(SHEETS, is_filled=True))
    assert figures.sheets["Figures"] == {"unchanged": 1}
    assert only_unchanged()


def test_many_figures_are_read_without_a_statement_for_each(by: Actor, measure: Indicator) -> None:

    first = parse_label("2016/17 Q1")
    counts = []
    for many in (2, 30):
        rows = [{**FIGURE, "Period": first.next(n).label} for n in range(many)]
        with CaptureQueriesContext(connection) as statements:
            assert planned({"Figures": rows}).counts["new"] == many
        counts.append(len(statements))
    assert counts[0] == counts[1]


def monthly(measure: Indicator) -> list[dict[str, str]]:
    """Figures of the months of a quarter, of which the measure's own is the sum."""
    Indicator.objects.filter(pk=measure.pk).update(kind="number", counting="flow", collected="M", combining="sum")
    given = (("January 2026", "12"), ("February 2026", "14"), ("2026-03-01", "15"))
    return [{**FIGURE, "Period": period, "Figure": value} for period, value in given]


def test_months_make_the_quarter_and_are_taken_back_with_it(by: Actor, measure: Indicator) -> None:
    rows, before = monthly(measure), row_counts()
    batch = applied(
        by, {"Figures": [{**row, "Period": row["Period"].replace("2026-03-01", "March 2026")} for row in rows]}
    )
    assert batch.state == ImportState.APPLIED, batch.reason
    quarter = Observation.objects.get(is_worked_out=True)
    assert (quarter.period.label, quarter.value, quarter.state) == ("2025/26 Q4", 41, "approved")
    assert only_unchanged()
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert row_counts() == before


def test_a_period_that_is_neither_its_own_nor_finer_is_refused(by: Actor, measure: Indicator) -> None:
    rows = monthly(measure)
    batch = planned({"Figures": [{**rows[0], "Period": "2025/26 H1"}]})
    assert batch.counts["refused"] == 1
    assert "is a half where a quarter is expected" in str(batch.rows[0].problems)
