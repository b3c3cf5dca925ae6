"""A limit or a tolerance beside a target: what is read of it, and why it cannot be used (rules.md 3)."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from foundation.words import listed
from indicators.imports.figures.which_way import is_far
from indicators.imports.limits import shown
from indicators.imports.places import in_place
from indicators.rules.reading import EXACT, read_band, read_figure
from indicators.rules.vocabulary import Polarity, ValueKind

if TYPE_CHECKING:
    from indicators.imports.figures.lines import Line

_TOLERANCE = re.compile(
    r"(?:within |up to |tolerance:? ?)?(?:\+ ?/? ?-|±|plus or minus|\+ ?or ?-) ?(?P<signed>.+)"
    r"|(?:within |tolerance:? ?)(?P<within>.+)|(?P<points>.+?) ?(?:percentage |% ?)?(?:points?|pts?|ppts?|pp)",
    re.IGNORECASE,
)
_NONE = {"", "n/a", "na", "-", "none", "not set", "no target", "tbc"}
_MOST_NAMED = 8


def read_threshold(line: "Line") -> None:
    """Take a row's threshold or tolerance as the explicit limits beside its target: one value is what is off target
    beyond it, two ("60;70") red and amber, "±5%" a tolerance. One that cannot be used says so.
    """
    said = line.row.threshold or line.row.tolerance or line.tolerance
    if not said:
        return
    told = " ".join(said.split())
    if told.casefold() in _NONE:
        return
    text = told if line.row.threshold or _TOLERANCE.fullmatch(told) else f"±{told}"
    try:
        green, red = _limits(text, line)
    except ValueError as error:
        line.unused_threshold = f"“{shown(told, 40)}” in {in_place(line.number)} {error}"
        return
    line.green_limit, line.red_limit = green, red


def limit_notes(lines: Iterable["Line"]) -> list[str]:
    """Sentences about the thresholds of a file: which are kept, and which cannot be used."""
    # Most files have none, and a large one is walked once.
    lines = [line for line in lines if line.row.threshold or line.row.tolerance or line.red_limit is not None]
    kept = list(dict.fromkeys(line.ref for line in lines if line.red_limit is not None and not line.problems))
    unused = [line.unused_threshold for line in lines if line.unused_threshold and not line.problems]
    said = []
    if kept:
        said.append(
            f"Limits are kept beside the targets of {listed(kept, _MOST_NAMED)}. They decide a status under a rule of "
            "explicit values."
        )
    if far := [line for line in lines if _is_far(line)]:
        named = [f"{line.ref} {shown(line.row.threshold, 20)} beside {shown(line.row.target, 20)}" for line in far]
        said.append(
            f"Limits that lie far from their targets: {listed(named, _MOST_NAMED, '; ')}. Where they are tolerances, "
            "choose “Tolerance” for their column in Match your columns."
        )
    if unused:
        said.append(f"Thresholds that are not used: {listed(unused, _MOST_NAMED, '; ')}.")
    return said


def _is_far(line: "Line") -> bool:
    """Whether a limit lies so far from its target that it may be meant as a tolerance: 5 beside 80."""
    if not line.row.threshold or line.target is None or line.red_limit is None or line.problems:
        return False
    return is_far(line.target, line.red_limit)


def _limits(text: str, line: "Line") -> tuple[Decimal | None, Decimal]:
    polarity = line.measure.polarity
    if polarity not in (Polarity.HIGH, Polarity.LOW):
        raise ValueError("needs a measure of which more or less is good")
    if ";" in text:
        red, green = (_figure(part, line) for part in text.split(";", 1))
        return green, _on_its_side(red, green, polarity)
    if line.target is None:
        raise ValueError("stands beside no target that is a figure")
    tolerance = _tolerance(text, line)
    if tolerance is None:
        return line.target, _on_its_side(_worst(text, line), line.target, polarity)
    away = EXACT.subtract(line.target, tolerance) if polarity is Polarity.HIGH else EXACT.add(line.target, tolerance)
    return line.target, away


def _worst(text: str, line: "Line") -> Decimal:
    """The figure of a limit; of a band of figures that are near target, such as “80-85%”, its worse end."""
    band = read_band(text, line.measure.unit_in(line.row).read)
    if band is None or band[0].value is None or band[1].value is None:
        return _figure(text, line)
    return band[0].value if line.measure.polarity is Polarity.HIGH else band[1].value


def _on_its_side(red: Decimal, green: Decimal, polarity: Polarity) -> Decimal:
    if (red > green) if polarity is Polarity.HIGH else (red < green):
        raise ValueError("lies on the good side of the target")
    return red


def _tolerance(text: str, line: "Line") -> Decimal | None:
    """How far from the target a tolerance lets a figure be, in the measure's unit; None where it is no tolerance."""
    found = _TOLERANCE.fullmatch(text)
    if found is None:
        return None
    printed = found["signed"] or found["within"] or found["points"]
    reading = read_figure(printed)
    if reading.value is None:
        raise ValueError("could not be read")
    if reading.unit == "%" and line.measure.kind is not ValueKind.PERCENTAGE and line.target is not None:
        return abs(EXACT.divide(EXACT.multiply(line.target, reading.value), Decimal(100)))
    return reading.value


def _figure(text: str, line: "Line") -> Decimal:
    reading = line.measure.unit_in(line.row).read(text.strip().lstrip("<>≤≥= "))
    if reading.value is None:
        raise ValueError("could not be read")
    return reading.value
