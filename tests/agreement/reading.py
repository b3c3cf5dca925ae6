"""Reading what a page or file shows, as a person would: tables by their headings, texts, shapes of pictures."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import openpyxl
from lxml import etree, html

from plans.periods import Period, parse_label

MEASURE, MILESTONE, DRAFT_MARK = re.compile(r"\bMM\d\d\b"), re.compile(r"\bML\d\d\b"), "[draft]"
RISK = re.compile(r"\bRK\d\d\b")
BUDGET_LINE = re.compile(r"\bBL\d\d\b")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = re.compile(rf"\b(\d{{1,2}} (?:{_MONTHS}) \d{{4}})\b")
_PERIOD = re.compile(
    rf"(?:{_MONTHS})(?: \d{{4}})? to (?:{_MONTHS}) \d{{4}}(?: \(\w\d\))?|\d{{4}}/\d\d(?: [QH]\d)?|(?:{_MONTHS}) \d{{4}}"
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its cells' texts by heading, the first under "". ``marks``: elements of HTML by heading."""

    name: str
    cells: dict[str, str]
    marks: dict[str, html.HtmlElement]

    @property
    def measure(self) -> str:
        return first(MEASURE, self.name)

    @property
    def milestone(self) -> str:
        return first(MILESTONE, self.name)

    @property
    def risk(self) -> str:
        return first(RISK, self.name)


@dataclass(frozen=True)
class Page:
    """What came back for one address to one reader. ``quarter`` is the one it tells of."""

    address: str
    content: bytes
    quarter: Period
    reader: str

    @cached_property
    def main(self) -> html.HtmlElement:
        root = html.fromstring(self.content.decode())
        found = root.xpath("//main")
        return found[0] if found else root

    @property
    def is_html(self) -> bool:
        return self.content.lstrip()[:1] == b"<"

    @property
    def drawn(self) -> Iterator[tuple[str, str]]:
        """Every status with its shape and colour."""
        for mark in self.find("app-status"):
            colours = " ".join(each for each in mark.get("class", "").split() if "--" in each)
            paths = [each.get("d") or each.tag for each in mark.xpath("./*[local-name()='svg']/*")]
            yield text_of(mark), f"{colours} {' '.join(paths)}"

    @cached_property
    def text(self) -> str:
        return text_of(self.main)

    def find(self, css_class: str, within: html.HtmlElement | None = None) -> list[html.HtmlElement]:
        return with_class(self.main if within is None else within, css_class)

    @cached_property
    def tables(self) -> dict[str, list[TableRow]]:
        """Every table's rows, by caption."""
        found: dict[str, list[TableRow]] = {}
        for table in self.main.iter("table"):
            caption = table.find("caption")
            name = text_of(caption) if caption is not None else ""
            found.setdefault(name, []).extend(_rows(table))
        return found

    @property
    def rows(self) -> Iterator[TableRow]:
        for rows in self.tables.values():
            yield from rows

    @property
    def lines(self) -> list[dict[str, str]]:
        """The rows of a CSV file, by heading."""
        return list(csv.DictReader(io.StringIO(self.content.decode("utf-8-sig"))))

    @property
    def sheets(self) -> dict[str, list[dict[str, str]]]:
        """The tables of a workbook by sheet: the rows beneath the line of headings, by heading."""
        return _sheets(self.content)


def text_of(element: html.HtmlElement) -> str:
    """The visible words, scripts and pictures left out."""
    return " ".join(" ".join(_TEXTS(element)).split())


_TEXTS = etree.XPath(".//text()[not(ancestor::script or ancestor::svg or ancestor::textarea)]")


def with_class(element: html.HtmlElement, css_class: str) -> list[html.HtmlElement]:
    return _WITH_CLASS(element, wanted=f" {css_class} ")


_WITH_CLASS = etree.XPath(".//*[contains(concat(' ', normalize-space(@class), ' '), $wanted)]")


def first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[found.re.groups and 1] if found else ""


def period_in(text: str) -> str:
    """The first period that a text names, as its short label; "" for none."""
    found = _PERIOD.search(text)
    return parse_label(found[0]).label if found else ""


def number_in(text: str) -> str:
    return first(re.compile(r"(\d[\d,]*)"), text)


def _rows(table: html.HtmlElement) -> Iterator[TableRow]:
    headings = [text_of(cell) for cell in table.xpath("./thead/tr[1]/*")]
    for row in table.xpath("./tbody/tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        marks = {
            cell.get("data-label") or (headings[n] if n < len(headings) else ""): cell for n, cell in enumerate(cells)
        }
        heads = [cell for cell in cells if cell.tag == "th"] or cells[:1]
        yield TableRow(text_of(heads[0]) if heads else "", {name: text_of(cell) for name, cell in marks.items()}, marks)


@lru_cache(maxsize=64)
def _sheets(content: bytes) -> dict[str, list[dict[str, str]]]:
    """A report's file is the same to all who open it."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {sheet.title: list(_sheet_rows(sheet.iter_rows(values_only=True))) for sheet in book}


def _sheet_rows(rows: Iterator[tuple[object, ...]]) -> Iterator[dict[str, str]]:
    """A sheet has a title and notes above its table: the headings are the first row with two cells or more."""
    headings: list[str] = []
    for row in rows:
        texts = ["" if cell is None else str(cell) for cell in row]
        if headings:
            yield dict(zip(headings, texts, strict=False))
        elif sum(map(bool, texts)) > 1:
            headings = texts
