"""Own checks of tagged PDF, each under its checkpoint of the Matterhorn Protocol 1.1; "HOUSE" are ours alone.

Each takes an open PDF and gives what is wrong, a sentence each. What only a person can judge is not here.
"""

import itertools
from collections.abc import Callable, Iterator

import pikepdf

from reporting.pdf.extract import Reader
from tests.reporting.pdf_reading import tags

Check = Callable[[pikepdf.Pdf], Iterator[str]]
CHECKS: dict[str, Check] = {}

# The standard types of ISO 32000-1, 14.8.4, as far as any of ours may be.
STANDARD = {
    *(
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "TOC",
        "TOCI",
        "Index",
        "NonStruct",
        "Private",
    ),
    *("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody"),
    *("Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code"),
    *("Link", "Annot", "Ruby", "Warichu", "Figure", "Formula", "Form"),
}
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
PARENTS = {
    "TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"}, "THead": {"Table"}, "TBody": {"Table"},
    "TFoot": {"Table"}, "LI": {"L"}, "Lbl": {"LI", "TOCI"}, "LBody": {"LI"}, "TOCI": {"TOC"},
}  # fmt: skip


def check(number: str) -> Callable[[Check], Check]:
    def noted(function: Check) -> Check:
        CHECKS[number] = function
        return function

    return noted


def kind_of(element: pikepdf.Dictionary, pdf: pikepdf.Pdf) -> str:
    """The standard type of a structure element, as its role map says."""
    roles = pdf.Root.StructTreeRoot.get("/RoleMap", {})
    name, seen = str(element.S), set()
    while name in roles and name not in seen:
        seen.add(name)
        name = str(roles[name])
    return name[1:]


def children(element: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    inside = element.get("/K", [])
    found = list(inside) if isinstance(inside, pikepdf.Array) else [inside]
    return [each for each in found if isinstance(each, pikepdf.Dictionary) and "/S" in each]


def annotations(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    return [each for page in pdf.pages for each in page.get("/Annots", [])]


@check("01-005")
def untagged_content(pdf):
    for run in Reader(pdf).runs():
        if run.shown.strip() and not run.artifact and run.place is None:
            yield f"“{run.shown}” is neither tagged nor an artifact"


@check("01-006")
def is_not_marked(pdf):
    if not pdf.Root.get("/MarkInfo", {}).get("/Marked", False):
        yield "the file is not marked as tagged"


@check("02-001")
def unknown_types(pdf):
    yield from (f"{each.S} is no standard type" for each in tags(pdf) if kind_of(each, pdf) not in STANDARD)


@check("02-004")
def standard_types_remapped(pdf):
    for name in pdf.Root.StructTreeRoot.get("/RoleMap", {}):
        if name[1:] in STANDARD:
            yield f"{name} is a standard type and given another role"


@check("06-001")
def has_no_metadata(pdf):
    if "/Metadata" not in pdf.Root:
        yield "there is no metadata"


@check("06-002")
def is_not_declared(pdf):
    if pdf.open_metadata().get("{http://www.aiim.org/pdfua/ns/id/}part") != "1":
        yield "the metadata do not name PDF/UA-1"


@check("06-003")
def has_no_title(pdf):
    if not pdf.open_metadata().get("dc:title", "").strip():
        yield "the metadata have no title"


@check("07-001")
def shows_file_name(pdf):
    if not pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the window is not named by the title"


@check("09-004")
def misplaced(pdf):
    """Tables, lists and contents (09-004 to 09-006): each part within what it is a part of."""
    for parent in tags(pdf):
        for child in children(parent):
            wanted = PARENTS.get(kind_of(child, pdf))
            if wanted and kind_of(parent, pdf) not in wanted:
                yield f"{child.S} stands in {parent.S}"


@check("11-006")
def has_no_language(pdf):
    if not str(pdf.Root.get("/Lang", "")):
        yield "the document has no language"


@check("13-004")
def figures_without_words(pdf):
    for each in tags(pdf):
        said = str(each.get("/Alt", "")) + str(each.get("/ActualText", ""))
        if kind_of(each, pdf) == "Figure" and not said.strip():
            yield "a figure has no alternative text"


def levels(pdf: pikepdf.Pdf) -> list[int]:
    return [int(kind[1]) for each in tags(pdf) if (kind := kind_of(each, pdf)) in HEADINGS]


@check("14-002")
def begins_lower(pdf):
    if levels(pdf)[:1] != [1]:
        yield "the first heading is not of the first level"


@check("14-003")
def skips_a_level(pdf):
    found = levels(pdf)
    for before, now in itertools.pairwise(found):
        if now > before + 1:
            yield f"a heading of level {now} follows one of level {before}"


@check("15-003")
def headers_without_scope(pdf):
    for each in tags(pdf):
        if kind_of(each, pdf) == "TH":
            known = each.get("/A", [])
            attributes = list(known) if isinstance(known, pikepdf.Array) else [known]
            if not any("/Scope" in one for one in attributes if isinstance(one, pikepdf.Dictionary)):
                yield "a header cell does not say what it heads"


@check("25-001")
def has_a_dynamic_form(pdf):
    if "/XFA" in pdf.Root.get("/AcroForm", {}):
        yield "the file holds a form that only one program reads"


@check("26-001")
def is_locked(pdf):
    if pdf.is_encrypted:
        yield "the file is encrypted"


@check("28-008")
def tabs_out_of_order(pdf):
    for number, page in enumerate(pdf.pages, 1):
        if page.get("/Annots") and page.get("/Tabs") != pikepdf.Name.S:
            yield f"the tab key does not follow the structure on page {number}"


@check("28-011")
def links_out_of_structure(pdf):
    tagged = set()
    for each in tags(pdf):
        if kind_of(each, pdf) == "Link":
            inside = each.get("/K", [])
            for one in inside if isinstance(inside, pikepdf.Array) else [inside]:
                if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name.OBJR:
                    tagged.add(one.Obj.objgen)
    for each in annotations(pdf):
        if each.Subtype == pikepdf.Name.Link and each.objgen not in tagged:
            yield "a link is not tagged as one"


@check("28-012")
def links_without_words(pdf):
    for each in annotations(pdf):
        if each.Subtype == pikepdf.Name.Link and not str(each.get("/Contents", "")).strip():
            yield "a link does not say where it leads"


def fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == pikepdf.Name.Font:
            yield each


@check("31-009")
def fonts_not_embedded(pdf):
    for font in fonts(pdf):
        found = font.get("/FontDescriptor", {})
        if "/FontDescriptor" in font and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(found.keys()):
            yield f"{font.BaseFont} is not in the file"


@check("31-027")
def fonts_without_letters(pdf):
    for font in fonts(pdf):
        if font.get("/Subtype") == pikepdf.Name.Type0 and "/ToUnicode" not in font:
            yield f"{font.BaseFont} does not say which letters it draws"


@check("HOUSE: a caption belongs to its table")
def captions_apart(pdf):
    for each in tags(pdf):
        kinds = [kind_of(child, pdf) for child in children(each)]
        if "Table" in kinds and "Caption" in kinds:
            yield "a caption stands beside its table"
        if kind_of(each, pdf) == "Table" and "Caption" in kinds[1:-1]:
            yield "a caption is neither first nor last in its table"


@check("HOUSE: pages have labels")
def pages_without_labels(pdf):
    if "/PageLabels" not in pdf.Root:
        yield "the pages have no labels"


@check("HOUSE: the title is a heading")
def title_is_text(pdf):
    titles = [each for each in tags(pdf) if str(each.S) == "/Title"]
    if [kind_of(each, pdf) for each in titles] != ["H1"]:
        yield "the document's title is not tagged as its first heading"


def faults(pdf: pikepdf.Pdf) -> dict[str, list[str]]:
    """What is wrong, by checkpoint; {} where nothing is."""
    found = {number: list(function(pdf)) for number, function in CHECKS.items()}
    return {number: said for number, said in found.items() if said}
