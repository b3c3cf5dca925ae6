from reporting.models.coverage import CoverageCount
from reporting.models.cycle import Cycle, Reminder
from reporting.models.duplicate import Distinct, Merge, PairKind
from reporting.models.report import Audience, Frozen, Report, ReportFile, ReportKind
from reporting.models.roll_over import RollOver, RollOverChoice, RollOverState
from reporting.models.run import Purpose, Run
from reporting.models.sharing import Sharing

__all__ = [
    "Audience",
    "CoverageCount",
    "Cycle",
    "Distinct",
    "Frozen",
    "Merge",
    "PairKind",
    "Purpose",
    "Reminder",
    "Report",
    "ReportFile",
    "ReportKind",
    "RollOver",
    "RollOverChoice",
    "RollOverState",
    "Run",
    "Sharing",
]
