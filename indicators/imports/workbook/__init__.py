"""`parent.read_table` reads every uploaded spreadsheet (CSV or XLSX). Needs no Django.

The child process that opens the file starts from this package, so the parent is not imported here: starting would take
twice as long.
"""

from indicators.imports.limits import FileRefused
from indicators.imports.workbook.table import BLANK, Cell, Problem, SheetSeen, Table, TableRow

__all__ = ["BLANK", "Cell", "FileRefused", "Problem", "SheetSeen", "Table", "TableRow"]
