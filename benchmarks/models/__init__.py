from benchmarks.models.council import FOLLOWING, Council, CouncilType, Group, GroupKind, Membership
from benchmarks.models.figure import POLARITIES, STANDINGS, ComparedMeasure, CouncilFigure, KeptSummary, Round
from benchmarks.models.lesson import Lesson

__all__ = [
    "FOLLOWING",
    "POLARITIES",
    "STANDINGS",
    "ComparedMeasure",
    "Council",
    "CouncilFigure",
    "CouncilType",
    "Group",
    "GroupKind",
    "KeptSummary",
    "Lesson",
    "Membership",
    "Round",
]
