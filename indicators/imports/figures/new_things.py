"""Says in words which measures, services and posts an import makes, and what it does not know about them."""

from collections.abc import Sequence

from accounts.models import Post, UnitKind
from foundation.words import counted, listed
from indicators.imports.apply_units import Placed, places_for
from indicators.imports.limits import shown
from indicators.imports.planned_changes import NewMeasure
from indicators.imports.units_by_name import Places
from indicators.rules.vocabulary import lacks_polarity

_MOST_NAMES, _MOST_REFS, _MOST_LINES = 30, 10, 100
_COUNTED = (
    "A file does not say how a new measure is counted: it is taken as a rate or average over the period until its "
    "definition sheet says otherwise."
)


def makes(measures: Sequence[NewMeasure], places: Places) -> list[str]:
    """Sentences about new measures and what is made with them. Writes nothing; adds missing units to ``places``."""
    if not measures:
        return []
    placed = places_for([(measure.council, measure.service) for measure in measures], places)
    of_post: dict[Post, list[NewMeasure]] = {}
    for measure in measures:
        of_post.setdefault(placed.posts[measure.council, measure.service], []).append(measure)
    lines = _places(placed, list(of_post))
    for post, found in of_post.items():
        lines += _measures(post, found)
    lines = lines[:_MOST_LINES] + ([f"{len(lines) - _MOST_LINES} more such lines."] if len(lines) > _MOST_LINES else [])
    return [*lines, *_unknown(measures), _COUNTED]


def _places(placed: Placed, posts: Sequence[Post]) -> list[str]:
    """Says which councils, services and posts are made."""
    missing = set(placed.missing)
    councils = [each for each in placed.missing if getattr(each, "kind", "") == UnitKind.COUNCIL]
    lines = [f"Makes the council “{council}”." for council in councils]
    for post in posts:
        if post.unit in missing:
            lines.append(f"Makes the service “{post.unit}” and the post “{post}”.")
        elif post in missing:
            lines.append(f"Makes the post “{post}” in “{post.unit}”.")
    return lines


def _measures(post: Post, measures: Sequence[NewMeasure]) -> list[str]:
    names = listed([f"{each.ref} {shown(each.name, 80)}" for each in measures], _MOST_NAMES, "; ")
    count = counted(len(measures), "measure")
    lines = [f"Makes {count} of “{post.unit}”, owned, entered and signed off by “{post}”: {names}."]
    if homeless := [each.ref for each in measures if not each.service]:
        them = "it" if len(homeless) == 1 else "them"
        lines.append(f"The file names no service for {_refs(homeless)}, so “{post.unit}” has {them}.")
    return lines


def _unknown(measures: Sequence[NewMeasure]) -> list[str]:
    aimless = [each for each in measures if lacks_polarity(each.polarity, each.kind)]
    lines = []
    if refs := [each.ref for each in aimless if not each.is_data_only]:
        what = (
            "it has a target, and is not rated until its definition sheet says so"
            if len(refs) == 1
            else "they have a target, and are not rated until their definition sheets say so"
        )
        lines.append(f"Which way is good is not known of {_refs(refs)}: {what}.")
    if refs := [each.ref for each in aimless if each.is_data_only]:
        what = "it is" if len(refs) == 1 else "they are"
        lines.append(f"Neither a target nor which way is good is known of {_refs(refs)}: {what} shown as data only.")
    return lines


def _refs(refs: Sequence[str]) -> str:
    return listed(refs, _MOST_REFS)
