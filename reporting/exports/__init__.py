"""Downloads of reporting's own: a report as a workbook, figures by period. Values in, bytes out."""

from reporting.exports.report import document_xlsx
from reporting.exports.wide import Point, wide_csv, wide_xlsx

__all__ = ["Point", "document_xlsx", "wide_csv", "wide_xlsx"]
