"""Risks in reports: which ones, in which words, in page, PDF and workbook; and that no exempt one leaves a trace."""

import json
from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from reporting import sections
from reporting.document import section
from reporting.exports import document_xlsx
from reporting.models import Audience
from reporting.pdf import pdf_text_contains, render_pdf
from reporting.queries.report_page import report_page
from reporting.snapshots import gather
from tests import factories
from tests.factories.indicators import Q2
from tests.factories.reporting import measured_service
from tests.factories.risks import RegisterFactory, RiskFactory, assess
from tests.reporting.sample_document import document as sample
from tests.reporting.sample_document import mark
from tests.reporting.test_sections import WHEN, needs_fonts, opened, table_of
from tests.reporting.test_snapshots import AT, _no_remits, document  # noqa: F401 - a fixture
from tests.reporting.test_snapshots import section as section_of
from tests.risks.test_queries import EXEMPT

SECRET = "Settlement with the contractor"


def told(**changes):
    return {
        "ref": "R-CARE-1", "title": "Care market cannot meet demand", "register": "Corporate risks",
        "owner": "Head of Adult Social Care", "inherent": "20", "now": "16", "target": "9", "band": mark("red"),
        "above": "Yes", "moved": "Risen since 1 July 2026", "threatens": "Threatens Homes that last",
        "review": "Review by 31 January 2027", "why": "Above appetite, at 16, High.", **changes,
    }  # fmt: skip


@needs_fonts
def test_risks_are_in_every_output():
    part = section(
        "risks", "Risks", risks=[told(), told(ref="R2", title="A second matter entirely", band=None, now="")]
    )
    made = sample(sections=[part])
    said = [
        "Care market cannot meet demand",
        "20\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}16\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}9",
        "Threatens Homes that last",
        "Head of Adult Social Care",
    ]
    assert sections.problems(made) == []
    assert sections.room_of(part) > 0
    assert {told()["title"], told()["why"], told()["threatens"]} <= set(sections.texts_of([part]))
    (drawn,) = report_page(made)["sections"]
    page = render_to_string("reporting/_report_section.html", {"given": drawn})
    assert all(text in page for text in [*said, "Not assessed yet"])
    assert pdf_text_contains(render_pdf(made, timestamp=WHEN), said) == said
    first, other = table_of(opened(document_xlsx(made, timestamp=WHEN))["Risks"])
    assert (first["Inherent"], first["Now"], first["Target"], first["Above appetite"]) == (20, 16, 9, "Yes")
    assert (first["Why it stands out"], other["Now"]) == ("Above appetite, at 16, High.", None)


pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


@pytest.fixture
def service():
    """A service with a plan under a priority, and a risk above appetite against it, one within, and an exempt one."""
    unit, plan, priority, _ = measured_service()
    objective = plan.objectives.get()
    register = RegisterFactory(name="Waste risks", unit=unit)
    high = RiskFactory(ref="R1", title="Lorries break down", register=register, threatens=[objective])
    assess(high, "current", 4, 4, on=date(2026, 10, 1))
    RiskFactory(
        ref="R2", title="Quiet matter", register=register, threatens=[objective],
        scores={"inherent": (2, 2), "current": (2, 2), "target": (1, 2)},
    )  # fmt: skip
    RiskFactory(ref="R3", title=SECRET, register=register, threatens=[objective], scores={"current": (5, 5)}, **EXEMPT)
    return unit, plan, priority, objective


def refs(part):
    return [each["ref"] for each in part["risks"]]


def test_a_service_report_has_the_risks_of_its_register_and_plan(service):
    _, _, _, objective = service
    RiskFactory(ref="R4", title="Of another service")
    RiskFactory(ref="R5", title="Closed", threatens=[objective], closed_on=date(2026, 9, 1), closed_why="Over.")
    part = section_of(document("service", title="Waste"), "risks")
    assert part["paragraphs"] == ["1 of 2 risks stands above appetite. One has risen."]
    high, quiet = part["risks"]
    assert (high["inherent"], high["now"], high["target"], high["above"]) == ("16", "16", "6", "Yes")
    assert (high["band"]["word"], high["moved"]) == ("High", "Risen since 1 July 2026")
    assert high["threatens"] == f"Threatens {objective.title}"
    assert high["why"].startswith("Above appetite, at 16, High. Risen since the assessment before.")
    assert (quiet["ref"], quiet["above"], quiet["why"]) == ("R2", "No", "")
    drawn = {each["ref"]: each for each in part["risk_matrix"]["pieces"]}
    assert drawn.keys() == {"R1", "R2"}, "those that the table has, and no exempt one"
    assert [drawn["R2"][name] for name in ("inherent", "now", "target")] == [[2, 2], [2, 2], [1, 2]]


def test_the_headline_and_what_the_meeting_notes_tell_of_them(service):
    made = document("service")
    assert made["headline"].endswith("1 of 2 risks stands above appetite.")
    assert {"text": "1 risk above appetite or rising", "section": "risks"} in made["at_a_glance"]["noted"]


def test_one_that_nobody_scored_is_in_no_share(service):
    """The headline counts as the section does that it sums up."""
    *_, objective = service
    RiskFactory(ref="R6", title="Not assessed yet", threatens=[objective], scores={})
    made = document("service")
    assert made["headline"].endswith("1 of 2 risks stands above appetite.")
    part = section_of(document("service", title="Waste"), "risks")
    assert (len(part["risks"]), part["paragraphs"]) == (3, ["1 of 2 risks stands above appetite. One has risen."])


@pytest.mark.parametrize("audience", [Audience.MANAGEMENT_TEAM, Audience.CABINET])
def test_an_exception_report_has_those_that_stand_out_and_says_the_rule(service, audience):
    made = document("exception", audience)
    assert refs(section_of(made, "risks-attention")) == ["R1"]
    rows = section_of(made, "why")["table"]["rows"]
    assert ["A risk is above appetite.", "Needs attention", "1"] in rows
    assert ["A risk has risen.", "Needs attention", "1"] in rows
    assert {"text": "1 risk above appetite or rising", "section": "risks-attention"} in made["at_a_glance"]["noted"]
    (row,) = made["at_a_glance"]["wall"]
    assert row["risks"] == "2 risks, 1 above appetite, 1 risen"


def test_a_priority_report_has_them_beneath_what_they_threaten(service):
    _, _, priority, objective = service
    made = document("themed", title=priority.title)
    assert refs(section_of(made, "risks-attention")) == ["R1"]
    assert refs(section_of(made, f"risks-{objective.pk}")) == ["R1", "R2"]


def test_an_exempt_risk_leaves_no_trace_in_any_report(service):
    _, _, priority, _ = service
    for kind, title in (("service", ""), ("exception", ""), ("themed", priority.title)):
        said = json.dumps(document(kind, title=title))
        assert "Lorries break down" in said
        assert SECRET not in said
        assert "R3" not in said


def test_without_risks_nothing_is_said_of_them(service):
    from risks.models import Risk

    Risk.objects.update(closed_on=date(2026, 9, 1), closed_why="Over.")
    made = document("exception")
    assert "risk" not in made["headline"]
    assert "risks-attention" not in [each["id"] for each in made["sections"]]
    assert section_of(document("service", title="Waste"), "risks")["paragraphs"] == ["No risk is on record here."]


def test_what_a_partner_reads_names_no_objective_or_risk_of_others(service):
    unit, _, _, objective = service
    factories.AppointmentFactory(post__role=Role.PARTNER.value, post__unit=unit)
    elsewhere = factories.ObjectiveFactory(title="An aim of somebody else")
    theirs = RiskFactory(ref="R6", title="Of somebody else", threatens=[objective])
    RiskFactory(ref="R7", title="Ours twice", register=RegisterFactory(unit=unit), threatens=[objective, elsewhere])
    part = section_of(document("service", title="Waste"), "risks")
    assert theirs.ref not in refs(part)
    (ours,) = (each for each in part["risks"] if each["ref"] == "R7")
    assert ours["threatens"] == f"Threatens {objective.title}"


def test_gathering_takes_the_same_statements_however_many_risks(service):
    _, _, _, objective = service

    def statements():
        with CaptureQueriesContext(connection) as asked:
            gather(Q2, at=AT)
        return len(asked)

    few = statements()
    for _ in range(5):
        RiskFactory(threatens=[objective])
    assert statements() == few


def on_the_matrix(**changes):
    """A matrix of two by three with a risk on it that came down, and one that was never assessed before controls."""
    cell = {"value": 1, "colour": "green", "shape": "tick", "above": False}
    high = {"value": 6, "colour": "red", "shape": "triangle", "above": True}
    pieces = [
        {"number": 1, "ref": "R1", "title": "Care market cannot meet demand", "inherent": [2, 3], "now": [2, 2],
         "target": [1, 1]},
        {"number": 2, "ref": "R2", "title": "A second matter entirely", "inherent": [], "now": [1, 1], "target": []},
    ]  # fmt: skip
    return {
        "name": "Two by three, version 4", "likelihoods": ["Unlikely", "Likely"], "impacts": ["Minor", "Some", "Major"],
        "cells": [[cell, cell, cell], [cell, cell, high]], "pieces": pieces, "left_out": "One is in the table alone.",
        **changes,
    }  # fmt: skip


@needs_fonts
def test_the_matrix_is_a_picture_and_a_table_in_every_output():
    part = section("risks", "Risks", risks=[told()], risk_matrix=on_the_matrix())
    made = sample(sections=[part])
    assert sections.problems(made) == []
    (drawn,) = report_page(made)["sections"]
    page = render_to_string("reporting/_report_section.html", {"given": drawn})
    words = "2 risks by likelihood and impact; the table beneath it says the same"
    assert page.count(f'alt="{words}"') == 1
    for text in ("Likely, Major: 6", "Likely, Some: 1", "One is in the table alone.", "Two by three, version 4"):
        assert text in page
    assert page.index("data:image/svg") < page.index("Likely, Major: 6") < page.index("Since the last"), "first"
    said = ["A second matter entirely", "Risks on the matrix: Two by three, version 4", "Likely, Major: 6"]
    assert pdf_text_contains(render_pdf(made, timestamp=WHEN), said) == said
    rows = table_of(opened(document_xlsx(made, timestamp=WHEN))["Table 1"])
    assert [row["Before controls"] for row in rows] == ["Likely, Major: 6", "–"]


def test_a_matrix_that_does_not_hold_together_is_found():
    pieces = on_the_matrix()["pieces"]
    wrong = on_the_matrix(pieces=[{**pieces[0], "now": [3, 1]}, {**pieces[1], "now": []}], impacts=["Minor", "Some"])
    found = sections.problems(sample(sections=[section("risks", "Risks", risk_matrix=wrong)]))
    assert found == [
        "document.sections[0].risk_matrix.cells are not 2 rows of 2",
        "document.sections[0].risk_matrix.pieces[0].inherent is no cell of the matrix",
        "document.sections[0].risk_matrix.pieces[0].now is no cell of the matrix",
        "document.sections[0].risk_matrix.pieces[1].now is no cell of the matrix",
    ]
