from foundation.labels import labels
from indicators.models import Indicator
from tests.factories import IndicatorFactory


def test_they_are_what_django_displays() -> None:
    measure = IndicatorFactory.build()
    for name in ("polarity", "frequency", "kind", "counting"):
        assert labels(Indicator, name)[getattr(measure, name)] == getattr(measure, f"get_{name}_display")()
