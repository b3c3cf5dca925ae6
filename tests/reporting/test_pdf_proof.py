"""The proof that words are nowhere in a PDF (E5, product.md 4; hardening i, exempt items)."""

import copy
import io

import pikepdf
import pytest

from reporting.document import section
from reporting.pdf import PdfError, pdf_text_contains, render_pdf
from tests.reporting.pdf_reading import EXEMPT, WHEN, needs_fonts, opened, sample, tags
from tests.reporting.sample_document import document, measure, milestone, series

pytestmark = [needs_fonts, pytest.mark.sweep]


def planted(pdf: bytes, plant) -> bytes:
    out = io.BytesIO()
    with opened(pdf) as whole:
        plant(whole)
        whole.save(out)
    return out.getvalue()


MARKER = "zebra contract £1,250,000"


def in_bookmark(pdf):
    with pdf.open_outline() as outline:
        outline.root[0].title = f"Item 7 {MARKER}"


def in_alt(pdf):
    next(each for each in tags(pdf) if pikepdf.Name.Figure == each.S).Alt = MARKER


def in_docinfo(pdf):
    pdf.docinfo["/Subject"] = MARKER


def in_xmp(pdf):
    with pdf.open_metadata() as metadata:
        metadata["dc:description"] = f"<{MARKER}>"


def in_attachment(pdf):
    pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, MARKER.encode(), filename="a.txt")


def in_attachment_name(pdf):
    pdf.attachments["a"] = pikepdf.AttachedFileSpec(pdf, b"x", filename="zebra contract £1,250,000.txt")


def in_stream(pdf):
    pdf.Root.Hidden = pdf.make_stream(b"% " + MARKER.encode("utf-16-be"))


def in_annotation(pdf):
    next(page.Annots for page in pdf.pages if "/Annots" in page)[0].Contents = MARKER


KERNED = rb"q BT /F 12 Tf [(zeb) 20 (ra con)] TJ ET Q BT /F 12 Tf [(tract ) (\2431,25) 5 (0,000)] TJ ET"


def drawn_by(pdf, kind):
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    return pdf.make_stream(KERNED, Resources=resources, **kind)


def in_appearance(pdf):
    annotation = next(page.Annots for page in pdf.pages if "/Annots" in page)[0]
    annotation.AP = pikepdf.Dictionary(N=drawn_by(pdf, {"Subtype": pikepdf.Name.Form}))


def in_pattern(pdf):
    pdf.pages[0].obj.Hidden = drawn_by(pdf, {"PatternType": 1})


def in_form(pdf):
    page = pdf.pages[1]
    page.obj.Resources.XObject = pikepdf.Dictionary(X=drawn_by(pdf, {"Subtype": pikepdf.Name.Form}))
    page.contents_add(b"/X Do")


def in_words_read_out(pdf):
    said = MARKER.encode("utf-16-be").hex().encode()
    pdf.pages[1].contents_add(b"/Span << /ActualText <FEFF" + said + b"> >> BDC EMC")


HIDING = [
    in_bookmark,
    in_alt,
    in_docinfo,
    in_xmp,
    in_attachment,
    in_attachment_name,
    in_stream,
    in_annotation,
    in_appearance,
    in_pattern,
    in_form,
    in_words_read_out,
]


@pytest.mark.parametrize("plant", HIDING)
def test_a_marker_hidden_anywhere_is_found(plant):
    assert pdf_text_contains(planted(sample(), plant), ["absent", MARKER]) == [MARKER]


def test_a_marker_that_is_nowhere_is_not_found():
    assert pdf_text_contains(sample(), [MARKER]) == []


@pytest.mark.parametrize("place", ["heading", "paragraphs", "measure", "chart label", "milestone", "question", "table"])
def test_a_marker_in_any_printed_part_is_found_however_it_is_spelt_or_broken(place):
    words = f"The {MARKER} is {'long and breaks over lines ' * 40}"
    parts = {
        "heading": section("s", words),
        "paragraphs": section("s", "S", paragraphs=["filler " * 500, words * 12]),
        "measure": section("s", "S", measures=[measure(name=words)], measures_as="table"),
        "chart label": section("s", "S", measures=[measure(series=series(labels=[MARKER] * 8))]),
        "milestone": section("s", "S", milestones=[milestone(narrative=words)]),
        "question": section("s", "S", questions=[{"text": words, "to": ""}]),
        "table": section("s", "S", table={"caption": "", "columns": ["A", "B"], "rows": [["x", words]]}),
    }
    pdf = render_pdf(document(sections=[parts[place]]), timestamp=WHEN)
    assert pdf_text_contains(pdf, ["ZEBRA  contract\n£1,250,000", "nowhere"]) == ["ZEBRA  contract\n£1,250,000"]


def test_words_parted_by_a_page_end_are_found():
    words = " ".join(f"word{i}" for i in range(3000))
    pdf = render_pdf(document(sections=[section("s", "S", paragraphs=[words])]), timestamp=WHEN)
    assert pdf_text_contains(pdf, [words]) == [words]


def test_a_pack_without_its_exempt_part_is_proved_clean():
    exempt = section("b", "Contract", paragraphs=[f"{MARKER}."], exempt=EXEMPT)
    whole = document(sections=[section("a", "Public item"), exempt])
    public = copy.deepcopy(whole)
    public["sections"] = [each for each in public["sections"] if not each["exempt"]]
    needles = [MARKER, EXEMPT, "Contract"]
    assert pdf_text_contains(render_pdf(whole, timestamp=WHEN), needles) == needles
    assert pdf_text_contains(render_pdf(public, timestamp=WHEN), needles) == []


def test_what_cannot_be_read_proves_nothing():
    with pytest.raises(PdfError, match="nothing is proved"):
        pdf_text_contains(b"%PDF-1.7 not really", ["x"])

    def without_map(pdf):
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and "/ToUnicode" in each:
                del each["/ToUnicode"]

    with pytest.raises(PdfError, match="font without a character map"):
        pdf_text_contains(planted(sample(), without_map), ["x"])


def test_a_font_put_by_comes_back_when_the_state_is_restored():
    def nested(pdf):
        form = drawn_by(pdf, {"Subtype": pikepdf.Name.Form})
        form.Resources.Font.G = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Type1, Encoding=pikepdf.Name.WinAnsiEncoding, ToUnicode=pdf.make_stream(b"")
        )
        form.write(b"/F 12 Tf q /G 12 Tf Q BT [(zebra ) (contract)] TJ ET")
        pdf.Root.Hidden = form

    assert pdf_text_contains(planted(sample(), nested), ["zebra contract"]) == ["zebra contract"]


def test_text_without_a_known_font_proves_nothing():
    def fontless(pdf):
        pdf.pages[1].contents_add(b"BT (x) Tj ET", prepend=True)

    with pytest.raises(PdfError, match="without a font"):
        pdf_text_contains(planted(sample(), fontless), ["x"])


def test_empty_needles_are_never_found():
    assert pdf_text_contains(sample(), ["", "  "]) == []
