from breakdowns.models.breakdown import Breakdown, GroupTarget
from breakdowns.models.dimension import Dimension, Group
from breakdowns.models.sheet import GroupFigure, Sheet

__all__ = ["Breakdown", "Dimension", "Group", "GroupFigure", "GroupTarget", "Sheet"]
