"""What a chart shows, in words: for screen readers, the PDF's alternative text, e-mail and print."""

from foundation.measure_words import Series, points
from reporting.charts.scale import figure_text

CONCERN, IMPROVEMENT = "special_cause_concern", "special_cause_improvement"


def figure(series: Series, value: float) -> str:
    """A figure of the series with its unit, as in "94.1%" or "12.0 days"."""
    text = figure_text(value, series["unit"], series["decimals"])
    return text if series["unit"] in ("%", "") or series["unit"].startswith("£") else f"{text} {series['unit']}"


def standing(series: Series, index: int) -> str:
    """The shorthand marks of one point: "[p]", "[r]", both, "[draft]", or ""."""
    if is_draft(series, index):
        return "[draft]"
    return "[p]" * series["provisional"][index] + "[r]" * series["revised"][index]


def is_draft(series: Series, index: int) -> bool:
    """Whether a point is not signed off: only the last can be."""
    return series.get("draft", False) and index == len(series["labels"]) - 1


def signal(series: Series, index: int) -> str:
    """The signal of one point, "" where none was worked out."""
    return series["signals"][index] if series["signals"] else ""


def begun(series: Series) -> Series:
    """The series from its first figure or target on; the newest period alone where it has neither."""
    count = len(series["labels"])
    known = (i for i in range(count) if (series["values"][i], series["targets"][i]) != (None, None))
    first = next(known, max(count - 1, 0))
    return {
        **series,
        "labels": series["labels"][first:],
        "values": series["values"][first:],
        "targets": series["targets"][first:],
        "provisional": series["provisional"][first:],
        "revised": series["revised"][first:],
        "signals": series["signals"][first:],
        "breaks": [index - first for index in series["breaks"] if index >= first],
    }


def describe(series: Series, *, name: str = "") -> str:
    """The chart as sentences: span, latest against target, lowest and highest, gaps, limits, signals, breaks.

    Told from the first figure or target on. ``name`` opens the text. A series without figures says so.
    """
    series = begun(series)
    shown = points(series)
    opening = f"{name}: " if name else ""
    if not shown:
        return f"{opening}no figures to show yet."
    labels = series["labels"]
    count = len(labels)
    first = f"line chart of {count} periods, {labels[0]} to {labels[-1]}." if count > 1 else f"one figure, {labels[0]}."
    sentences = [opening + (first if name else first[0].upper() + first[1:]), _latest(series, shown)]
    if len(shown) > 2:
        low, high = min(shown, key=lambda p: p[1]), max(shown, key=lambda p: p[1])
        sentences.append(
            f"Lowest {figure(series, low[1])} in {labels[low[0]]}, highest {figure(series, high[1])} "
            f"in {labels[high[0]]}."
        )
    sentences.extend(_remarks(series, count - len(shown)))
    if ahead := series.get("ahead", ()):
        sentences.append(f"Expected {figure(series, ahead[-1].value)} in {ahead[-1].label}.")
    return " ".join(sentences)


def _latest(series: Series, shown: list[tuple[int, float]]) -> str:
    index, value = shown[-1]
    standings = {"[p]": "provisional", "[r]": "revised", "[p][r]": "provisional, revised", "[draft]": "a draft"}
    words = standings.get(standing(series, index))
    target = series["targets"][index]
    against = f", target {figure(series, target)}" if target is not None else ", no target"
    return f"Latest {figure(series, value)}{f' ({words})' if words else ''} in {series['labels'][index]}{against}."


def _remarks(series: Series, gaps: int) -> list[str]:
    labels, found = series["labels"], []
    if gaps:
        found.append("1 period has no figure." if gaps == 1 else f"{gaps} periods have no figure.")
    if series["lower"] is not None and series["upper"] is not None:
        found.append(
            f"Range expected from normal variation {figure(series, series['lower'])} "
            f"to {figure(series, series['upper'])}."
        )
    for code, words in ((CONCERN, "Special-cause concern"), (IMPROVEMENT, "Special-cause improvement")):
        where = [labels[i] for i, _ in points(series) if signal(series, i) == code]
        if where:
            found.append(f"{words} in {', '.join(where)}.")
    revised = [labels[i] for i, _ in points(series) if series["revised"][i]]
    if revised:
        found.append(f"Revised since first reported: {', '.join(revised)}.")
    found.extend(f"The definition changed before {labels[i]}; compare only within each part." for i in series["breaks"])
    return found


def marks_shown(series: Series) -> list[str]:
    """The marks that occur in this chart, each with its meaning: the key printed beneath it."""
    shown = points(series)
    signals = {signal(series, i) for i, _ in shown}
    candidates = [
        (any(t is not None for t in series["targets"]), "dashed line: target"),
        (series["lower"] is not None, "shaded: range expected from normal variation"),
        (any("[p]" in standing(series, i) for i, _ in shown), "hollow point: provisional [p]"),
        (any(is_draft(series, i) for i, _ in shown), "hollow point at the end: a draft, not signed off"),
        (any(series["revised"][i] for i, _ in shown), "[r]: revised"),
        (CONCERN in signals, "diamond: special-cause concern"),
        (IMPROVEMENT in signals, "square: special-cause improvement"),
        (bool(series["breaks"]), "upright line: definition changed"),
    ]
    return [words for present, words in candidates if present]
