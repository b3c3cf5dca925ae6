"""One status for a group of measures: that of the most (rules.md 9.3)."""

from collections.abc import Mapping

from indicators.rules.vocabulary import Status


def majority(counts: Mapping[Status, int]) -> Status:
    """The status that most measures of a group have: green, amber, red or not rated.

    What exceeds its target counts as on target. Between equals it is near target, but a tie with what is not rated
    goes to the rated side. Not rated where nothing is, or where more measures are not rated than have any one status.
    """
    rated = {
        Status.GREEN: sum(number for status, number in counts.items() if status.is_met),
        Status.AMBER: counts.get(Status.AMBER, 0),
        Status.RED: counts.get(Status.RED, 0),
    }
    unrated = sum(number for status, number in counts.items() if not status.is_rated)
    most = max(rated.values())
    if most == 0 or unrated > most:
        return Status.NOT_RATED
    leading = [status for status, number in rated.items() if number == most]
    return leading[0] if len(leading) == 1 else Status.AMBER
