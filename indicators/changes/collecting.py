"""How often a measure is entered and reported, and how one is made of the other: what fits together on its sheet."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from indicators.models import Indicator
from indicators.rules.aggregation import combinings, makes_up, usual_combining
from indicators.rules.vocabulary import Counting, ValueKind
from plans.periods import Frequency, YearBasis


def collecting_problems(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What does not fit together of how often it is reported and entered, and how one is made of the other."""
    frequency, collected, basis = (values.get(name) or "" for name in ("frequency", "collected", "year_basis"))
    if Frequency.TERM in (frequency, collected) and basis and basis != YearBasis.ACADEMIC:
        yield "year_basis", "Terms are parts of the academic year. Choose that, or not by the term"
    if not collected or not frequency:
        return
    names = {name: dict(Indicator._meta.get_field(name).choices) for name in ("collected", "frequency", "combining")}
    if not makes_up(Frequency(collected), Frequency(frequency)):
        entered, reported = names["collected"][collected].lower(), names["frequency"][frequency].lower()
        said = f"What is entered {entered} does not make up what is reported {reported}. "
        yield "collected", f"{said}Choose a shorter period, or leave it as often as it is reported"
    kind, counting, combining = (values.get(name) for name in ("kind", "counting", "combining"))
    if not kind or not counting or not combining:
        return
    ways = combinings(Counting(counting), ValueKind(kind), has_parts=bool(values.get("has_parts")))
    if combining not in ways:
        named = " or ".join(f"“{names['combining'][each]}”" for each in ways)
        yield "combining", f"That would give a wrong figure for how it is counted. Choose {named}"


def settle_collecting(values: MutableMapping[str, Any]) -> None:
    """How often it is entered and how that is put together, as they are stored: the usual way where none was chosen;
    nothing of either where it is entered as often as it is reported.
    """
    if "collected" not in values:
        return
    if values["collected"] == values.get("frequency"):
        values["collected"] = ""
    if not values["collected"]:
        values["combining"] = ""
    elif not values.get("combining") and values.get("kind") and values.get("counting"):
        given = Counting(values["counting"]), ValueKind(values["kind"])
        values["combining"] = usual_combining(*given, has_parts=bool(values.get("has_parts"))).value
