"""Lists as files: CSV or an accessible workbook. Values in, text or bytes out; only ``answers`` knows the request.

No text can become a formula, numbers stay numbers, and the same input gives the same bytes.
"""

from foundation.downloads.cells import Cell, guarded, storable, unguarded
from foundation.downloads.lists import rows_csv, rows_xlsx

__all__ = ["Cell", "guarded", "rows_csv", "rows_xlsx", "storable", "unguarded"]
