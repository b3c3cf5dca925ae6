"""What is expected of the periods to come: where it stands behind the figures of a series."""

from typing import NamedTuple

from foundation.measure_words import Series, points


class Place(NamedTuple):
    """What is expected at a place of the axis, counted like the periods; its interval, None where there is none."""

    index: int
    value: float
    low: float | None
    high: float | None


def all_labels(series: Series) -> list[str]:
    """The periods of the axis: those of the series, then those to come."""
    labels = series["labels"]
    return [*labels, *(each.label for each in series.get("ahead", ()) if each.label not in labels)]


def expected_figures(series: Series) -> list[float | None]:
    """Every figure of what is to come."""
    return [figure for each in series.get("ahead", ()) for figure in (each.value, each.low, each.high)]


def cone(series: Series) -> list[Place]:
    """What is expected, from the latest figure on that is signed off; empty where nothing is."""
    labels, ahead = all_labels(series), series.get("ahead", ())
    shown = points(series)[: -1 if series.get("draft") else None]
    if not ahead or not shown:
        return []
    index, value = shown[-1]
    start = Place(index, value, value, value)
    return [start, *(Place(labels.index(each.label), each.value, each.low, each.high) for each in ahead)]


def edge(places: list[Place]) -> list[tuple[int, float]]:
    """The outline of the interval, there along its lower and back along its upper side; empty without one."""
    lower = [(each.index, each.low) for each in places if each.low is not None]
    upper = [(each.index, each.high) for each in reversed(places) if each.high is not None]
    return [*lower, *upper] if len(lower) > 1 else []
