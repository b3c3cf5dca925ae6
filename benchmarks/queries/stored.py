"""What is stored of published figures, as an import or a load holds its file against it."""

from collections.abc import Collection, Iterable
from typing import Any

from benchmarks.models import CouncilFigure, Round


def places_of(measures: Collection[int]) -> dict[tuple[int, str], tuple[int, int]]:
    """The rounds of these measures (keys), by measure and period (keys): key, and how many years each covers. One
    statement.
    """
    rounds = Round.objects.filter(measure__in=measures).values_list("pk", "measure", "period", "years")
    return {(measure, period.key): (pk, years) for pk, measure, period, years in rounds}


def stored_figures(rounds: Iterable[int]) -> dict[tuple[int | None, str], tuple[Any, ...]]:
    """The figures of these rounds by round and council: key, value, numerator, denominator, standing. One statement."""
    rows = CouncilFigure.objects.filter(round__in=list(rounds))
    fields = ("round", "council__name", "pk", "value", "numerator", "denominator", "standing")
    return {(each[0], each[1]): each[2:] for each in rows.values_list(*fields).iterator()}
