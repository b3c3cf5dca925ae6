"""Reading money: the last month counts, a corrected one takes its place, and what is linked is told."""

from datetime import date
from decimal import Decimal

import pytest

from money.models import BudgetLine, Extract
from money.queries.books import Book, book_of, book_on
from money.queries.costs import cost_of_units, coverage_of, money_of, read_costs
from money.queries.lines import Asked, find_lines, line_rows, months_of, sums_of
from money.rules.variance import Figures, Position
from tests.factories import LinkFactory, ObjectiveFactory, acting_as
from tests.factories.money import JULY, YEAR, BudgetLineFactory, ShareFactory, ledger_month

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 14)


@pytest.fixture
def reader():
    return acting_as("councillor")


def test_the_budget_on_a_day_is_that_of_its_year_else_of_the_year_before():
    assert book_on(TODAY) is None
    line = BudgetLineFactory()
    assert book_on(TODAY) == Book(YEAR)
    extract = ledger_month((line, "1", "2"))
    assert book_on(TODAY) == Book(YEAR, JULY, extract.pk)
    assert book_on(date(2026, 6, 30)) == Book(YEAR)
    assert book_on(date(2027, 5, 1)).year == YEAR
    assert book_on(date(2026, 3, 31)) is None


def test_a_corrected_month_takes_the_place_of_the_one_before():
    line = BudgetLineFactory()
    before = ledger_month((line, "1", "2"))
    Extract.objects.filter(pk=before.pk).update(is_standing=False)
    now = ledger_month((line, "40000", "130000"))
    assert book_on(TODAY).extract_id == now.pk
    ((month, figures),) = months_of(line)
    assert (month, figures.actual, figures.variance) == (JULY, 40000, 10000)


def test_an_objective_costs_its_shares_and_a_priority_what_lies_beneath_by_primary_links():
    line, income = BudgetLineFactory(), BudgetLineFactory(flow="income", planned=Decimal(-30000))
    capital = BudgetLineFactory(nature="capital")
    ledger_month((line, "41000", "132000"), (income, "-10000", "-30000"), (capital, "0", "60000"))
    link = LinkFactory()
    other = ObjectiveFactory()
    LinkFactory(child=link.child, parent=other, is_primary=False)
    ShareFactory(line=line, objective=link.child, percent=50)
    ShareFactory(line=income, objective=link.child)
    ShareFactory(line=capital, objective=link.parent, percent=10)
    costs = read_costs(today=TODAY)
    assert costs.words(link.child.pk) == "£30,000, £6,000 over, 20.0%"
    assert costs.words(link.parent.pk) == "£30,000, £6,000 over, 20.0%; capital £12,000, £6,000 under, 50.0%"
    assert costs.words(other.pk) == ""
    assert set(money_of([link.child, other], today=TODAY)) == {link.child.pk}
    book = book_on(TODAY)
    assert coverage_of(book).linked == 60000 + 30000 + 12000
    assert cost_of_units([line.unit_id], book).revenue == Figures(
        planned=Decimal(120000), actual=Decimal(41000), forecast=Decimal(132000), is_reported=True
    )


def test_a_reader_is_told_of_the_money_of_their_units_alone():
    ours, theirs = BudgetLineFactory(), BudgetLineFactory()
    objective = ObjectiveFactory()
    for line in (ours, theirs):
        ShareFactory(line=line, objective=objective)
    partner = acting_as("partner", unit=ours.unit)
    assert read_costs(today=TODAY, actor=partner).words(objective.pk) == "£120,000"
    assert read_costs(today=TODAY).words(objective.pk) == "£240,000"


@pytest.mark.parametrize(
    ("forecast", "position"),
    [("121200", "near"), ("121200.01", "over"), ("118800", "near"), ("118799.99", "under"), ("120000", "near")],
)
def test_the_list_narrows_as_the_rule_judges(reader, forecast, position):
    line = BudgetLineFactory()
    ledger_month((line, "1", forecast))
    book = book_on(TODAY)
    (row,) = line_rows(BudgetLine.objects.select_related("unit"), book)
    assert row.figures.position == position
    found = {each: find_lines(Asked(position=each), actor=reader, book=book).count() for each in Position}
    assert found == {each: int(each == position) for each in Position}


def test_the_list_narrows_by_what_is_linked_and_by_priority(reader):
    whole, part, none = BudgetLineFactory.create_batch(3)
    link = LinkFactory()
    ShareFactory(line=whole, objective=link.child)
    ShareFactory(line=part, objective=link.parent, percent=40)
    book = book_of(YEAR, until=TODAY)

    def found(**asked):
        return list(find_lines(Asked(**asked), actor=reader, book=book).order_by("code"))

    assert found(linked="part") == [part, none]
    assert found(linked="none") == [none]
    assert found(priority_id=link.parent.pk) == [whole, part]
    assert found(words=whole.code.lower()) == [whole]
    assert found(unit_id=part.unit_id) == [part]
    assert sums_of(find_lines(Asked(), actor=reader, book=book)).finding == "Revenue of £360,000 is planned."


def test_a_line_of_which_no_month_told_is_told_apart_from_one_at_its_plan(reader):
    BudgetLineFactory()
    ledger_month((BudgetLineFactory(), "0", "120000"))
    rows = line_rows(BudgetLine.objects.select_related("unit").order_by("code"), book_on(TODAY))
    assert [(row.variance, row.forecast) for row in rows] == [("No month yet", "–"), ("as planned", "£120,000.00")]
