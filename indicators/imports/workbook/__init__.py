"""`read_table` reads every uploaded spreadsheet (CSV or XLSX). Needs no Django."""

from indicators.imports.limits import FileRefused
from indicators.imports.workbook.parent import read_table
from indicators.imports.workbook.table import BLANK, Cell, Problem, Table, TableRow

__all__ = ["BLANK", "Cell", "FileRefused", "Problem", "Table", "TableRow", "read_table"]
