"""Money in reports: whose, in which words, in page, PDF and workbook, and what a partner's report is not told."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from money.models import BudgetLine
from reporting import sections
from reporting.document import section
from reporting.exports import document_xlsx
from reporting.models import Audience
from reporting.pdf import pdf_text_contains, render_pdf
from reporting.queries.report_page import report_page
from reporting.snapshots import gather
from tests.factories.indicators import Q2
from tests.factories.money import JULY, BudgetLineFactory, ShareFactory, ledger_month
from tests.factories.reporting import measured_service
from tests.reporting.sample_document import document as sample
from tests.reporting.sample_document import mark
from tests.reporting.test_sections import WHEN, needs_fonts, opened, table_of
from tests.reporting.test_snapshots import AT, _no_remits, document  # noqa: F401 - a fixture
from tests.reporting.test_snapshots import section as section_of


def told(**changes):
    return {
        "name": "Cleaner streets for all", "ref": "WR1", "nature": "Revenue", "planned": "£120,000.00",
        "actual": "£60,000.50", "forecast": "£150,000.00", "variance": "£30,000 over, 25.0%", "mark": mark("red"),
        "planned_raw": "120000.00", "actual_raw": "60000.50", "forecast_raw": "150000.00", **changes,
    }  # fmt: skip


@needs_fonts
def test_money_is_in_every_output():
    waits = told(name="Nothing was told of this", actual="–", forecast="–", variance="No month yet", mark=None)
    part = section("money", "Money", money=[told(), waits | {"actual_raw": "", "forecast_raw": ""}])
    made = sample(sections=[part])
    said = ["Cleaner streets for all", "£120,000.00", "£60,000.50", "£30,000 over, 25.0%", "No month yet"]
    assert sections.problems(made) == []
    assert sections.room_of(part) > 0
    assert {"Cleaner streets for all", "£120,000.00"} <= set(sections.texts_of([part]))
    (drawn,) = report_page(made)["sections"]
    page = render_to_string("reporting/_report_section.html", {"given": drawn})
    assert all(text in page for text in said)
    assert pdf_text_contains(render_pdf(made, timestamp=WHEN), said) == said
    first, other = table_of(opened(document_xlsx(made, timestamp=WHEN))["Money"])
    assert (first["Planned for the year"], first["Actual to date"], first["Variance"]) == (
        120000, 60000.5, "£30,000 over, 25.0%",
    )  # fmt: skip
    assert (other["Actual to date"], other["Forecast"]) == (None, None)


pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


@pytest.fixture
def service():
    """A service with a plan under a priority; a line that half serves it, one that serves nothing, one of capital."""
    unit, plan, priority, _ = measured_service()
    objective = plan.objectives.get()
    line, loose = BudgetLineFactory(unit=unit), BudgetLineFactory(unit=unit, planned=Decimal(60000))
    vans = BudgetLineFactory(unit=unit, nature="capital", planned=Decimal(50000))
    ShareFactory(line=line, objective=objective, percent=50)
    ShareFactory(line=vans, objective=objective)
    ledger_month((line, "60000", "150000"), (loose, "20000", "60000"), (vans, "0", "40000"))
    return unit, plan, priority, objective


def rows(part):
    return [(each["name"], each["nature"], each["planned"], each["variance"]) for each in part["money"]]


def test_a_service_report_has_its_whole_budget_and_what_each_objective_costs(service):
    *_, objective = service
    made = document("service", title="Waste")
    part = section_of(made, "money")
    assert part["paragraphs"] == [
        "Revenue of £180,000 is forecast to come in £30,000 over, 16.7%; capital of £50,000 is forecast to come in "
        "£10,000 under, 20.0%. Budget of 2026/27, to the end of July 2026."
    ]
    assert rows(part) == [
        ("The whole service", "Revenue", "£180,000.00", "£30,000 over, 16.7%"),
        ("The whole service", "Capital", "£50,000.00", "£10,000 under, 20.0%"),
        (objective.title, "Revenue", "£60,000.00", "£15,000 over, 25.0%"),
        (objective.title, "Capital", "£50,000.00", "£10,000 under, 20.0%"),
    ]
    assert made["subtitle"].endswith("Joint performance and finance report")


def test_a_report_on_a_priority_has_what_lies_beneath_it_once(service):
    *_, objective = service
    made = document("themed")
    assert rows(section_of(made, "money")) == [
        ("The whole priority", "Revenue", "£60,000.00", "£15,000 over, 25.0%"),
        ("The whole priority", "Capital", "£50,000.00", "£10,000 under, 20.0%"),
        (objective.title, "Revenue", "£60,000.00", "£15,000 over, 25.0%"),
        (objective.title, "Capital", "£50,000.00", "£10,000 under, 20.0%"),
    ]
    assert made["subtitle"].endswith("Joint performance and finance report")


@pytest.mark.parametrize("audience", [Audience.MANAGEMENT_TEAM, Audience.CABINET])
def test_an_exception_report_has_each_priority_and_the_whole_council(service, audience):
    *_, priority, _ = service
    made = document("exception", audience)
    part = section_of(made, "money")
    assert [each["ref"] for each in part["money"]] == [priority.ref, priority.ref]
    assert part["paragraphs"][0].startswith("Revenue of £180,000 is forecast to come in £30,000 over")
    assert "Joint" not in made["subtitle"]


def test_a_report_of_a_quarter_has_the_last_month_of_that_quarter(service):
    lines = BudgetLine.objects.order_by("pk")
    ledger_month(*((line, "1", "1") for line in lines), month=JULY.next(3))
    assert gather(Q2, at=AT).costs.book.month == JULY
    assert gather(Q2.next(), at=AT).costs.book.month == JULY.next(3)
    assert date(2026, 9, 30) == Q2.end


def test_without_a_budget_a_report_says_nothing_of_money():
    measured_service()
    made = document("service", title="Waste")
    assert "money" not in [each["id"] for each in made["sections"]]
    assert "Joint" not in json.dumps(made)
