"""What hangs from some measures and not from most, asked within the statement that reads the measure for its page."""

from django.db.models import Exists, OuterRef

from indicators.models import Formula, MeasureHelp, OwnForecast, RecoveryAction


def what_hangs() -> dict[str, Exists]:
    """Whether a measure is calculated, forecast, recovering or has asked for help: what is not there costs no statement
    of its own.
    """
    here = {"indicator": OuterRef("pk")}
    return {
        "has_formulas": Exists(Formula.objects.filter(**here)),
        "has_forecasts": Exists(OwnForecast.objects.filter(**here)),
        "has_actions": Exists(RecoveryAction.objects.filter(**here)),
        "has_help": Exists(MeasureHelp.objects.filter(**here)),
    }
