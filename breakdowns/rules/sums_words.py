"""What does not add up, in a sentence that names both numbers and says what to do."""

from typing import Protocol

from breakdowns.rules.adding_up import Sum
from breakdowns.rules.entry import plain


class Named(Protocol):
    """What the parts of a measure are called."""

    numerator: str
    denominator: str


class Nouned(Protocol):
    """What the groups are called."""

    noun: str
    nouns: str


def wrong_words(found: Sum, measure: Named, groups: Nouned, *, then: str = "save again") -> str:
    """ "The wards come to 118 of “Homes let”, and the measure's own figure is 120: 2 too few. Correct …". ``then``:
    what is done once it is corrected.
    """
    what = {"numerator": measure.numerator, "denominator": measure.denominator}.get(found.name, "")
    of = f" of “{what}”" if what else ""
    over = found.difference
    side = "too many" if over > 0 else "too few"
    return (
        f"The {groups.nouns} come to {plain(found.groups)}{of}, and the measure’s own figure is "
        f"{plain(found.total)}: {plain(abs(over))} {side}. Correct a {groups.noun}, or the measure’s own figure, and "
        f"{then}."
    )
