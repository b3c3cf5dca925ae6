"""Kinds of section: one registration gives page, PDF, workbook, page count, check and proof."""

import sys
from typing import TypedDict, get_type_hints

import pytest
from django.template.loader import render_to_string

from reporting import document as schemas
from reporting import sections
from reporting.document import section
from reporting.exports import document_xlsx
from reporting.pdf import pdf_text_contains, render_pdf
from reporting.queries.report_page import report_page
from reporting.schema import texts
from reporting.sections.blocks import Cards, Cell, Grid
from reporting.sections.kind import SectionKind
from tests.reporting.pdf_reading import needs_fonts
from tests.reporting.sample_document import document, mark, measure, milestone
from tests.reporting.test_exports import WHEN, opened, table_of

pytestmark = pytest.mark.sweep


class Budget(TypedDict):
    name: str
    spent: str


BUDGETS = SectionKind(
    "budgets",
    list[Budget],
    lambda part: [Grid(["Budget", "Spent"], [[Cell(each["name"]), Cell(each["spent"])] for each in part["budgets"]])],
)


@pytest.fixture
def made(monkeypatch):
    """A document with a section of a kind that was registered and nothing else."""
    monkeypatch.setattr(sections, "KINDS", (*sections.KINDS, BUDGETS))
    part = section("money", "Money", budgets=[{"name": "Winter maintenance", "spent": "£1.2m"}])
    return document(sections=[part])


class TestANewKind:
    def test_is_sound_and_its_faults_are_named(self, made):
        assert sections.problems(made) == []
        made["sections"][0]["budgets"].append({"name": "Parks"})
        assert sections.problems(made) == ["document.sections[0].budgets[1].spent is missing"]

    def test_is_on_the_page(self, made):
        (part,) = report_page(made)["sections"]
        html = render_to_string("reporting/_report_section.html", {"given": part})
        assert "Winter maintenance" in html
        assert 'data-label="Spent"' in html

    @needs_fonts
    def test_is_in_the_pdf(self, made):
        assert pdf_text_contains(render_pdf(made, timestamp=WHEN), ["Winter maintenance"]) == ["Winter maintenance"]

    def test_is_in_the_workbook(self, made):
        book = opened(document_xlsx(made, timestamp=WHEN))
        assert table_of(book["Table 1"]) == [{"Budget": "Winter maintenance", "Spent": "£1.2m"}]

    def test_takes_room_and_is_proved(self, made):
        assert sections.room_of(made["sections"][0]) > 0
        assert "Winter maintenance" in list(sections.texts_of(made["sections"]))

    def test_is_refused_where_nobody_registered_it(self):
        part = section("money", "Money", budgets=[])
        assert sections.problems(document(sections=[part])) == [
            "document.sections[0].budgets is not part of the schema"
        ]


class TestTexts:
    def test_measures_under_a_slot_of_its_own_are_in_the_workbook_and_among_the_charts(self, monkeypatch):
        watched = SectionKind("watched", list[schemas.Measure], lambda part: [Cards(part["watched"])])
        monkeypatch.setattr(sections, "KINDS", (*sections.KINDS, watched))
        part = section("watch", "Watched", watched=[measure("ENV 1")])
        assert [each["ref"] for each in sections.measures_of(part)] == ["ENV 1"]
        assert sections.charts_of(part) == 1
        book = opened(document_xlsx(document(sections=[part]), timestamp=WHEN))
        (row,) = table_of(book["Measures"])
        assert (row["Ref"], row["Section"]) == ("ENV 1", "Watched")

    def test_what_is_left_out_is_there_to_be_left_out(self):
        """An exclusion whose key was renamed would leave nothing out, and nobody would see it."""
        known = dict(vars(schemas))
        for kind in sections.KINDS:
            known |= vars(sys.modules[kind.blocks.__module__])
        for name, key in sections.UNSAID:
            assert key in get_type_hints(known[name]), f"{name} has no {key}"

    def test_owners_are_said_and_codes_are_not(self):
        part = section("late", "Late", milestones=[milestone(owner="Head of Waste")])
        said = list(sections.texts_of([part]))
        assert "Head of Waste" in said
        assert part["milestones"][0]["status"]["key"] not in said

    def test_words_of_a_choice_and_what_is_not_there_are_no_texts(self):
        assert list(texts({"word": "Better", "arrow": "up", "real": None}, schemas.Direction, {})) == ["Better"]
        assert list(texts(None, schemas.Table | None, {})) == []


FORECAST = {
    "label": "At the year’s end", "status": mark("red"), "value": "about 88.1%", "chance": "97 in 100",
    "sentence": "If it goes on as it has, 2026/27 will end on about 88.1% against 92.0%.",
}  # fmt: skip


def page_of(made):
    return "".join(
        render_to_string("reporting/_report_section.html", {"given": each}) for each in report_page(made)["sections"]
    )


@needs_fonts
def test_how_a_year_is_expected_to_end_is_in_every_output():
    measures = [measure("ENV 1", forecast=FORECAST), measure("ENV 2")]
    parts = [section("all", "All", measures=measures, measures_as="table"), section("each", "Each", measures=measures)]
    made = document(sections=parts)
    assert sections.problems(made) == []
    page, said = page_of(made), [FORECAST["sentence"], "Chance of missing the target: 97 in 100", "No forecast"]
    assert all(each in page for each in [*said, "Year-end forecast"])
    assert pdf_text_contains(render_pdf(made, timestamp=WHEN), said) == said
    first, second = table_of(opened(document_xlsx(made, timestamp=WHEN))["Measures"])
    assert (first["Year-end forecast"], first["Expected at the year's end"]) == ("Off target", "about 88.1%")
    assert (first["Forecast in words"], first["Chance of missing the target"]) == (FORECAST["sentence"], "97 in 100")
    assert not second["Year-end forecast"]
    assert FORECAST["sentence"] in sections.texts_of(parts)


@needs_fonts
def test_what_to_bear_in_mind_is_in_every_output():
    measures, said = [measure("ENV 1", caveat="Counted by hand."), measure("ENV 2")], ["Bear in mind: Counted by hand."]
    parts = [section("all", "All", measures=measures, measures_as="table"), section("each", "Each", measures=measures)]
    made = document(sections=parts)
    assert sections.problems(made) == []
    page = page_of(made)
    assert said[0] in page
    assert "<strong>Bear in mind:</strong> Counted by hand." in page
    assert pdf_text_contains(render_pdf(made, timestamp=WHEN), said) == said
    first, second = table_of(opened(document_xlsx(made, timestamp=WHEN))["Measures"])
    assert (first["What to bear in mind"], second["What to bear in mind"] or "") == ("Counted by hand.", "")
    assert "Counted by hand." in sections.texts_of(parts)


@needs_fonts
def test_a_document_from_before_there_were_forecasts_and_caveats_has_no_place_for_them():
    made = document()
    gone = ["forecast", "bear in mind"]
    assert not any(each in page_of(made).lower() for each in gone)
    assert pdf_text_contains(render_pdf(made, timestamp=WHEN), gone) == []
    columns = table_of(opened(document_xlsx(made, timestamp=WHEN))["Measures"])[0]
    assert not any(each in name.lower() for each in gone for name in columns)
