"""What each reader is asked. None may raise anything but its own refusal, or give what is no finite number."""

import json
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

from indicators.imports.limits import FileRefused
from indicators.imports.workbook.extract import extract
from indicators.imports.workbook.headings import Wanted
from indicators.rules.formula import Blanks, Given, work_out
from indicators.rules.formula_text import FormulaProblem, Parsed, parse
from indicators.rules.reading import read_figure
from indicators.rules.vocabulary import ValueKind
from plans.periods import parse_key, parse_label
from tests.indicators.imports.workbook_files import HEADINGS, REQUIRED, data_row, heading_row, packed, sheet_xml

_FIGURES = [Decimal(0), Decimal("0.0000000001"), Decimal("-99999999999999.9999999999"), Decimal(7)]


def formula(text: str) -> None:
    """A formula, and what it comes to with the least and the greatest figures that can be stored."""
    with suppress(FormulaProblem):
        _work_out(parse(text))


def _work_out(found: Parsed) -> None:
    given = {ref: Given(_FIGURES[number % len(_FIGURES)]) for number, ref in enumerate(found.refs)}
    worked = work_out(found, given, Blanks.NOUGHT)
    assert worked.value is None or (worked.value.is_finite() and abs(worked.value) <= 10**14)


def figure(text: str) -> None:
    """A figure of each kind."""
    for kind in ValueKind:
        value = read_figure(text, kind).value
        assert value is None or value.is_finite()


def period(text: str) -> None:
    """A period by its label, and by its key."""
    for read in (parse_label, parse_key):
        with suppress(ValueError):
            assert read(text).start.year > 0


def workbook(text: str) -> None:
    """A file of text; a sheet of a workbook, its rows, and what one of its cells holds."""
    _extracted(text.encode(errors="replace"), "csv")
    in_a_cell = heading_row() + data_row(2, f'<c r="C2"><v>{text}</v></c>')
    for sheet in (text, sheet_xml(text), sheet_xml(heading_row() + text), sheet_xml(in_a_cell)):
        _extracted(packed(sheet.encode(errors="replace")), "xlsx")


def _extracted(data: bytes, kind: str) -> None:
    """The table as the process that reads files hands it on: as JSON, which has no number that is not finite."""
    told: list[Any] = []
    with suppress(FileRefused):
        extract(data, kind, Wanted(HEADINGS, REQUIRED, 100), told.append)
    json.dumps(told, allow_nan=False)


TARGETS: dict[str, tuple[Callable[[str], None], list[str]]] = {
    "formula": (formula, ["[WR01] / [WR02] * 100", "round(sum([A], 2.5) - min(-1, [B]), 2)", "mean(1, max(2, 3))"]),
    "figure": (figure, ["£1.2m", "(1,234)", "12.5%", "1:02:03", "17 July 2026", "1:20", "3,289 tonnes"]),
    "period": (period, ["2026/27 Q1", "April 2026", "2026/27", "2026-07-01QF", "H1 2026/27"]),
    "workbook": (
        workbook,
        ["12.5", "1e308", '<row r="2"><c r="A2" t="s"><v>0</v></c></row>', "ref,period,actual\nP1,Q1,5", sheet_xml("")],
    ),
}
"""The readers, each with texts to begin with."""
