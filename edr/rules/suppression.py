"""Counts of people that may be published: small ones are hidden, also where they could be had by subtraction.

The rule is the usual one of statistical disclosure control (suppress below a threshold, then whatever gives it back);
the threshold, and that none counts as few, are *ours* (docs/rules.md, 18).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

THRESHOLD = 5


class Hidden(StrEnum):
    FEW = "few"  # fewer than the threshold
    ALL_BUT_FEW = "all_but_few"  # fewer than the threshold are left out
    TOO_FEW_PEOPLE = "too_few_people"  # so few that even "few" or "all but few" would tell too much


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it may be shown: ``number``, or None and why it is ``hidden``."""

    number: int | None
    hidden: Hidden | None = None

    @property
    def words(self) -> str:
        if self.number is not None:
            return f"{self.number:,}"
        return {
            Hidden.FEW: f"Fewer than {THRESHOLD}",
            Hidden.ALL_BUT_FEW: f"All but fewer than {THRESHOLD}",
            Hidden.TOO_FEW_PEOPLE: "Not shown",
            None: "",
        }[self.hidden]


def shown(whole: int, parts: Sequence[int]) -> tuple[Shown, ...]:
    """The whole and its parts as they may be shown, each part within the one before it: people, those with a review,
    those of them with objectives agreed.

    A number is shown only where it is no small one, and where what is left between it and the last number shown before
    it is none either: no difference of two numbers that are shown gives a small number. Of what is hidden, whoever
    knows this rule is left with at least ``THRESHOLD`` answers. ValueError where a part is larger than what it is of.
    """
    if any(part > before or part < 0 for before, part in zip((whole, *parts), parts, strict=False)):
        raise ValueError("Each part lies within the one before it.")
    if whole < THRESHOLD:
        return (Shown(None, Hidden.TOO_FEW_PEOPLE),) * (1 + len(parts))
    last, found = whole, [Shown(whole)]
    for part in parts:
        if last < 2 * THRESHOLD:
            found.append(Shown(None, Hidden.TOO_FEW_PEOPLE))
        elif part < THRESHOLD:
            found.append(Shown(None, Hidden.FEW))
        elif last - part < THRESHOLD:
            found.append(Shown(None, Hidden.ALL_BUT_FEW))
        else:
            found.append(Shown(part))
            last = part
    return tuple(found)


def totals(rows: Iterable[tuple[Shown, Shown]]) -> tuple[int, int]:
    """The sums of a whole and a part over the rows that show both: it tells nothing that the rows do not tell."""
    both = [(a.number, b.number) for a, b in rows if a.number is not None and b.number is not None]
    return sum(a for a, _ in both), sum(b for _, b in both)
