"""A report document as a workbook: all that the page and the PDF say, as tables to work with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from foundation.downloads.book import Book
from foundation.downloads.cells import Cell, Number
from reporting.document import Document, Measure, Section

SHORTHAND = "[p] provisional, [r] revised, [e] estimated, [c] confidential, [x] not available, [z] not applicable."
Sheet = tuple[str, str, Sequence[str], list[Sequence[Cell]]]  # name, title, column headings, rows

MEASURES = (
    *("Ref", "Measure", "Section", "Service", "Owner", "Period", "Unit", "Actual", "Marks", "Target", "Status"),
    *("Computed status", "Direction of travel", "Real change", "Since a year ago", "Lag", "In words"),
    *("How the status is decided", "Why it is reported", "What happened", "Why", "What we are doing"),
    *("By whom and when", "What we expect next"),
)
FIGURES = ("Ref", "Measure", "Period", "Unit", "Actual", "Marks", "Target", "Signal", "New definition")
MILESTONES = ("Ref", "Milestone", "Section", "Owner", "Due", "Slipped", "Done", "Status", "Narrative")
RESTATED = ("Ref", "Measure", "Period", "Was", "Now", "Effect", "Reason", "Changed by")


def document_xlsx(document: Mapping[str, Any], *, timestamp: int) -> bytes:
    """The document (see ``reporting.document``) as an accessible workbook; the same input gives the same bytes.

    Cover, contents, notes, then one table a sheet: status key, counts, coverage, restated figures, measures, the
    figures behind the charts, milestones, questions, every other table, and the report's text. A sheet that would be
    empty is left out. ``timestamp`` (seconds since 1970) is the workbook's date.
    """
    whole: Document = document  # type: ignore[assignment]
    book = Book(f"{whole['title']} – {whole['period']}", author=whole["council"], timestamp=timestamp)
    sheets = [each for each in _sheets(whole) if each[3]]
    names = [name for name, *_ in sheets]
    book.text("Cover", whole["title"], _cover_lines(whole))
    listed = [[name, title] for name, title, *_ in sheets]
    book.table("Contents", "Contents", ("Sheet", "What it holds"), listed, links=names)
    book.text("Notes", "Notes", [SHORTHAND, *whole["notes"]])
    for name, title, columns, rows in sheets:
        book.table(name, title, columns, rows, notes=["This sheet holds one table."])
    return book.finish()


def _cover_lines(document: Document) -> Iterator[str]:
    yield from (document["subtitle"], document["council"], document["period"])
    meeting = document.get("meeting")
    if meeting:
        yield from (meeting["committee"], meeting["date"], meeting["place"])
    else:
        yield f"For {document['audience']}"
    yield from (f"{label}: {text}" for label, text in document.get("about", []))
    yield document["as_at"]
    yield document["released"] or "DRAFT: not yet released, figures may change"
    if any(section.get("exempt") for section in document["sections"]):
        yield "Not for publication: contains exempt information"
    yield from (document["headline"], document["coverage"]["sentence"])


def _sheets(document: Document) -> Iterator[Sheet]:
    sections, measures = document["sections"], _measures(document["sections"])
    yield "Key", "What each status means", ("Status", "Meaning"), [[k["word"], k["meaning"]] for k in document["key"]]
    counts = [[each["word"], each["count"]] for each in document["counts"]]
    yield "Counts", "Measures by status", ("Status", "Number"), counts
    coverage = [[row[0], _number(row[1], 0)] for row in document["coverage"]["rows"]]
    yield "Coverage", "Figures due and received", ("Figures", "Number"), coverage
    restated = ("ref", "name", "period", "old", "new", "effect", "reason", "by")
    rows = [[each[key] for key in restated] for each in document["restatements"]]  # type: ignore[literal-required]
    yield "Restated", "Figures changed since the last report", RESTATED, rows
    yield "Measures", "Measures", MEASURES, [_measure_row(section, each) for section, each in measures]
    yield "Figures", "Figures behind the charts", FIGURES, [row for _, each in measures for row in _figure_rows(each)]
    yield "Milestones", "Milestones", MILESTONES, list(_milestone_rows(sections))
    asked = [[q["text"], q["to"], part["heading"]] for part in sections for q in part["questions"]]
    yield "Questions", "Questions for the meeting", ("Question", "To", "Section"), asked
    for n, part in enumerate((each for each in sections if each["table"]), start=1):
        table = part["table"]
        if table:
            yield f"Table {n}", table["caption"] or part["heading"], table["columns"], list(table["rows"])
    yield "Text", "The report's text", ("Section", "Kind", "Text"), list(_text_rows(sections))


def _measures(sections: Iterable[Section]) -> list[tuple[str, Measure]]:
    """(section, measure), each measure once: under the section of its card where it stands in a scorecard too."""
    found: dict[tuple[str, str], tuple[str, Measure]] = {}
    for part in sections:
        for each in part["measures"]:
            if part["measures_as"] == "cards" or (each["ref"], each["period"]) not in found:
                found[each["ref"], each["period"]] = (part["heading"], each)
    return list(found.values())


def _measure_row(section: str, measure: Measure) -> list[Cell]:
    decimals = measure["series"]["decimals"]
    told = measure["commentary"] or dict.fromkeys(("happened", "why", "action", "action_by", "outlook"), "")
    real = measure["direction"]["real"]
    return [
        *(measure["ref"], measure["name"], section, measure["service"], measure["owner"]),
        *(measure["period"], measure["unit"]),
        _number(measure["value_raw"], decimals, measure["value"]),
        measure["marks"],
        _number(measure["target_raw"], decimals, measure["target"]),
        measure["status"]["word"],
        measure["computed"]["word"] if measure["computed"] else "",
        measure["direction"]["word"],
        "" if real is None else "Yes" if real else "No, within normal variation",
        measure["year_ago"]["word"],
        *(measure["lag"], measure["sentence"], measure["rule"]),
        " ".join(each["sentence"] for each in measure["reasons"]),
        *(told["happened"], told["why"], told["action"], told["action_by"], told["outlook"]),  # type: ignore[literal-required]
    ]


def _number(raw: str | None, decimals: int, otherwise: str = "") -> Cell:
    """The raw figure as a number, else the text that stands for it."""
    try:
        value = Decimal(raw or "")
    except InvalidOperation:
        return otherwise or raw or ""
    return Number(value, decimals) if value.is_finite() else otherwise


def _figure_rows(measure: Measure) -> Iterator[list[Cell]]:
    series = measure["series"]
    for i, period in enumerate(series["labels"]):
        value, target = series["values"][i], series["targets"][i]
        marks = "[p]" * series["provisional"][i] + "[r]" * series["revised"][i]
        yield [
            *(measure["ref"], measure["name"], period, series["unit"]),
            "[x]" if value is None else Number(Decimal(repr(value)), series["decimals"]),
            marks,
            "" if target is None else Number(Decimal(repr(target)), series["decimals"]),
            series["signals"][i].replace("_", " ") if series["signals"] else "",
            "Yes" if i in series["breaks"] else "",
        ]


def _milestone_rows(sections: Iterable[Section]) -> Iterator[list[Cell]]:
    for part in sections:
        for each in part["milestones"]:
            yield [
                *(each["ref"], each["title"], part["heading"], each["owner"], each["due"], each["slipped"]),
                *(each["percent"], each["status"]["word"], each["narrative"]),
            ]


def _text_rows(sections: Iterable[Section]) -> Iterator[list[Cell]]:
    for part in sections:
        if part.get("exempt"):
            yield [part["heading"], "Marking", f"Not for publication. {part.get('exempt')}"]
        yield from ([part["heading"], "Paragraph", text] for text in part["paragraphs"])
        yield from ([part["heading"], "Point", text] for text in part["bullets"])
