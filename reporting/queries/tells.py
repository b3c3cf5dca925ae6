"""What measures tell of: whether an outcome has a full set of them (A3)."""

from indicators.models import Indicator

WHAT_CHANGED = frozenset({Indicator.Tells.OUTCOME.value, Indicator.Tells.PERCEPTION.value})
WHAT_IS_DONE = frozenset({Indicator.Tells.OUTPUT.value, Indicator.Tells.PROCESS.value, Indicator.Tells.INPUT.value})
FULL_SET = {
    "what changed for people, or what they think of it": WHAT_CHANGED,
    "what is done towards it": WHAT_IS_DONE,
}
"""What the measures of an outcome tell between them, in words, and by which kinds of measure."""


def tells_of() -> dict[int, str]:
    """What each measure tells, by its key. One statement."""
    return dict(Indicator.objects.values_list("pk", "tells"))
