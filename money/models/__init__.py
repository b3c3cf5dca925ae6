from money.models.line import SIGNED, BudgetLine, FlowChoice, Nature, Share
from money.models.month import Extract, MonthFigure

__all__ = ["SIGNED", "BudgetLine", "Extract", "FlowChoice", "MonthFigure", "Nature", "Share"]
