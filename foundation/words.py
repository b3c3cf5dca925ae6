"""Words as every page, list and paper writes them. Standard library only."""

from collections.abc import Iterable, Sequence

EXCERPT = 220  # characters of a box of commentary


def counted(number: int, noun: str) -> str:
    """How many there are of something with a plain plural: "1 measure", "1,204 measures"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


_PLURALS = ("points", "days", "weeks", "months", "years", "hours", "minutes", "seconds")


def with_unit(number: str, unit: str) -> str:
    """A printed number with its unit: "12 days", "1 working day", "1.0 days"."""
    if number.lstrip("−-") == "1" and unit.endswith(_PLURALS):
        unit = unit.removesuffix("s")
    return f"{number} {unit}"


def capitalised(text: str) -> str:
    """The text as a sentence begins; the rest of it as it is."""
    return text[:1].upper() + text[1:]


def one_line(text: str) -> str:
    """The text on one line, so that no name can forge another."""
    return " ".join(text.split())


def together(words: Iterable[str]) -> str:
    """The words that are not empty, as one reads them out: "a", "a and b", "a, b and c"."""
    *most, last = [word for word in words if word] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def listed(names: Sequence[str], most: int, between: str = ", ") -> str:
    """The first names, and how many more there are: "HS01, HS02 and 3 more"."""
    rest = f" and {len(names) - most:,} more" if len(names) > most else ""
    return between.join(names[:most]) + rest


def excerpt(text: str, *, most: int = EXCERPT) -> str:
    """The first sentences of a text, on one line; the whole of it stands on the measure's own page."""
    line = one_line(text)
    if len(line) <= most:
        return line
    cut = max(line.rfind(end, 0, most) for end in (". ", "; ", ", "))
    if cut <= most // 3:
        cut = max(line.rfind(" ", most // 3, most), 0) or most
    return f"{line[:cut].rstrip('.,; ')} …"
