"""Milestones over time in reports: what they wait for, and the picture, in page, PDF and workbook."""

import json
from datetime import date

import pytest
from django.template.loader import render_to_string

from plans.models import MilestoneWait
from reporting import sections
from reporting.document import section
from reporting.exports import document_xlsx
from reporting.pdf import pdf_text_contains, render_pdf
from reporting.queries.report_page import report_page
from tests.factories import AppointmentFactory, MilestoneFactory
from tests.factories.reporting import measured_service
from tests.reporting.sample_document import document as sample
from tests.reporting.sample_document import mark as sample_mark
from tests.reporting.test_sections import WHEN, needs_fonts, opened, table_of
from tests.reporting.test_snapshots import _no_remits  # noqa: F401 - a fixture
from tests.reporting.test_snapshots import document as made_document
from tests.reporting.test_snapshots import section as section_of

pytestmark = pytest.mark.django_db


def over_time(**changes):
    bars = [
        {"ref": "M1", "title": "Order lorries", "starts": "2026-04-01", "due": "2026-09-30", "first_due": "2026-06-30",
         "expected": "", "percent": 60, "status": sample_mark("amber"), "waits_for": [1]},
        {"ref": "M2", "title": "Build a depot", "starts": "2026-05-01", "due": "2026-12-31", "first_due": "2026-12-31",
         "expected": "2027-01-15", "percent": 10, "status": sample_mark("red"), "waits_for": []},
    ]  # fmt: skip
    return {"today": "2026-10-14", "bars": bars, **changes}


@needs_fonts
def test_the_picture_of_a_report_stands_before_its_table_in_every_output():
    rows = [
        {"ref": "M1", "title": "Order lorries", "due": "30 September 2026", "slipped": "", "percent": "60%",
         "status": sample_mark("amber"), "narrative": "", "owner": "Fleet", "waits": ["Waits for M2 Build a depot."]},
    ]  # fmt: skip
    part = section("milestones", "Milestones", milestones=rows, timeline=over_time())
    made = sample(sections=[part])
    assert sections.problems(made) == []
    (drawn,) = report_page(made)["sections"]
    page = render_to_string("reporting/_report_section.html", {"given": drawn})
    assert page.index("2 milestones over time; the table beneath it says the same") < page.index("Waits for M2 Build")
    said = ["Waits for M2 Build a depot."]
    assert pdf_text_contains(render_pdf(made, timestamp=WHEN), said) == said
    (row,) = table_of(opened(document_xlsx(made, timestamp=WHEN))["Milestones"])
    assert row["Waits for"] == "Waits for M2 Build a depot."


def test_a_timeline_that_does_not_hold_together_is_found():
    bars = over_time()["bars"]
    wrong = over_time(today="soon", bars=[{**bars[0], "due": "", "waits_for": [2]}, {**bars[1], "expected": "then"}])
    assert sections.problems(sample(sections=[section("milestones", "Milestones", timeline=wrong)])) == [
        "document.sections[0].timeline.today is no day",
        "document.sections[0].timeline.bars[0].due is no day",
        "document.sections[0].timeline.bars[0].waits_for names a bar that is not there",
        "document.sections[0].timeline.bars[1].expected is no day",
    ]


def test_a_report_tells_what_milestones_wait_for_and_a_partners_names_no_milestone_of_others():
    unit, plan, *_ = measured_service()
    objective = plan.objectives.get()
    first = MilestoneFactory(objective=objective, ref="M1", title="Order lorries", due_on=date(2026, 11, 1))
    second = MilestoneFactory(objective=objective, ref="M2", title="Build a depot", due_on=date(2026, 12, 1))
    elsewhere = MilestoneFactory(ref="M9", title="Somebody else’s road", due_on=date(2027, 3, 1))
    for awaited in (second, elsewhere):
        MilestoneWait.objects.create(milestone=first, waits_for=awaited)
    part = section_of(made_document("service", title="Waste"), "milestones")
    told = next(each["waits"] for each in part["milestones"] if each["ref"] == "M1")
    assert told[0] == "Waits for M2 Build a depot and M9 Somebody else’s road."
    assert told[1].startswith("It ends on 1 November 2026, before M2")
    assert [(bar["ref"], bar["waits_for"]) for bar in part["timeline"]["bars"]] == [("M1", [1]), ("M2", [])]
    AppointmentFactory(post__role="partner", post__unit=unit)
    said = json.dumps(made_document("service", title="Waste"), ensure_ascii=False)
    assert "Waits for M2 Build a depot and a milestone that you may not read." in said
    assert ("M9" in said, "Somebody else" in said) == (False, False)
