"""When words must stand beside a figure, and what is odd about the words (rules.md 16)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foundation.dates import day_words
from foundation.words import listed, together
from indicators.rules.reading import EXACT
from indicators.rules.vocabulary import Direction, Signal, Status

MOST_CHARACTERS = 1500
"""The length limit of one box that ships: about 250 words."""

FEWEST_WORDS = 5
"""Shorter texts are not compared between measures."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """The four boxes, and by when the action is promised."""

    happened: str = ""
    why: str = ""
    action: str = ""
    outlook: str = ""
    action_by_on: date | None = None

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each box's title and text."""
        yield "What happened", self.happened
        yield "Why", self.why
        yield "What we are doing about it", self.action
        yield "What we expect next", self.outlook


def commentary_needed(
    status: Status,
    direction: Direction,
    signal: Signal | None,
    *,
    value: Decimal | None = None,
    earlier: Decimal | None = None,
    material_percent: Decimal | None = None,
) -> str:
    """Why commentary is required, in a sentence for its author; "" where it is not.

    ``status`` is the outcome (what will stand once signed off); ``direction`` and ``earlier`` are of the comparison
    that fits the measure. ``material_percent`` is the change, in per cent of the earlier value, beyond which a change
    needs words even when all is well; None for no such rule.
    """
    if status is Status.RED:
        return "This measure is off target, so say what happened, why, and what is being done."
    if status is Status.AMBER and direction is Direction.WORSE:
        return "This measure is near target and getting worse, so say why, and what is being done."
    if signal is Signal.CONCERN:
        return "This change is beyond normal variation and a concern, so say what caused it."
    if signal not in (None, Signal.COMMON_CAUSE):
        return "This change is beyond normal variation, so say what caused it."
    if material_percent is not None and value is not None and earlier:
        change = EXACT.subtract(value, earlier).copy_abs()
        if EXACT.multiply(change, Decimal(100)) > EXACT.multiply(material_percent, earlier.copy_abs()):
            return f"This figure moved by more than {material_percent.normalize(EXACT):f}%, so say why."
    return ""


def praise_offered(status: Status) -> str:
    """An invitation to tell good news, or ""."""
    if status is Status.EXCEEDING:
        return "Better than target: say what worked and who should be thanked, so that others can learn from it."
    return ""


def commentary_flags(
    now: Boxes,
    previous: Boxes,
    *,
    on: date,
    promises: Sequence[date] = (),
    most_characters: int = MOST_CHARACTERS,
) -> list[str]:
    """What is odd about a commentary, in sentences for its author: text copied from last time, promised dates that have
    passed, too long.

    ``previous`` is the last period's boxes, ``promises`` the dates of earlier promises still open, ``on`` today.
    """
    flags = [
        f"“{title}” is the same text as last time. Say what is new."
        for title, text in now.texts()
        if _plain(text) and _plain(text) == _plain(dict(previous.texts())[title])
    ]
    passed = sorted(promised for promised in {*promises, now.action_by_on} if promised is not None and promised < on)
    flags += [f"Action was promised by {day_words(day)}. Say whether it was done." for day in passed]
    flags += [
        f"“{title}” has {len(text):,} characters; the limit is {most_characters:,}. Shorten it."
        for title, text in now.texts()
        if len(text) > most_characters
    ]
    return flags


def repeated(told: Mapping[int, tuple[str, Boxes]]) -> dict[int, str]:
    """Which words stand beside several measures: a sentence for the author and the approver of each such figure.

    ``told``: each figure's measure by name, and its boxes. Texts of fewer than five words may well be the same (ours).
    """
    alike: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for figure, (name, boxes) in told.items():
        for title, text in boxes.texts():
            if len((plain := _plain(text)).split()) >= FEWEST_WORDS:
                alike[title, plain][figure] = name
    same: dict[int, list[tuple[str, list[str]]]] = defaultdict(list)
    for (title, _), names in alike.items():
        for figure, own in names.items():
            if others := [name for name in names.values() if name != own]:
                same[figure].append((title, others))
    return {figure: _repeated_words(boxes) for figure, boxes in same.items()}


def _repeated_words(boxes: Sequence[tuple[str, Sequence[str]]]) -> str:
    titles = together(f"“{title}”" for title, _ in boxes)
    others = list(dict.fromkeys(name for _, names in boxes for name in names))
    verb = "is" if len(boxes) == 1 else "are"
    return f"{titles} {verb} word for word the same as for {listed(others, 1)}. Say what is this measure’s own."


def _plain(text: str) -> str:
    """A text for comparison: case, spacing and punctuation apart."""
    return " ".join(re.findall(r"\w+", text.casefold()))
