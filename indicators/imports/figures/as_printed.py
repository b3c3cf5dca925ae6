"""Reads figures and targets of an import as councils print them: “around 45”, “1 234”, “≥90%”, “95% (prov.)”.

What stands beside a figure becomes its standing where it says one, and is passed over where it says nothing of the
figure. A limit is a target in the sense of the polarity. Nothing is guessed: what stays in words stays words.
"""

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from indicators.imports.figures.measure_units import PLAIN_FIGURE, MeasureUnit
from indicators.imports.limits import shown
from indicators.rules.printed_figure import even_signs, figure_alone, figure_and_limit
from indicators.rules.reading import EXACT, QUOTIENT, Reading, read_band, read_figure
from indicators.rules.vocabulary import Polarity, Standing, ValueKind
from plans.periods import parse_label

if TYPE_CHECKING:
    from indicators.imports.figures.lines import Line

LONGEST_TARGET = 200
_TWO = re.compile(r"(?P<one>[^()]*\d[^()]*?) ?(?:\(|/ )(?P<two>[^()]*\d[^()]*)\)?")
_LONGEST_PAIR = 60
_OUT_OF = re.compile(
    r"(?P<part>[\d,.]+)(?: ?/ ?| \(?(?:out )?of (?:the )?)(?P<whole>[\d,]+)(?: [a-z]+)*\)?", re.IGNORECASE
)
_WITH_TOLERANCE = re.compile(r"([^()]*\d[^()]*?) ?\(?(\+/- ?[^()]+)\)?")
_ONE_SIDED = (Polarity.HIGH, Polarity.LOW)
_BASE = re.compile(r"(?:(?:out )?of|from|n ?=|base:?) ?[\d,]+(?: [a-z]+)*", re.IGNORECASE)
_YEARLY = re.compile(r"([^()]+?) ?\((\d{4}[-/]\d\d(?:\d\d)?)\)")
_ALL_YEARLY = re.compile(rf"(?:{_YEARLY.pattern}[,; ]*)+")
_OTHER = re.compile(
    r"(?<=\S) ?\((?:cumulative|cum\.?|ytd|year to date|year[ -]?end|annual|full year|last|previous|prev\.?|target)\b"
    r"[^()]*\d[^()]*\)$",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<![\d.,])(\d{1,3}(?: \d{3})+)(?![\d,])")
_ABOUT = re.compile(
    r"(?:approx(?:imately)?\.?|around|about|circa|c\.|est(?:imated?)?\.?:?|~|≈) ?(?=[-£\d])(.+)", re.IGNORECASE
)
_AFTERWARDS = re.compile(r"(.*\d.*?) ?\(?(?:approx(?:imately)?\.?|est(?:imated?)?\.?)\)?", re.IGNORECASE)
_STANDINGS = (
    (Standing.PROVISIONAL, re.compile(r"\bprov(?:isional)?\b|\(p\)", re.IGNORECASE)),
    (Standing.ESTIMATED, re.compile(r"\best(?:imated?)?\b|\(e\)", re.IGNORECASE)),
    (Standing.REVISED, re.compile(r"\brev(?:ised)?\b|\(r\)", re.IGNORECASE)),
)
_NO_TARGET = {
    *("data only", "no target", "no target set", "none", "none set", "not set", "monitor", "monitor only"),
    *("monitoring only", "for information", "info only", "information only", "baseline", "contextual"),
    *("trend only", "trend", "tracking only", "track only", "contextual only", "for monitoring", "to be set"),
    *("target to be set", "target tbc", "tbd", "baseline year", "new measure", "new indicator", "establish baseline"),
    *("no target - contextual", "no target – contextual", "not applicable", "not targeted", "untargeted"),
}
# A target may be in words. These texts are no words, but broken figures, formulas and errors.
_BROKEN_FIGURE = re.compile(r"[=#].*|[-+\d.,:/£%() ]+|[-+]?[\d.,]+e[-+]?\d+|[-+]?(?:nan|inf|infinity)", re.IGNORECASE)


def spaced(text: str) -> str:
    """A figure without the spaces that set its thousands apart, and without another that a bracket names beside it:
    “1 234” is 1234, and “35 (cumulative 98)” is 35.
    """
    if " " not in text.strip():
        return text
    tidy = _SPACED.sub(lambda found: found[1].replace(" ", ""), " ".join(text.split()))
    return _OTHER.sub("", tidy) if "(" in tidy else tidy


def read_printed(text: str, unit: MeasureUnit) -> tuple[Reading, str]:
    """A figure as printed, and the standing that is printed beside it ("" for none)."""
    reading = unit.read(text)
    if not reading.problem:
        return reading, ""
    tidy = spaced(text)
    if both := number_and_share(tidy):
        return _one_of(both, text, unit), ""
    if found := _ABOUT.fullmatch(tidy) or _AFTERWARDS.fullmatch(tidy):
        about = unit.read(found[1])
        if about.value is not None:
            return about, Standing.ESTIMATED.value
    bare = figure_alone(tidy)
    alone = unit.read(bare)
    if alone.value is None and (found := _OUT_OF.fullmatch(bare)):
        alone = _of_whole(found, unit)
    if alone.value is None:
        return reading, ""
    return alone, next((standing.value for standing, words in _STANDINGS if words.search(tidy)), "")


def holds_another(text: str) -> bool:
    """Whether a cell has a figure of something else in brackets: “35 (cumulative 98)”."""
    return "(" in text and bool(_OTHER.search(text))


def number_and_share(text: str) -> tuple[str, str] | None:
    """The number and the share of a cell that holds both: “5,670 (4.2%)”, “90% (45 of 50)”; None for any other."""
    # Most figures have no bracket and no stroke: they are not looked at any further.
    may_be = "%" in text and ("(" in text or "/" in text) and len(text) <= _LONGEST_PAIR
    found = _TWO.fullmatch(spaced(text)) if may_be else None
    if found is None:
        return None
    number, share = sorted((found["one"].strip(), found["two"].strip()), key=lambda each: each.endswith("%"))
    is_number = read_figure(number).value is not None or _OUT_OF.fullmatch(number) or _BASE.fullmatch(number)
    are_both = is_number and not number.endswith("%") and read_figure(share).unit == "%"
    return (number, share) if are_both else None


def _of_whole(found: re.Match[str], unit: MeasureUnit) -> Reading:
    """What “19 out of 20” is as a percentage; of a score whose unit says “out of 5”, the figure."""
    part, whole = (read_figure(found[name]).value for name in ("part", "whole"))
    if part is None or not whole or part > whole:
        return Reading()
    if unit.kind is ValueKind.PERCENTAGE:
        return Reading(QUOTIENT.divide(EXACT.multiply(part, Decimal(100)), whole), unit="%")
    is_score = unit.kind is ValueKind.NUMBER and unit.name == f"out of {found['whole']}"
    return Reading(part) if is_score else Reading()


def whole_of(text: str) -> str:
    """The unit of a score: “out of 5” of “3.4/5”; "" for any other figure."""
    found = _OUT_OF.fullmatch(text.strip())
    return f"out of {found['whole']}" if found else ""


def _one_of(both: tuple[str, str], text: str, unit: MeasureUnit) -> Reading:
    """The one of a number and its share that is in the measure's unit."""
    number, share = both
    if unit.is_open:
        told = f"“{shown(text, 40)}” is {number} or {share}, and nothing says which the measure counts."
        return Reading(problem=f"{told} Fill in its unit: number or %.")
    return unit.read(share if unit.kind is ValueKind.PERCENTAGE else number)


def read_target(line: "Line", unit: MeasureUnit) -> None:
    """Take a row's target, in the unit of its figures: a figure, a range, a limit on the good side, or words.
    ``unusable_target`` says why another is not taken.
    """
    text, polarity = _of_its_year(line.row.target, line.row.period), line.measure.polarity
    if not text or text.casefold() in _NO_TARGET:
        return
    if polarity is Polarity.RANGE and (band := read_band(even_signs(spaced(text)), unit.read)) is not None:
        if problem := next((end.problem for end in band if end.problem), ""):
            line.unusable_target = problem
        else:
            line.low, line.high = (end.value for end in band)
        return
    reading = unit.read(text)
    if reading.problem and (both := number_and_share(text)):
        reading = _one_of(both, text, unit)
    if reading.problem and (found := _OUT_OF.fullmatch(text)):
        reading = _of_whole(found, unit) if unit.name else reading
    if reading.problem and (found := _WITH_TOLERANCE.fullmatch(even_signs(text))) and polarity in _ONE_SIDED:
        reading, line.tolerance = unit.read(found[1]), found[2]
    if reading.problem:
        reading = _limit(line, text, unit) or reading
    if reading.value is not None:
        if polarity is Polarity.RANGE:
            line.low = line.high = reading.value
        else:
            line.target = reading.value
    elif reading.problem and not line.unusable_target:
        _keep_words(line, text, reading)


def _of_its_year(text: str, period: str) -> str:
    """The target of the period's year where one is printed for each: “5.4% (2023-24), 6.3% (2024-25)”."""
    years = _YEARLY.findall(text) if len(text) <= LONGEST_TARGET and text.count("(") > 1 else []
    if not years or not _ALL_YEARLY.fullmatch(text):
        return text
    try:
        own = parse_label(period).year
        return next((aim.strip(" ,;") for aim, year in years if parse_label(year) == own), text)
    except ValueError:
        return text


def _limit(line: "Line", text: str, unit: MeasureUnit) -> Reading | None:
    """The figure of a limit; None where there is none."""
    bare, limit = figure_and_limit(spaced(text))
    reading = unit.read(bare)
    if reading.value is None:
        return None
    polarity = line.measure.polarity
    if limit is not None and polarity in _ONE_SIDED and not limit.agrees(polarity):
        good = "more" if polarity is Polarity.HIGH else "less"
        line.unusable_target = f"“{shown(text, 40)}” is a limit on the other side than the good one: {good} is good"
        return None
    if limit is not None and limit.is_strict and limit.towards is not None:
        line.notes.append(
            f"target of {line.ref}: “{shown(text, 40)}” is read as {bare}, which is then on target itself"
        )
    return reading


def _keep_words(line: "Line", text: str, reading: Reading) -> None:
    """A target that is no figure: “top quartile” is kept as words, to be rated by judgement (rules.md 3)."""
    if read_figure(text).value is not None or (_BROKEN_FIGURE.fullmatch(text) and read_band(text) is None):
        line.unusable_target = reading.problem
    elif len(text) > LONGEST_TARGET:
        line.unusable_target = f"has more than {LONGEST_TARGET} characters. Shorten it."
    else:
        line.target_text = text


def bare_figure(text: str) -> str:
    """A figure without what is printed around it, where there is a figure; else the text."""
    if not text or PLAIN_FIGURE.fullmatch(text) or read_figure(text).value is not None:
        return text
    tidy = spaced(text)
    found = _ABOUT.fullmatch(tidy) or _AFTERWARDS.fullmatch(tidy)
    return found[1] if found else figure_alone(tidy)


def bare_aim(text: str) -> str:
    """The same of a target, without its limit."""
    if not text or PLAIN_FIGURE.fullmatch(text) or read_figure(text).value is not None:
        return text
    return figure_and_limit(spaced(text))[0]


def limit_side(text: str) -> Polarity | None:
    """Which way is good by a target that is a limit: “at least 90%” says more, “under 5 days” less; None for others."""
    _, limit = figure_and_limit(spaced(text))
    return limit.towards if limit else None
