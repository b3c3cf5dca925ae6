"""Every kind of PDF against the checkpoints of the Matterhorn Protocol that a script can judge, by our own checks and
by ``pdfua``; each of ours is shown to find a fault that is planted.
"""

import io

import pdfua
import pikepdf
import pytest

from reporting.document import section
from reporting.pdf import render_pdf
from tests.reporting import matterhorn
from tests.reporting.pdf_reading import EXEMPT, WHEN, needs_fonts, opened, sample, tags
from tests.reporting.sample_document import document, measure

pytestmark = [needs_fonts, pytest.mark.sweep]
MEETING = {"committee": "Scrutiny Committee", "date": "12 November 2026", "place": "Town Hall"}
BARE = {"sections": [], "counts": [], "key": [], "notes": [], "headline": "", "restatements": []}

KINDS = {
    "service": {},
    "exception": {"kind": "exception"},
    "themed": {"kind": "themed", "released": ""},
    "pack": {"kind": "pack", "meeting": MEETING, "opening": 1},
    "exempt pack": {
        "kind": "pack",
        "meeting": MEETING,
        "sections": [section("b", "Contract", exempt=EXEMPT, measures=[measure()])],
    },
    "empty": {**BARE, "coverage": {"sentence": "", "rows": []}, "subtitle": ""},
}


def checked(pdf: bytes) -> None:
    with opened(pdf) as whole:
        assert matterhorn.faults(whole) == {}
    second = pdfua.validate(io.BytesIO(pdf))
    assert [(each.rule_id, each.message) for each in second.findings] == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_document_passes(kind):
    checked(render_pdf(document(**KINDS[kind]), timestamp=WHEN))


def test_a_document_made_before_there_was_a_first_page_passes():
    older = {name: each for name, each in document().items() if name != "at_a_glance"}
    checked(render_pdf(older, timestamp=WHEN))


# Planted faults


def first(pdf, kind):
    return next(each for each in tags(pdf) if str(each.S) == f"/{kind}")


def untag_text(pdf):
    page = pdf.pages[1]
    page.contents_add(b"BT /Planted 12 Tf 10 10 Td <0003> Tj ET")
    page.Resources.Font["/Planted"] = next(iter(page.Resources.Font.values()))


def next_heading_skips(pdf):
    second = [each for each in tags(pdf) if str(each.S) == "/H1"][1]
    second.S = pikepdf.Name.H4


def caption_beside(pdf):
    table = next(
        each for each in tags(pdf) if str(each.S) == "/Table" and str(matterhorn.children(each)[0].S) == "/Caption"
    )
    above, caption = table.P, matterhorn.children(table)[0]
    table.K = pikepdf.Array(list(table.K)[1:])
    above.K.insert(0, caption)


def drop(path, key):
    def plant(pdf):
        del path(pdf)[key]

    return plant


def font(pdf, key):
    return next(each for each in matterhorn.fonts(pdf) if key in each)


def link(pdf):
    return next(each for each in matterhorn.annotations(pdf) if each.Subtype == pikepdf.Name.Link)


def unscope(pdf):
    del first(pdf, "TH")["/A"]


def put(path, key, value):
    def plant(pdf):
        path(pdf)[key] = value

    return plant


def without_declaration(pdf):
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        del metadata["{http://www.aiim.org/pdfua/ns/id/}part"]


def without_title(pdf):
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        del metadata["dc:title"]


def root(pdf):
    return pdf.Root


def roles(pdf):
    return pdf.Root.StructTreeRoot.RoleMap


def unembed(pdf):
    descriptor = font(pdf, "/FontDescriptor").FontDescriptor
    for key in [each for each in descriptor.keys() if each.startswith("/FontFile")]:  # noqa: SIM118 - of pikepdf
        del descriptor[key]


def untag_link(pdf):
    first(pdf, "Link").S = pikepdf.Name.Span


PLANTED = {
    "01-005": untag_text,
    "01-006": put(lambda pdf: pdf.Root.MarkInfo, "/Marked", False),
    "02-001": lambda pdf: setattr(first(pdf, "P"), "S", pikepdf.Name("/Paragraph")),
    "02-004": put(roles, "/P", pikepdf.Name.Span),
    "06-001": drop(root, "/Metadata"),
    "06-002": without_declaration,
    "06-003": without_title,
    "07-001": put(lambda pdf: pdf.Root.ViewerPreferences, "/DisplayDocTitle", False),
    "09-004": lambda pdf: setattr(first(pdf, "TBody"), "S", pikepdf.Name.Div),
    "11-006": drop(root, "/Lang"),
    "13-004": lambda pdf: first(pdf, "Figure").__delitem__("/Alt"),
    "14-002": put(roles, "/Title", pikepdf.Name.H2),
    "14-003": next_heading_skips,
    "15-003": unscope,
    "25-001": put(root, "/AcroForm", pikepdf.Dictionary(XFA=pikepdf.String("form"))),
    "28-008": lambda pdf: next(each for each in pdf.pages if "/Annots" in each).__delitem__("/Tabs"),
    "28-011": untag_link,
    "28-012": lambda pdf: link(pdf).__delitem__("/Contents"),
    "31-009": unembed,
    "31-027": lambda pdf: font(pdf, "/ToUnicode").__delitem__("/ToUnicode"),
    "HOUSE: a caption belongs to its table": caption_beside,
    "HOUSE: pages have labels": drop(root, "/PageLabels"),
    "HOUSE: the title is a heading": put(roles, "/Title", pikepdf.Name.P),
}


@pytest.mark.parametrize("number", PLANTED)
def test_each_check_finds_what_is_planted(number):
    with opened(sample()) as pdf:
        assert list(matterhorn.CHECKS[number](pdf)) == []
        PLANTED[number](pdf)
        assert list(matterhorn.CHECKS[number](pdf)) != []


def test_a_locked_file_is_found():
    out = io.BytesIO()
    with opened(sample()) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    with pikepdf.open(io.BytesIO(out.getvalue())) as locked:
        assert list(matterhorn.CHECKS["26-001"](locked)) == ["the file is encrypted"]


def test_no_check_is_without_its_fault():
    assert set(matterhorn.CHECKS) == {*PLANTED, "26-001"}
