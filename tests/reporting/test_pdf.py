"""PDF: structure for assistive technology, what is printed, limits and refusals, sameness (D2, D10, E5)."""

import collections
import io
import sys
import time
from calendar import month_name
from collections.abc import Iterator

import pikepdf
import pytest
from PIL import Image

from reporting.document import section
from reporting.pdf import PdfError, pdf_text_contains, render_pdf
from reporting.pdf.tables import figures_behind, printable_table
from reporting.sections.blocks import Cell, Grid
from tests.reporting import matterhorn
from tests.reporting.pdf_reading import EXEMPT, WHEN, needs_fonts, opened, sample, tags, text_boxes, text_of
from tests.reporting.sample_document import at_a_glance, document, measure, series

pytestmark = [needs_fonts, pytest.mark.sweep]


def scope(cell: pikepdf.Dictionary) -> str:
    attributes = cell.A if isinstance(cell.A, pikepdf.Array) else [cell.A]
    return next(str(each.Scope) for each in attributes if "/Scope" in each)


# Structure


def test_the_document_is_marked_named_and_in_english():
    with opened(sample()) as pdf:
        metadata = pdf.open_metadata()
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert metadata.pdfa_status == "2A"
        assert metadata["dc:title"] == "Environment: quarterly monitoring report – January to March 2026 (Q4)"


def test_tables_have_column_and_row_headers():
    with opened(sample()) as pdf:
        cells = [each for each in tags(pdf) if each.S == pikepdf.Name.TH]
        scopes = collections.Counter(scope(each) for each in cells)
        rows = sum(len(each.K) for each in tags(pdf) if pikepdf.Name.TBody == each.S)
        assert set(scopes) == {"/Column", "/Row"}
        assert scopes["/Row"] == rows > 10


def test_every_picture_has_its_text():
    with opened(sample()) as pdf:
        pictures = [each for each in tags(pdf) if pikepdf.Name.Figure == each.S]
        said = [str(each.get("/Alt", "")) for each in pictures]
    assert len(said) == 4
    assert said[0] == "Bar chart, measures by status: 1 On target, 1 Off target."
    assert (
        said[1]
        == "Off target: ENV 02. On target: ENV 01. No figure yet: ENV 10. Not available: ENV 11. Data only: ENV 12."
    )
    assert said[2].startswith("ENV 01: 95.1% in Q4, above the 92.0% target. Chart: line chart of 8 periods")


@pytest.mark.parametrize("size", [(120, 192), (192, 12)])
def test_the_council_s_crest_stands_on_the_cover_as_decoration(size):
    """The council's name stands beside it, so readers are told nothing twice; both standards are kept."""
    picture = io.BytesIO()
    Image.new("RGBA", size, (91, 42, 134, 200)).save(picture, "PNG")
    crested = render_pdf(document(), timestamp=WHEN, crest=picture.getvalue())
    with opened(crested) as pdf, opened(sample()) as plain:
        cover = pdf.pages[0]
        assert [(int(each.Width), int(each.Height)) for each in cover.get_images().values()] == [size]
        assert all(not page.get_images() for page in [*plain.pages, *list(pdf.pages)[1:]])
        assert figures(pdf) == figures(plain)
        drawn = [inside for inside, operator in marked(cover) if operator == "Do"]
        assert drawn
        assert all("/Artifact" in inside for inside in drawn)
        assert matterhorn.faults(pdf) == {}
    assert text_of(crested) == text_of(sample())
    name = next(iter(text_boxes(crested)[0]))
    assert float(name.get("xMax")) < 400  # the name has room beside the widest


def figures(pdf: pikepdf.Pdf) -> int:
    return sum(1 for each in tags(pdf) if pikepdf.Name.Figure == each.S)


def marked(page: pikepdf.Page) -> Iterator[tuple[list[str], str]]:
    """Each instruction of a page with the marks that it stands within."""
    within: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) in ("BDC", "BMC"):
            within.append(str(operands[0]))
        elif str(operator) == "EMC":
            within.pop()
        yield list(within), str(operator)


def test_headings_never_skip_a_level():
    skipping = [section("a", "First", 2), section("b", "", 3, measures=[measure()]), section("c", "Last", 1)]
    with opened(render_pdf(document(sections=skipping), timestamp=WHEN)) as pdf:
        levels = [int(str(each.S)[2:]) for each in tags(pdf) if str(each.S) in ("/H1", "/H2", "/H3", "/H4")]
    assert levels == [1, 2, 2, 2, 1, 1, 1, 2, 3, 1, 1, 1]
    assert all(now <= before + 1 for before, now in zip([0, *levels], levels, strict=False))


def test_bookmarks_and_contents_lead_to_every_section_and_scorecard_rows_to_their_cards():
    with opened(sample()) as pdf:
        with pdf.open_outline() as outline:
            top = [each.title for each in outline.root]
            below = [child.title for each in outline.root for child in each.children]
        links = [a for page in pdf.pages for a in page.get("/Annots", []) if a.Subtype == pikepdf.Name.Link]
        assert all(str(each.Contents) for each in links)
    assert top == [
        "At a glance",
        "Figures changed since the last report",
        "Summary",
        "Scorecard",
        "Milestones",
        "Earlier actions",
        "Questions",
        "Wide table",
        "How to read this report",
        "Appendix: figures behind the charts",
    ]
    assert below == ["Measures"]
    asked = 2
    assert len(links) == len(top) + len(below) + 2 + asked


def test_wide_parts_lie_on_their_side():
    with opened(sample()) as pdf:
        shapes = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in pdf.pages]
    assert shapes.count(True) == 1


def test_the_same_document_gives_the_same_bytes():
    assert render_pdf(document(), timestamp=WHEN) == sample()
    assert render_pdf(document(), timestamp=WHEN + 1) != sample()


def test_the_tags_are_packed():
    pdf = sample()
    assert b"/StructElem" not in pdf
    with opened(pdf) as whole:
        assert len(tags(whole)) > 50
        out = io.BytesIO()
        whole.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert out.getvalue().count(b"/StructElem") > 50
    assert len(pdf) < len(out.getvalue()) / 2


def test_long_packs_keep_their_contents_short():
    many = [section(str(i), f"Item {i}", 1 + i % 2) for i in range(80)]
    with opened(render_pdf(document(sections=many), timestamp=WHEN)) as pdf:
        entries = [each for each in tags(pdf) if str(each.S) == "/TOCI"]
    assert len(entries) == 43


def test_text_reads_in_order():
    text = text_of(sample())
    order = [
        "Exampleshire Council",
        "Environment: quarterly monitoring report",
        "Half of the rated measures are on target.",
        "As at 17 July 2026, 14:05",
        "Released by the Performance Manager",
        "At a glance",
        "One measure is on target",
        "2 figures were due",
        "The meeting is asked to note",
        "1 measure newly off target (page 3)",
        "A clean place",
        "1 of 2",
        "and 2 on target",
        "Extend to the north of the borough. Head of Waste, by 30 November 2026",
        "Contents",
        "Figures changed since the last report",
        "Late postings. Waste Data Officer",
        "A steady quarter.",
        "95.1% [p]",
        "ENV 01 Household waste recycled",
        "What happened New rounds began in July. Why Crews now start earlier. What we are doing Extend",
        "By whom, by when: Head of Waste, by 30 November 2026",
        "What we expect next On course for the year.",
        "Owner: Head of Waste, Environment",
        "Open the recycling centre",
        "What next? To: Portfolio Holder",
        "What On target means.",
        "Appendix: figures behind the charts",
    ]
    places = []
    for each in order:
        places.append(text.find(each, places[-1] if places else 0))
        assert places[-1] >= 0, each
    with opened(sample()) as pdf:
        assert f"Page {len(pdf.pages)} of {len(pdf.pages)}" in text


def test_a_table_over_many_pages_repeats_its_header():
    rows = [measure(f"ENV {i:03d}") for i in range(120)]
    pdf = render_pdf(document(sections=[section("s", "Scorecard", measures=rows, measures_as="table")]), timestamp=WHEN)
    assert text_of(pdf, "-layout").count("Ref Measure Actual Target Status Direction") >= 4
    with opened(pdf) as whole:
        assert sum(1 for each in tags(whole) if pikepdf.Name.Table == each.S) == 7


# What is printed


def test_a_draft_and_an_exempt_pack_say_so_on_every_page():
    meeting = {"committee": "Scrutiny Committee", "date": "12 November 2026", "place": "Town Hall"}
    sections = [section("a", "Public item"), section("b", "Contract", exempt=EXEMPT)]
    pdf = render_pdf(document(kind="pack", released="", meeting=meeting, sections=sections), timestamp=WHEN)
    needles = ["DRAFT: not yet released", "Not for publication: contains exempt information", "Town Hall", EXEMPT]
    assert pdf_text_contains(pdf, [*needles, "Contract (exempt)"]) == [*needles, "Contract (exempt)"]
    with opened(pdf) as whole:
        pages, title = len(whole.pages), whole.open_metadata()["dc:title"]
    assert title.startswith("EXEMPT – not for publication – ")
    assert " – Scrutiny Committee – " in title
    assert text_of(pdf).count("DRAFT · NOT FOR PUBLICATION") == pages - 1
    assert pdf_text_contains(sample(), ["DRAFT", "NOT FOR PUBLICATION", "(exempt)"]) == []


def test_a_judgement_shows_the_computed_status_beside_it():
    assert pdf_text_contains(sample(), ["The status is a recorded judgement. The rule alone gives Near target"])


def test_a_move_that_nobody_tested_is_not_shown_as_a_real_change():
    moves = [{"word": "Worse", "arrow": way, "real": None} for way in ("down", "up", "level", "none")]
    cards = [measure(f"ENV {i}", direction=each, year_ago=each) for i, each in enumerate(moves)]
    as_table = section("t", "T", measures=cards[:1], measures_as="table")
    text = text_of(render_pdf(document(sections=[as_table, section("m", "M", measures=cards)]), timestamp=WHEN))
    assert text.count("Worse (not tested)") == 7
    assert "Thin Not tested, so it may be chance." in text
    assert "(not tested)" not in text_of(sample())


def test_a_long_reference_stays_in_its_column():
    cards = [measure("MV-REGISTER", name="Households"), measure("HOMELESSNESSREGISTER", name="Households")]
    pdf = render_pdf(document(sections=[section("s", "S", measures=cards, measures_as="table")]), timestamp=WHEN)
    words = [each for page in text_boxes(pdf) for each in page]
    column = min(float(each.get("xMin")) for each in words if each.text == "Households")
    refs = [each for each in words if each.text.isupper() and len(each.text) > len("(Q4)")]
    assert len(refs) >= 3
    assert all(float(each.get("xMax")) < column for each in refs)


def test_a_measure_is_kept_with_its_comment_and_owner_and_two_share_a_page():
    cards = [measure(f"ENV {i:02d}") for i in range(4)]
    pages = text_boxes(render_pdf(document(sections=[section("m", "M", measures=cards)]), timestamp=WHEN))
    found = [[each.text for each in page] for page in pages]
    cards_of = [(words.count("happened"), words.count("Owner:"), words.count("borough.")) for words in found]
    assert [each for each in cards_of if each[0]] == [(2, 2, 2), (2, 2, 2)]


def test_a_measure_taller_than_a_page_is_printed_whole():
    told = dict.fromkeys(["happened", "why", "action", "action_by", "outlook"], "Said.\n" * 40)
    long = section("m", "M", measures=[measure(commentary=told)])
    pages = text_boxes(render_pdf(document(sections=[long]), timestamp=WHEN))
    said = [each for page in pages for each in page if each.text == "Said."]
    assert len(said) == 5 * 40
    assert all(float(each.get("yMax")) < float(pages[0].get("height")) for each in said)


def test_members_read_the_cover_note_and_their_questions_first():
    parts = [
        section("cover-note", "Cover note", paragraphs=["Look at recycling."]),
        section("questions", "Questions for the meeting", questions=[{"text": "What next?", "to": ""}]),
        section("item-1", "1. A report", paragraphs=["As released."]),
    ]
    text = text_of(render_pdf(document(kind="pack", sections=parts, opening=2), timestamp=WHEN))
    order = ["One measure is on target", "Look at recycling.", "What next?", "As released.", "What On target means."]
    assert sorted(order, key=text.index) == order


def test_a_document_made_before_there_was_a_first_page_is_printed_as_it_was_read():
    older = {name: each for name, each in document().items() if name != "at_a_glance"}
    pdf = render_pdf(older, timestamp=WHEN)
    said = ["At a glance", "One measure is on target and one is not.", "2 figures were due and 2 arrived."]
    assert pdf_text_contains(pdf, said) == said
    assert pdf_text_contains(pdf, ["The meeting is asked to note"]) == []


def test_the_first_page_is_one_page_however_much_is_to_be_told():
    rows = [{**at_a_glance()["wall"][0], "name": f"Priority {n} of many words " * 3} for n in range(20)]
    off = [{**at_a_glance()["off"][0], "why": "Why " * 35, "action": "Do " * 45} for _ in range(5)]
    noted = [{"text": "much " * 30, "section": ""}] * 5
    full = at_a_glance(wall=rows, off=off, off_count=40, noted=noted)
    pages = text_boxes(render_pdf(document(at_a_glance=full), timestamp=WHEN))
    words = [[each.text for each in page] for page in pages]
    assert "glance" in words[1]
    assert "6" in words[1], "rows left out are counted"
    assert words[2][: words[2].index("Contents") + 1][-1] == "Contents"


def test_nothing_restated_is_said_too():
    pdf = render_pdf(document(restatements=[]), timestamp=WHEN)
    said = "No figure, target or rule reported before has changed."
    assert pdf_text_contains(pdf, [said]) == [said]


def test_an_empty_report_is_still_a_report():
    empty = {"sections": [], "counts": [], "key": [], "notes": [], "headline": "", "restatements": []}
    pdf = render_pdf(document(**empty, coverage={"sentence": "", "rows": []}, subtitle=""), timestamp=WHEN)
    assert pdf_text_contains(pdf, ["Environment: quarterly monitoring report"])


def test_measures_without_figures_or_words_are_printed():
    bare = measure(series=series(labels=[], values=[], targets=[], provisional=[], revised=[], breaks=[], signals=[]))
    silent = measure("ENV 09", commentary=dict.fromkeys(["happened", "why", "action", "action_by", "outlook"], ""))
    told = {"happened": "", "why": "", "action": "", "action_by": "Head of Waste, by May", "outlook": ""}
    cards = [bare, silent, measure("ENV 10", commentary=None), measure("ENV 11", commentary=told)]
    pdf = render_pdf(document(sections=[section("m", "M", measures=cards)]), timestamp=WHEN)
    assert pdf_text_contains(pdf, ["By whom, by when: Head of Waste, by May"])


# Limits and refusals


def test_an_unsound_document_is_refused_with_its_place():
    with pytest.raises(PdfError, match=r"cannot be printed: document.kind is 'letter'"):
        render_pdf(document(kind="letter"), timestamp=WHEN)


def test_the_deadline_ends_the_child_alone():
    started = time.monotonic()
    with pytest.raises(PdfError, match=r"not finished within 0.05 seconds"):
        render_pdf(document(), timestamp=WHEN, deadline=0.05)
    assert time.monotonic() - started < 5


def test_the_memory_limit_ends_the_child_alone():
    cards = [measure(f"ENV {i}") for i in range(300)]
    with pytest.raises(PdfError, match="needed more memory than the 300 MiB allowed"):
        render_pdf(document(sections=[section("m", "M", measures=cards)]), timestamp=WHEN, memory=300 << 20)


def test_what_the_compiler_refuses_is_told_in_its_words(monkeypatch):
    monkeypatch.setattr(sys.modules["reporting.pdf.template_data"], "describe", lambda *_, **__: "")
    refused = document(sections=[section("m", "M", measures=[measure(sentence="")])])
    with pytest.raises(PdfError, match=r"The PDF compiler refused the document: .*alt"):
        render_pdf(refused, timestamp=WHEN)


# Tables


def test_columns_of_figures_are_known_and_widths_follow_the_words():
    rows = [[Cell(text) for text in row] for row in (["5", "−3.5%", "long " * 30], ["6", "[x]", "x"])]
    printed = printable_table(Grid(["Name", "n", "Words"], rows))
    assert printed["figures"] == [False, True, False]
    assert printed["weights"][2] > printed["weights"][1]
    assert printable_table(Grid(["A"], []))["weights"]


def test_figures_behind_charts_are_tabled_once_in_runs_of_one_length():
    years = [f"Q{i}" for i in range(20)]
    long = series(labels=years, values=[1.0] * 20, targets=[None] * 20, provisional=[False] * 20, revised=[False] * 20)
    cards = [measure("A"), measure("A"), measure("B", series={**long, "breaks": [], "signals": []})]
    tables = figures_behind(cards)
    captions = ["2024/25 Q1 to 2025/26 Q4", "Q0 to Q6", "Q7 to Q13", "Q14 to Q19"]
    assert [each["caption"] for each in tables] == captions
    assert tables[0]["rows"] == [
        ["A Household waste recycled", "88.2%", "89.5%", "[x]", "91.0%", "90.4% [r]", "92.3%", "94.1%", "95.1% [p]"],
        ["A target", "90.0%", "90.0%", "90.0%", "90.0%", "92.0%", "92.0%", "92.0%", "92.0%"],
    ]
    assert len(tables[1]["rows"]) == 1


def drawn(ref, values, labels, **fields):
    count = len(labels)
    plain = {"targets": [None] * count, "provisional": [False] * count, "revised": [False] * count}
    return measure(ref, series=series(labels=labels, values=values, **{**plain, "breaks": [], "signals": [], **fields}))


def test_a_unit_in_words_is_said_once_beside_the_measure():
    labels = ["Q1", "Q2"]
    (table,) = figures_behind([drawn("A", [12.67, 3.0], labels, unit="days per FTE", decimals=2, targets=[8.0, 8.0])])
    assert table["rows"] == [
        ["A Household waste recycled (days per FTE)", "12.67", "3.00"],
        ["A target", "8.00", "8.00"],
    ]


def test_thirteen_periods_stand_in_two_tables_under_short_months():
    labels = [f"{name} 2025" for name in month_name[1:]] + ["January 2026"]
    first, second = figures_behind([drawn("A", [1.0] * 13, labels)])
    assert first["columns"][1:4] == ["Jan 2025", "Feb 2025", "Mar 2025"]
    assert (len(first["columns"]), first["caption"]) == (8, "January 2025 to July 2025")
    assert (len(second["columns"]), second["caption"]) == (7, "August 2025 to January 2026")


def test_what_nothing_is_known_of_has_no_column_and_no_row():
    labels = ["Q1", "Q2", "Q3", "Q4", "Q5"]
    known = drawn("A", [None, 1.0, None, 2.0, None], labels)
    nothing = drawn("B", [None] * 5, labels, targets=[9.0] * 5)
    (table,) = figures_behind([known, nothing])
    assert table["columns"] == ["Measure", "Q2", "Q3", "Q4"]
    assert [row[2] for row in table["rows"]] == ["[x]"]


def test_long_figures_have_wider_columns():
    labels = [f"Q{i}" for i in range(12)]
    tables = figures_behind([drawn("A", [123456789012.0] * 12, labels, unit="", decimals=0)])
    assert len(tables) > 1
    assert len({len(each["columns"]) for each in tables}) == 1
