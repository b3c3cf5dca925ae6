"""A plan as a paper: page, tagged PDF and DOCX (issue: services write their own plans)."""

import subprocess
from datetime import UTC, date, datetime
from io import BytesIO

import docx
import pikepdf
import pytest
from django.urls import reverse
from docx.oxml.ns import qn

from accounts.actors import SYSTEM
from accounts.roles import Role
from reporting.pdf import FONTS, pdf_text_contains
from reporting.plan_papers import paper_name, plan_paper
from reporting.sections import problems
from reporting.word_files import document_docx
from tests.factories import (
    IndicatorFactory,
    LevelFactory,
    LinkFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanCommentFactory,
    PlanFactory,
    PlanReviewFactory,
    PlanSectionFactory,
    QuestionFactory,
    UnitFactory,
    UserFactory,
    acting_as,
    sign_in,
)
from tests.office import office
from tests.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
needs_fonts = pytest.mark.skipif(not FONTS.exists(), reason="the built fonts are missing: make assets")
OFFICE = office("writer")


@pytest.fixture
def plan():
    plan = PlanFactory(
        level=LevelFactory(name="Service plan", is_reported=True), ref="SP-PARKS", title="Parks plan", state="draft",
        approved_on=None,
    )  # fmt: skip
    why = QuestionFactory(level=plan.level, question="Why are we here?")
    PlanSectionFactory(plan=plan, template=why, answer="For green space.\n\nAnd for <b>trees</b>.")
    QuestionFactory(level=plan.level, question="How will we know?")
    priority = ObjectiveFactory(kind="priority", ref="CP1", title="A green town")
    objective = LinkFactory(child=ObjectiveFactory(plan=plan, ref="P1", title="More trees"), parent=priority).child
    ObjectiveFactory(plan=plan, kind="outcome", ref="P0", title="People breathe good air")
    MilestoneFactory(objective=objective, title="Plant 400 trees")
    IndicatorFactory(name="Trees per street").contributions.create(objective=objective, made_on=date(2026, 2, 1))
    return plan


def address(plan, file_format=""):
    if file_format:
        return reverse("reporting:plan-file", args=[plan.ref, file_format])
    return reverse("reporting:plan-paper", args=[plan.ref])


def read(content):
    return docx.Document(BytesIO(content))


def test_comments_and_findings_of_a_draft_are_an_appendix_for_who_asks_and_never_of_an_approved_plan(plan):
    about = {"plan": plan, "by": UserFactory(name="Cllr Hart")}
    PlanCommentFactory(text="And the <b>paths</b>?", question=plan.level.questions.first(), **about)
    PlanCommentFactory(text="Who plants?", objective=plan.objectives.get(ref="P1"), **about)
    PlanCommentFactory(text="Taken back words", withdrawn_at=AT, **about)
    given = {"outcome": "sent_back", "reviewed_at": AT, "remarks": "Say by when."}
    back = PlanReviewFactory(plan=plan, reviewer=UserFactory(name="Alex"), **given)
    back.items.create(position=1, key="x", words="Balanced", is_met=False, reason="All about speed.")
    given = {"actor": acting_as("councillor"), "at": AT}
    document = plan_paper(plan, with_appendix=True, **given)
    assert problems(document) == []
    *_, comments, _, review = document["sections"]
    assert [row[:3] for row in comments["table"]["rows"]] == [
        ["“Why are we here?”", "Cllr Hart, 1 October 2026", "And the <b>paths</b>?"],
        ["P1 More trees", "Cllr Hart, 1 October 2026", "Who plants?"],
    ]
    assert review["paragraphs"][1:] == ["Sent back by Alex, 14 October 2026.", "Say by when."]
    assert review["bullets"] == ["Balanced: All about speed."]
    client, _ = sign_in(Role.COUNCILLOR)
    assert "Who plants?" not in page(client, address(plan))
    assert "Who plants?" in page(client, f"{address(plan)}?appendix=yes")
    words = client.get(f"{address(plan, 'docx')}?appendix=yes")
    assert "SP-PARKS-DRAFT-with-comments.docx" in words["Content-Disposition"]
    assert any("Who plants?" in cell.text for table in read(words.content).tables for cell in table._cells)
    type(plan).objects.filter(pk=plan.pk).update(state="approved", approved_on=AT)
    plan.refresh_from_db()
    assert plan_paper(plan, with_appendix=True, **given)["sections"] == plan_paper(plan, **given)["sections"]
    assert "Who plants?" not in page(client, f"{address(plan)}?appendix=yes")


def test_the_document_is_sound_and_says_all_of_the_plan(plan):
    document = plan_paper(plan, actor=acting_as("councillor"), at=AT)
    assert problems(document) == []
    assert document["released"] == ""
    headings = [each["heading"] for each in document["sections"]]
    assert headings == [
        "Why are we here?", "How will we know?", "What we set out to do", "Outcomes", "Objectives", "Milestones",
        "Measures",
    ]  # fmt: skip
    assert document["sections"][0]["paragraphs"] == ["For green space.", "And for <b>trees</b>."]


def test_an_approved_plan_says_who_signed_it_off_and_when_it_was_approved(plan):
    PlanReviewFactory(plan=plan, outcome="signed_off", reviewed_at=AT)
    plan.state, plan.approved_on = "approved", date(2026, 10, 1)
    document = plan_paper(plan, actor=SYSTEM, at=AT)
    assert document["released"] == "Approved on 1 October 2026"
    assert ["Signed off", "by the system on 14 October 2026"] in document["about"]
    assert (paper_name(plan), paper_name(PlanFactory(ref="A b", state="draft"))) == ("SP-PARKS", "A-b-DRAFT")


def test_the_word_file_has_real_headings_header_rows_and_a_language(plan):
    plan.title = "Parks \x07 plan"
    found = read(document_docx(plan_paper(plan, actor=acting_as("councillor"), at=AT), timestamp=1_790_000_000))
    styles = {each.text: each.style.name for each in found.paragraphs}
    assert styles["Parks \N{REPLACEMENT CHARACTER} plan"] == "Title"
    assert styles["Why are we here?"] == "Heading 1"
    assert styles["Outcomes"] in ("Heading 2", "Caption")
    assert "DRAFT: not yet approved, words and figures may change" in styles
    assert "And for <b>trees</b>." in styles
    assert found.sections[0].header.paragraphs[0].text == "DRAFT"
    assert found.core_properties.language == "en-GB"
    spoken = found.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert spoken.get(qn("w:val")) == "en-GB"
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in found.tables)
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    assert {"P1 More trees", "CP1 A green town", "Trees per street"} <= set(cells)


def test_an_approved_plans_word_file_is_no_draft(plan):
    plan.state, plan.approved_on = "approved", date(2026, 10, 1)
    found = read(document_docx(plan_paper(plan, actor=SYSTEM, at=AT), timestamp=1_790_000_000))
    assert not any("DRAFT" in each.text for each in found.paragraphs)
    assert found.sections[0].header.paragraphs[0].text == ""


@needs_fonts
def test_the_pdf_is_tagged_and_a_draft_says_so(plan):
    client, _ = sign_in(Role.COUNCILLOR)
    answer = client.get(address(plan, "pdf"))
    assert answer["Content-Disposition"] == 'attachment; filename="SP-PARKS-DRAFT.pdf"'
    with pikepdf.open(BytesIO(answer.content)) as found:
        assert found.Root.MarkInfo.Marked
        assert found.Root.Lang == "en-GB"
    assert pdf_text_contains(answer.content, ["DRAFT", "Why are we here?", "Direction of travel"]) == [
        "DRAFT",
        "Why are we here?",
    ]


def test_the_page_and_the_files_are_for_who_reads_the_plan(plan):
    client, _ = sign_in(Role.COUNCILLOR)
    text = page(client, address(plan))
    assert "DRAFT: not yet approved" in text
    assert "And for &lt;b&gt;trees&lt;/b&gt;." in text
    assert "Trees per street" in text
    assert address(plan) in page(client, plan.get_absolute_url())
    found = read(client.get(address(plan, "docx")).content)
    assert found.core_properties.title == "Parks plan"
    stranger, _ = sign_in(Role.PARTNER, UnitFactory())
    for file_format in ("", "pdf", "docx"):
        assert stranger.get(address(plan, file_format)).status_code == 404


def test_a_partner_is_not_told_of_measures_outside_its_reach(plan):
    client, _ = sign_in(Role.PARTNER, plan.unit)
    text = page(client, address(plan))
    assert "More trees" in text
    assert "Trees per street" not in text
    assert "A green town" not in text


def test_a_paper_that_cannot_be_printed_says_why_on_its_page(plan, monkeypatch):
    from reporting.pdf import PdfError
    from reporting.plan_papers import files

    def refuse(*_, **__):
        raise PdfError("It is too long.")

    monkeypatch.setattr(files, "render_pdf", refuse)
    client, _ = sign_in(Role.COUNCILLOR)
    answer = client.get(address(plan, "pdf"), follow=True)
    assert "The plan could not be printed. It is too long." in answer.content.decode()


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed: apt-get install libreoffice-writer")
@pytest.mark.sweep
def test_the_word_file_opens_in_an_office_and_says_the_same(plan, tmp_path):
    content = document_docx(plan_paper(plan, actor=SYSTEM, at=AT), timestamp=1_790_000_000)
    (tmp_path / "plan.docx").write_bytes(content)
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "txt:Text"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "plan.docx")], check=True, timeout=120)
    text = (tmp_path / "plan.txt").read_text(encoding="utf-8-sig")
    for words in ("Parks plan", "Why are we here?", "For green space.", "P1 More trees", "DRAFT"):
        assert words in text
