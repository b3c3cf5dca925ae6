"""Which of our measures stand one way against their target and the other way among councils, for reports."""

from collections.abc import Mapping

from benchmarks.queries.groups import lens_of, lenses, own_council
from benchmarks.queries.standing import compared_measures, stood
from benchmarks.rules.verdicts import Callout, callout_of
from indicators.rules.vocabulary import Status


def callouts(statuses: Mapping[int, Status]) -> dict[int, Callout]:
    """Of measures of ours with their statuses, by their keys, those whose status contradicts their rank among all
    councils in the latest round. Of several that are published of a measure the first by its code counts, as on the
    measure's page. At most five statements, and more where we have to take our own outturn.
    """
    own, keys = own_council(), list(statuses)
    measures = compared_measures(reach=None, keys=keys) if own else []
    if own is None or not measures:
        return {}
    places: dict[int, int | None] = {}
    for each in stood(measures, own=own, lens=lens_of(lenses(own), ""), reach=None, keys=keys):
        places.setdefault(each.measure.indicator, each.quartile)
    found = {pk: callout_of(statuses[pk], quartile) for pk, quartile in places.items()}
    return {pk: called for pk, called in found.items() if called}
