"""An accessible workbook: a title in A1, one marked-up table a sheet from column A, no merged cells, no blank rows."""

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from foundation.downloads.cells import Cell, Number, Toned, figure, is_risky, storable

CELL_ROOM = 32_767  # UTF-16 units that a cell may hold
HEADING_ROOM = 255
WIDEST, NARROWEST = 60, 8  # characters
EXACT = 10**15  # whole numbers beyond this lose digits in a spreadsheet, so are written as text
EARLIEST = 1900  # spreadsheets know no date before it
BLANKS = "A blank cell means that there is nothing to say there: nothing is known, or nothing applies."
_OPEN = "#FFF8E0"  # cells that are to be filled in, with a dashed border for those who do not see it
FORBIDDEN = str.maketrans("[]:*?/\\'", "        ")


class Book:
    """A workbook written sheet by sheet. Texts are never formulas or links; numbers are never texts."""

    def __init__(self, title: str, *, author: str, timestamp: int) -> None:
        self._file = io.BytesIO()
        options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        self._book = xlsxwriter.Workbook(self._file, options)
        created = datetime.fromtimestamp(timestamp, UTC).replace(tzinfo=None)
        properties = {"title": storable(title)[:HEADING_ROOM], "author": storable(author)[:HEADING_ROOM]}
        self._book.set_properties({**properties, "created": created})
        self._formats: dict[tuple[str, ...], xlsxwriter.format.Format] = {}
        self._title = self._book.add_format({"bold": True, "font_size": 14})
        self._heading = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._names: set[str] = set()
        self._places: dict[str, tuple[xlsxwriter.worksheet.Worksheet, int, int]] = {}
        self._tables = 0
        self._filled_in: Collection[int] = ()
        self._is_open = False  # whether the cell that is written is to be filled in

    def text(self, name: str, title: str, lines: Iterable[str]) -> str:
        """A sheet of text, one line a row in column A. Returns the sheet's name."""
        sheet, name = self._sheet(name, title)
        sheet.set_column(0, 0, 100)
        for i, line in enumerate((each for each in lines if each.strip()), start=1):
            self._write(sheet, i, 0, line)
        return name

    def table(
        self,
        name: str,
        title: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        *,
        notes: Sequence[str] = (),
        links: Sequence[str] = (),
        printed: int = 0,
    ) -> str:
        """A sheet with one table. ``links`` names a sheet for the first cell of each row to lead to; ``printed`` is how
        many columns go on paper, all where it is 0.

        Returns the sheet's name. Where there are no rows the sheet says so and holds no table.
        """
        sheet, name = self._sheet(name, title)
        top = 1
        kept = list(rows)
        for note in (each for each in (*notes, *_on_blanks(kept)) if each.strip()):
            self._write(sheet, top, 0, note, wrap=False)
            top += 1
        widths = [len(each) for each in columns]
        count = 0
        for row in kept:
            count += 1
            for j, cell in enumerate(row):
                self._is_open = j in self._filled_in
                if self._is_open and cell in (None, ""):
                    sheet.write_blank(top + count, j, None, self._format(""))
                widths[j] = max(widths[j], self._write(sheet, top + count, j, cell))
        self._is_open = False
        self._places[name] = sheet, top, count
        for i, target in enumerate(links):
            sheet.write_url(top + 1 + i, 0, f"internal:'{target}'!A1", string=target)
        if count:
            self._mark_up(sheet, top, count, columns, title)
        else:
            sheet.write_string(top, 0, "There is nothing to list.")
        for j, width in enumerate(widths):
            sheet.set_column(j, j, max(NARROWEST, min(width + 2, WIDEST)))
        sheet.freeze_panes(top + 1, 1 if printed else 0)
        _set_up_print(sheet, top, count, printed or len(columns))
        return name

    def form(
        self,
        name: str,
        title: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        *,
        notes: Sequence[str],
        filled_in: Collection[int],
    ) -> str:
        """A ``table`` of which people fill in some columns (0 is A). All its other cells are locked, without a
        password.
        """
        self._filled_in = filled_in
        name = self.table(name, title, columns, rows, notes=notes)
        self._filled_in = ()
        sheet, *_ = self._places[name]
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        return name

    def offer(self, name: str, lists: Mapping[int, str], *, spare: int = 0) -> None:
        """Let cells of columns (0 is A) of a table take the words of a list alone: ``lists`` are the cells that hold
        them ("Lists!$A$3:$A$9"). It goes for the table, and for so many ``spare`` rows beneath it.
        """
        sheet, top, count = self._places[name]
        for j, cells in lists.items():
            sheet.data_validation(top + 1, j, top + count + spare, j, {"validate": "list", "source": f"={cells}"})

    def cells(self, name: str, column: int, count: int) -> str:
        """The first so many cells of a column of a table, for ``offer``."""
        _, top, _ = self._places[name]
        return f"'{name}'!{xl_range_abs(top + 1, column, top + count, column)}"

    def choose(self, name: str, row: int, column: int, words: Sequence[str]) -> None:
        """Let one cell of a table (its first row is 0) take these words alone."""
        sheet, top, _ = self._places[name]
        sheet.data_validation(top + 1 + row, column, top + 1 + row, column, {"validate": "list", "source": [*words]})

    def finish(self) -> bytes:
        """The workbook's bytes; it opens on its first sheet. Nothing can be added after."""
        self._book.close()
        for sheet in self._book.worksheets():
            # Book and sheets refer to each other, so the cells would stay in memory until the next garbage collection.
            sheet.table.clear()
        return self._file.getvalue()

    def _sheet(self, wanted: str, title: str) -> tuple[xlsxwriter.worksheet.Worksheet, str]:
        base = " ".join(storable(wanted).translate(FORBIDDEN).split())[:27] or "Sheet"
        name, n = base, 1
        while name.casefold() in self._names:
            n += 1
            name = f"{base} {n}"
        self._names.add(name.casefold())
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, _fitting(title), self._title)
        return sheet, name

    def _mark_up(
        self, sheet: xlsxwriter.worksheet.Worksheet, top: int, count: int, columns: Sequence[str], title: str
    ) -> None:
        self._tables += 1
        heads = [{"header": each, "header_format": self._heading} for each in _distinct(columns)]
        sheet.add_table(
            *(top, 0, top + count, len(columns) - 1),
            {
                "name": f"table_{self._tables}",
                "title": _fitting(title)[:HEADING_ROOM],
                "columns": heads,
                "style": "Table Style Light 1",
                "first_column": True,
            },
        )
        sheet.table_cells.clear()  # the library finds overlapping tables with it, and a sheet has one table

    def _write(self, sheet: xlsxwriter.worksheet.Worksheet, i: int, j: int, cell: Cell, *, wrap: bool = True) -> int:
        """Write a cell according to its type. Returns the length of its longest line in characters."""
        match cell:
            case None | "":
                return 0
            case bool():
                return self._write(sheet, i, j, "Yes" if cell else "No")
            case Toned():
                word = _fitting(cell.word)
                sheet.write_string(i, j, word, self._format("@" if is_risky(word) else "", cell.fill, cell.ink))
                return len(word) + 2
            case Number():
                return self._number(sheet, i, j, figure(cell.value), max(cell.decimals, 0))
            case int() | float() | Decimal():
                exact = figure(cell)
                return self._number(sheet, i, j, exact, max(-int(exact.as_tuple().exponent), 0))
            case date() if cell.year >= EARLIEST:
                timed = isinstance(cell, datetime)
                moment = cell.replace(tzinfo=None) if timed else datetime.combine(cell, time.min)
                sheet.write_datetime(i, j, moment, self._format("d mmmm yyyy hh:mm" if timed else "d mmmm yyyy"))
                return 20
            case date():
                return self._write(sheet, i, j, cell.isoformat())
            case str():
                text = _fitting(cell)
                sheet.write_string(i, j, text, self._format("@" if is_risky(text) else "", wrap=wrap))
                return max(map(len, text.split("\n")))
        raise TypeError(f"{type(cell).__name__} cannot be exported")

    def _number(self, sheet: xlsxwriter.worksheet.Worksheet, i: int, j: int, value: Decimal, decimals: int) -> int:
        if abs(value) >= EXACT:
            return self._write(sheet, i, j, f"{value:f}")
        sheet.write_number(i, j, float(value), self._format("#,##0" + ("." + "0" * decimals if decimals else "")))
        return len(f"{value:,.{decimals}f}")

    def _format(self, shown: str, fill: str = "", ink: str = "", *, wrap: bool = False) -> xlsxwriter.format.Format:
        """The format of a cell; "@" marks a text that could be taken for a formula as text."""
        key = (shown, fill, ink, "wrap" if wrap else "", "open" if self._is_open else "")
        if key not in self._formats:
            look = {"valign": "top", "text_wrap": wrap, "num_format": shown or "General", "quote_prefix": shown == "@"}
            tone = {"bg_color": fill, "font_color": ink, "bold": True, "border": 1, "border_color": ink} if fill else {}
            open_to_all = {"locked": False, "bg_color": _OPEN, "border": 4} if self._is_open else {}
            self._formats[key] = self._book.add_format({**look, **tone, **open_to_all})
        return self._formats[key]


def _on_blanks(rows: Iterable[Sequence[Cell]]) -> Sequence[str]:
    """The note that a sheet with blank cells begins with, as the Analysis Function's guidance asks."""
    return [BLANKS] if any(cell is None or cell == "" for row in rows for cell in row) else []


def _set_up_print(sheet: xlsxwriter.worksheet.Worksheet, top: int, count: int, columns: int) -> None:
    """On paper a sheet lies on its side, is one page wide, and repeats its headings."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.print_area(0, 0, top + count, columns - 1)
    sheet.set_footer("&L&A&RPage &P of &N")


def _fitting(text: str) -> str:
    """The text as a cell can hold it, cut with "…" where it is longer."""
    whole = storable(text)
    units = whole.encode("utf-16-le")
    if len(units) // 2 <= CELL_ROOM:
        return whole
    return units[: (CELL_ROOM - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _distinct(columns: Sequence[str]) -> list[str]:
    """Headings that a table can have: none empty, no two alike."""
    heads: list[str] = []
    for each in columns:
        base = " ".join(storable(each).split())[: HEADING_ROOM - 8] or "Column"
        head, n = base, 1
        while head.casefold() in {known.casefold() for known in heads}:
            n += 1
            head = f"{base} ({n})"
        heads.append(head)
    return heads
