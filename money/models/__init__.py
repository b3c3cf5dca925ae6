from money.models.line import SIGNED, BudgetLine, FlowChoice, Nature, Share
from money.models.month import Extract, MonthFigure
from money.models.staff import StaffExtract, StaffFigure, StaffShare

__all__ = [
    "SIGNED",
    "BudgetLine",
    "Extract",
    "FlowChoice",
    "MonthFigure",
    "Nature",
    "Share",
    "StaffExtract",
    "StaffFigure",
    "StaffShare",
]
