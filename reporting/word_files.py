"""A report document as a DOCX file that can be written on. Values in, bytes out.

Headings, lists and header rows of tables are real ones, and the language is set: so that it is read
aloud, and a contents page can be made of it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, cast

import docx
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table

from reporting.document import Document, levelled
from reporting.sections import blocks
from reporting.sections.blocks import Block, Cards, Cell, Grid, Picture, Points, Scorecard, Words

LANGUAGE = "en-GB"
DRAFT = "DRAFT: not yet approved, words and figures may change"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold


def document_docx(document: Mapping[str, Any], *, timestamp: int) -> bytes:
    """The document (see ``reporting.document``) as DOCX. ``timestamp`` (seconds since 1970) is the file's date."""
    whole = cast(Document, document)
    word = docx.Document()
    _describe(word, whole, timestamp)
    _head(word, whole)
    for part in levelled(whole["sections"]):
        word.add_heading(_clean(part["heading"]), part["level"])
        for block in blocks(part):
            _draw(word, block)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _describe(word: Word, document: Document, timestamp: int) -> None:
    about, day = word.core_properties, datetime.fromtimestamp(timestamp, UTC)
    about.title, about.author = _clean(document["title"])[:250], _clean(document["council"])[:250]
    about.language, about.created, about.modified, about.last_modified_by = LANGUAGE, day, day, ""
    about.comments = ""
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    spoken = defaults.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        defaults.append(spoken)
    spoken.set(qn("w:val"), LANGUAGE)


def _head(word: Word, document: Document) -> None:
    if not document["released"]:
        word.sections[0].header.paragraphs[0].text = "DRAFT"
        word.add_paragraph().add_run(DRAFT).bold = True
    word.add_heading(_clean(document["title"]), 0)
    told = [document["council"], document["subtitle"], document["period"], document["released"], document["headline"]]
    for each in filter(None, told):
        word.add_paragraph(_clean(each))
    rows = [[Cell(label), Cell(words)] for label, words in document.get("about", [])]
    if rows:
        _table(word, Grid(("About this plan", ""), rows))
    word.add_paragraph(_clean(document["as_at"]))


def _draw(word: Word, block: Block) -> None:
    match block:
        case Words():
            for text in block.texts:
                word.add_paragraph(_clean(text))
        case Points():
            style = "List Number" if block.is_numbered else "List Bullet"
            for each in block.items:
                word.add_paragraph(_clean("\n".join(filter(None, [each.text, each.detail]))), style)
        case Grid():
            _table(word, block)
        case Picture():
            word.add_paragraph(_clean(f"{block.words}."))
        case Scorecard() | Cards():
            rows = [[Cell(each["name"]), Cell(each["value"]), Cell(each["status"]["word"])] for each in block.measures]
            _table(word, Grid(("Measure", "Value", "Status"), rows))


def _table(word: Word, grid: Grid) -> None:
    if grid.caption:
        word.add_paragraph(_clean(grid.caption), "Caption")
    table = word.add_table(rows=1, cols=len(grid.columns), style="Table Grid")
    _fill(table, 0, grid.columns, bold=True)
    _repeat(table)
    for row in grid.rows:
        table.add_row()
        _fill(table, -1, [cell.words for cell in row])
    word.add_paragraph()


def _fill(table: Table, row: int, texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(table.rows[row].cells, texts, strict=True):
        cell.paragraphs[0].add_run(_clean(text)).bold = bold


def _repeat(table: Table) -> None:
    """Mark the first row as the header: read out with each cell, and repeated on each page."""
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
