"""Which characters the shipped fonts can print, and what to print for the rest.

A character without a glyph is an error in accessible PDF: one emoji would stop a whole pack. So a pictogram is replaced
by its name, and any other character by a box.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

PRIMARY = "Noto Sans"
BOXES = "□\N{REPLACEMENT CHARACTER}?"  # the first that a font has
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
SPACES = {"\t": " ", "\u00a0": "\u00a0", "\u3000": " "}
INVISIBLE = {0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400)}
DIRECTION = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
WORD, NO_WORD, REACH = 24, 60, 10  # letters: a long word, a run that is none, and between two places to break
LONG_WORD = re.compile(rf"[^\s/?\-]{{{WORD},}}")  # lines may break at / ? and - as they are, as addresses need


@cache
def families(fonts: Path) -> tuple[str, ...]:
    """Family names of the fonts in a folder, Noto Sans first. Raises ``FileNotFoundError`` where there are none."""
    names = {_family(path) for path in _files(fonts)}
    return tuple(sorted(names, key=lambda name: (name != PRIMARY, name)))


@cache
def covered(fonts: Path, family: str = "") -> frozenset[int]:
    """Code points that some font in the folder has a glyph for; of one family alone, that all its faces have."""
    faces = [_points(path) for path in _files(fonts) if family in ("", _family(path))]
    return frozenset.intersection(*faces) if family else frozenset.union(*faces)


def _points(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _family(path: Path) -> str:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return str(font["name"].getBestFamilyName())


def _files(fonts: Path) -> list[Path]:
    files = sorted(fonts.glob("*.ttf"))
    if not files:
        raise FileNotFoundError(f"No fonts (*.ttf) in {fonts}. Build the assets first: make assets")
    return files


@cache
def printer(fonts: Path, family: str = "") -> Callable[[str], str]:
    """A function that gives a text as the fonts, or one family of them, can print it, line ends as newlines.

    Control characters and changes of writing direction become boxes, since they could hide or reorder words.
    """
    points = covered(fonts, family)
    box = next(each for each in BOXES if ord(each) in points)

    def one(character: str) -> str:
        point = ord(character)
        if character in SPACES:
            return SPACES[character]
        if point in INVISIBLE:
            return ""
        if point in points and point not in DIRECTION and unicodedata.category(character) not in ("Cc", "Co"):
            return character
        if unicodedata.category(character) == "So" and (name := unicodedata.name(character, "")):
            return f"[{name.lower()}]"
        return box

    table = Characters(one)
    table[ord("\n")] = "\n"
    return lambda text: LINE_ENDS.sub("\n", text).translate(table)


class Characters(dict[int, str]):
    """A table for ``str.translate`` that works out each character once."""

    def __init__(self, one: Callable[[str], str]) -> None:
        super().__init__()
        self._one = one

    def __missing__(self, point: int) -> str:
        self[point] = self._one(chr(point))
        return self[point]


def breakable(text: str) -> str:
    """The text with invisible places to break put into words too long for a line."""
    return LONG_WORD.sub(lambda word: _pieces(word.group()), text)


def _pieces(word: str) -> str:
    reach = REACH if len(word) < NO_WORD else 1
    return "\u200b".join(word[i : i + reach] for i in range(0, len(word), reach))
