"""A new measure with its first target: both, or neither."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from indicators.changes.definitions import create_indicator
from indicators.changes.targets import TargetValues, set_target
from indicators.models import Indicator, IndicatorSet
from plans.periods import Period

_WHY = "Set when the measure was made."


@transaction.atomic
def create_measure(
    *,
    by: Actor,
    at: datetime,
    values: Mapping[str, Any],
    sets: Sequence[IndicatorSet],
    target: TargetValues | None,
    year: Period,
) -> Indicator:
    """A new measure; with a target for the year where there is one. Raises ChangeRefused as ``create_indicator`` and
    ``set_target`` do.
    """
    made = create_indicator(by=by, at=at, values=values, sets=sets)
    if target is not None:
        set_target(by=by, at=at, indicator=made, year=year, version=0, values=target, why=_WHY)
    return made
