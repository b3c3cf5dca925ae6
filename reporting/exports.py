"""A report document as a workbook: all that the page and the PDF say, as tables to work with. Values in, bytes out."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from foundation.downloads.book import Book
from reporting.document import Document
from reporting.sections import sheets_of
from reporting.sections.kind import Sheet, number_or, status_cell

SHORTHAND = "[p] provisional, [r] revised, [e] estimated, [c] confidential, [x] not available, [z] not applicable."
DRAFT = "DRAFT: not yet released, figures may change"
MEASURES = "Measures"  # the sheet on which it opens
RESTATED = ("Ref", "Measure", "Period", "Was", "Now", "Effect", "Reason", "Changed by")


def document_xlsx(document: Mapping[str, Any], *, timestamp: int) -> bytes:
    """The document (see ``reporting.document``) as an accessible workbook; the same input gives the same bytes.

    It opens on its measures, their statuses on their colours. Then cover, contents, notes, and one table a sheet:
    status key, counts, coverage, restated figures, and what the sections hold. A sheet that would be empty is left out.
    ``timestamp`` (seconds since 1970) is the workbook's date.
    """
    whole = cast(Document, document)
    book = Book(f"{whole['title']} – {whole['period']}", author=whole["council"], timestamp=timestamp)
    sheets = sorted((each for each in _sheets(whole) if each.rows), key=lambda each: each.name != MEASURES)
    opening = [each for each in sheets if each.name == MEASURES]
    for each in opening:
        _write(book, each, _head_lines(whole))
    book.text("Cover", whole["title"], _cover_lines(whole))
    listed = [[each.name, each.title] for each in sheets]
    book.table("Contents", "Contents", ("Sheet", "What it holds"), listed, links=[each.name for each in sheets])
    book.text("Notes", "Notes", [SHORTHAND, *whole["notes"]])
    for each in sheets[len(opening) :]:
        _write(book, each, [])
    return book.finish()


def _write(book: Book, sheet: Sheet, notes: list[str]) -> None:
    told = [*notes, "This sheet holds one table."]
    book.table(sheet.name, sheet.title, sheet.columns, sheet.rows, notes=told, printed=sheet.printed)


def _head_lines(document: Document) -> list[str]:
    """What the sheet that opens says of the whole, for those who look at no other."""
    about = f"{document['title']}, {document['period']}. {document['as_at']}."
    return [about, document["released"] or DRAFT, *_marking(document), document["headline"]]


def _cover_lines(document: Document) -> Iterator[str]:
    yield from (document["subtitle"], document["council"], document["period"])
    meeting = document.get("meeting")
    if meeting:
        yield from (meeting["committee"], meeting["date"], meeting["place"])
    else:
        yield f"For {document['audience']}"
    yield from (f"{label}: {text}" for label, text in document.get("about", []))
    yield document["as_at"]
    yield document["released"] or DRAFT
    yield from _marking(document)
    yield from (document["headline"], document["coverage"]["sentence"])


def _marking(document: Document) -> Iterator[str]:
    if any(section.get("exempt") for section in document["sections"]):
        yield "Not for publication: contains exempt information"


def _sheets(document: Document) -> Iterator[Sheet]:
    key = [[status_cell(each), each["meaning"]] for each in document["key"]]
    yield Sheet("Key", "What each status means", ("Status", "Meaning"), key)
    counts = [[status_cell(each), each["count"]] for each in document["counts"]]
    yield Sheet("Counts", "Measures by status", ("Status", "Number"), counts)
    coverage = [[row[0], number_or(row[1], 0)] for row in document["coverage"]["rows"]]
    yield Sheet("Coverage", "Figures due and received", ("Figures", "Number"), coverage)
    rows = [
        [r["ref"], r["name"], r["period"], r["old"], r["new"], r["effect"], r["reason"], r["by"]]
        for r in document["restatements"]
    ]
    yield Sheet("Restated", "Figures changed since the last report", RESTATED, rows)
    yield from sheets_of(document["sections"])
