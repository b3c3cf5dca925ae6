from indicators.models.forecast import OwnForecast
from indicators.models.formula import Calculation, CalculationInput, Formula, FormulaInput
from indicators.models.importing import ImportBatch, ImportLayout, ImportState
from indicators.models.indicator import Contribution, Indicator, IndicatorSet, SeriesBreak
from indicators.models.observation import Commentary, Observation, Return
from indicators.models.rating import RatingRule, Scheme
from indicators.models.recovery import RecoveryAction
from indicators.models.summing import PartWeight, SummingChoice, WeightSet
from indicators.models.support import MeasureHelp
from indicators.models.target import AnnualTarget, PeriodTarget

__all__ = [
    "AnnualTarget",
    "Calculation",
    "CalculationInput",
    "Commentary",
    "Contribution",
    "Formula",
    "FormulaInput",
    "ImportBatch",
    "ImportLayout",
    "ImportState",
    "Indicator",
    "IndicatorSet",
    "MeasureHelp",
    "Observation",
    "OwnForecast",
    "PartWeight",
    "PeriodTarget",
    "RatingRule",
    "RecoveryAction",
    "Return",
    "Scheme",
    "SeriesBreak",
    "SummingChoice",
    "WeightSet",
]
