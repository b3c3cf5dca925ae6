"""PDF: whatever people type prints as it stands, inside the page, and never stops the report (hardening iv, vi)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document import section
from reporting.pdf import FONTS, PdfError, pdf_text_contains, render_pdf
from reporting.pdf.font_coverage import breakable, covered, families, printer
from tests.reporting.pdf_reading import WHEN, needs_fonts, text_boxes
from tests.reporting.sample_document import ATTACKS, document, measure, milestone, with_texts

pytestmark = [needs_fonts, pytest.mark.sweep]


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_in_every_place_prints_as_it_stands(attack):
    hostile = with_texts(document(), lambda _: attack)
    hostile["sections"][0]["paragraphs"] = [attack, "After it all."]
    pdf = render_pdf(hostile, timestamp=WHEN)
    expected = [each for each in (breakable(printer(FONTS)(attack)), "After it all.") if each.strip()]
    assert pdf_text_contains(pdf, [*expected, "root:x:0:0"]) == expected


def test_ten_thousand_letters_print_whole_wherever_people_write_at_length():
    long = " ".join(f"w{i}" for i in range(1750))
    told = dict.fromkeys(["happened", "why", "action", "action_by", "outlook"], "") | {"happened": f"{long} told"}
    parts = {
        "paragraphs": [f"{long} said"],
        "measures": [measure(commentary=told)],
        "milestones": [milestone(narrative=f"{long} narrated")],
        "table": {"caption": "", "columns": ["A", "B"], "rows": [["x", f"{long} tabled"]]},
    }
    assert len(long) > 9_300
    pdf = render_pdf(document(sections=[section("s", "S", **parts)]), timestamp=WHEN)
    needles = [f"{long} {last}" for last in ("said", "told", "narrated", "tabled")]
    assert pdf_text_contains(pdf, needles) == needles


@pytest.mark.parametrize("attack", ["W" * 1500, "sentence " * 200])
def test_nothing_printed_runs_off_the_page(attack):
    hostile = with_texts(document(), lambda _: attack)
    pages = text_boxes(render_pdf(hostile, timestamp=WHEN))
    assert len(pages) > 20
    for page in pages:
        width, height = float(page.get("width")), float(page.get("height"))
        for word in page.iter("{http://www.w3.org/1999/xhtml}word"):
            assert 0 <= float(word.get("xMin")) <= float(word.get("xMax")) <= width, word.text
            assert 0 <= float(word.get("yMin")) <= float(word.get("yMax")) <= height, word.text


def test_printable_text_keeps_what_fonts_have_and_shows_what_they_lack():
    show = printer(FONTS)
    assert show("ŵ ŷ £12m – “quoted” … Ελλάδα Да") == "ŵ ŷ £12m – “quoted” … Ελλάδα Да"
    assert show("a \N{BAGUETTE BREAD}\N{VARIATION SELECTOR-16}") == "a [baguette bread]"
    assert show("漢字") == "□□"
    assert show("a\u202eb") == "a□b"
    assert show("a\r\nb\x0bc\u2028d\te\x00f\ud800") == "a\nb\nc\nd e□f□"
    assert show("soft\u00adhyphen") == "softhyphen"


@given(st.text())
def test_any_text_becomes_printable(text):
    points = covered(FONTS) | {ord("\n")}
    assert all(ord(c) in points for c in printer(FONTS)(text))


def test_noto_sans_leads_the_fonts_and_missing_fonts_are_told(tmp_path):
    assert families(FONTS)[0] == "Noto Sans"
    with pytest.raises(PdfError, match="No fonts"):
        render_pdf(document(), timestamp=WHEN, fonts=tmp_path)


@given(st.text("ab /", max_size=200))
def test_breaking_long_words_adds_nothing_visible(text):
    assert breakable(text).replace("\u200b", "") == text
    assert max(map(len, re.split("[\u200b /]", breakable(text))), default=0) < 24


def test_addresses_are_left_whole_and_runs_that_are_no_words_break_anywhere():
    address = "https://www.example.gov.uk/committees/scrutiny/2026/performance-report.pdf"
    assert breakable(address) == address
    assert breakable("W" * 60) == "\u200b".join("W" * 60)
