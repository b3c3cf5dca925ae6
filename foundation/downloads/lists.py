"""Any list as a download: what the screen shows, as CSV or as an accessible workbook."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from foundation.downloads.book import Book
from foundation.downloads.cells import Cell, Number, Toned, figure, guarded, storable


def rows_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The list as CSV text: encode it as "utf-8-sig", so that spreadsheet programs know the letters.

    Numbers are written plainly, dates as 2026-09-30, True and False as Yes and No, None as nothing. Raises
    ``ValueError`` for a number that is not finite.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(storable(each)) for each in columns])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue()


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "Yes" if cell else "No"
        case Number():
            return f"{figure(cell.value):f}"
        case Toned():
            return guarded(storable(cell.word))
        case int() | float() | Decimal():
            return f"{figure(cell):f}"
        case date():
            return cell.isoformat()
        case str():
            return guarded(storable(cell))
    raise TypeError(f"{type(cell).__name__} cannot be exported")


def rows_xlsx(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    timestamp: int,
    author: str = "",
    notes: Sequence[str] = (),
) -> bytes:
    """The list as a workbook of one sheet: title in A1, notes beneath it, then one marked-up table.

    ``timestamp`` (seconds since 1970) is the workbook's date; the same input gives the same bytes. Dates are real
    dates, times stand as given: bring them to London time first. Raises ``ValueError`` for a number not finite.
    """
    book = Book(title, author=author, timestamp=timestamp)
    book.table("List", title, columns, rows, notes=notes)
    return book.finish()
