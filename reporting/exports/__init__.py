"""Downloads: a report as a workbook, any list as CSV or XLSX, figures by period. Values in, text or bytes out.

No Django, no models, no queries. No text can become a formula, numbers stay numbers, and the same input gives the
same bytes.
"""

from reporting.exports.cells import Cell, guarded, storable, unguarded
from reporting.exports.lists import rows_csv, rows_xlsx
from reporting.exports.report import document_xlsx
from reporting.exports.wide import Point, wide_csv, wide_xlsx

__all__ = [
    "Cell",
    "Point",
    "document_xlsx",
    "guarded",
    "rows_csv",
    "rows_xlsx",
    "storable",
    "unguarded",
    "wide_csv",
    "wide_xlsx",
]
