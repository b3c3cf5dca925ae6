"""What of a catalogue nothing of ours measures, and what of ours is in none (C1, product 20). Pure."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import NamedTuple


class ThemeGap(NamedTuple):
    """How many entries of a theme there are, and how many of them something of ours measures."""

    theme: str
    entries: int
    measured: int

    @property
    def missing(self) -> int:
        return self.entries - self.measured


class Gap(NamedTuple):
    """A catalogue held against the measures of a council: entries, those measured, and by theme in their order."""

    entries: int
    measured: int
    themes: Sequence[ThemeGap]

    @property
    def missing(self) -> int:
        return self.entries - self.measured

    @property
    def share(self) -> Fraction | None:
        """How much of it is measured; None of an empty one."""
        return Fraction(self.measured, self.entries) if self.entries else None

    def said(self, name: str, *, is_part: bool) -> str:
        """The finding in a sentence; of a catalogue that is a part it never speaks of the whole."""
        if not self.entries:
            return f"{name} holds no entry yet."
        whole = "the one entry" if self.entries == 1 else f"the {self.entries:,} entries"
        held = f"{whole} of {name}{' held here' if is_part else ''}"
        if not self.missing:
            return f"We measure {'all of ' if self.entries > 1 else ''}{held}."
        if not self.measured:
            return f"We measure none of {held}." if self.entries > 1 else f"We do not measure {held}."
        return f"We do not measure {self.missing:,} of {held}."


def gap_of(themes: Mapping[Hashable, str], measured: AbstractSet[Hashable]) -> Gap:
    """The gap of a catalogue: ``themes`` is the theme of each of its entries in order, ``measured`` those that a
    measure of ours in use is mapped to. Themes keep the order of their first entry.
    """
    whole: dict[str, list[bool]] = {}
    for key, theme in themes.items():
        whole.setdefault(theme, []).append(key in measured)
    rows = [ThemeGap(theme, len(each), sum(each)) for theme, each in whole.items()]
    return Gap(sum(row.entries for row in rows), sum(row.measured for row in rows), rows)


def short_name(name: str) -> str:
    """What a catalogue is called before a code: the initials of a long name, a short name as it is."""
    name = " ".join(name.split())
    if len(name) <= SHORT:
        return name
    initials = "".join(word[0] for word in _words(name) if word[0].isupper())
    return initials[:SHORT] if len(initials) > 1 else name[:SHORT].strip()


SHORT = 12


def _words(name: str) -> Iterable[str]:
    return (word.strip("()") for word in name.split() if word.strip("()"))
