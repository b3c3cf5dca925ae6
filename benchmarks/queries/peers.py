"""What others reached, for who judges whether a target of ours asks for too little."""

from collections.abc import Sequence

from benchmarks.queries.groups import lens_of, lenses, own_council
from benchmarks.queries.standing import Stood, compared_measures, stood
from indicators.models import Indicator
from indicators.rules.softening import Peers


def middle_of_peers(indicators: Sequence[Indicator], first: int) -> dict[int, Peers]:  # noqa: ARG001 - as it is asked
    """The middle of all councils in the latest round, by the keys of our measures; without those that nobody else
    publishes, or that others hold to be good the other way. Five statements, and more where we have to take our own
    outturn.
    """
    own = own_council()
    if own is None:
        return {}
    ours = {each.pk: each for each in indicators}
    lens = lens_of(lenses(own), "")
    measures = compared_measures(reach=None, keys=list(ours))
    found = stood(measures, own=own, lens=lens, reach=None, keys=list(ours)) if measures else []
    return {
        each.measure.indicator: _peers(each, f"{lens.label[:1].lower()}{lens.label[1:]}")
        for each in found
        if each.median is not None and each.measure.aim.polarity == ours[each.measure.indicator].polarity
    }


def _peers(each: Stood, group: str) -> Peers:
    place = f"{each.mark.word.lower()}, {each.rank_words}" if each.mark else ""
    return Peers(group, each.period, (each.median or 0) * each.measure.unit.scale, place)
