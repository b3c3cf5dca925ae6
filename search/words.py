"""What somebody looked for as words, how alike two words are, and where they stand in a text. Standard library only."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

LONGEST, MOST_WORDS = 200, 8
"""More letters than this are refused; more words than this are left out."""

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
# They stand in nearly every name, so they tell no two things apart.
_COMMON = frozenset(
    _WORD.findall(
        "a an and are as at be by do does for from has have how i in is it its many me much my of on or our show the "
        "their there this to was we were what when where which who why with"
    )
)
_SNIPPET = 140


class Part(NamedTuple):
    """A piece of a text. ``is_found``: it was looked for."""

    text: str
    is_found: bool


def words_in(text: str) -> list[str]:
    """The words of a text in small letters. Whatever is no letter or figure ends a word."""
    return _WORD.findall(_APOSTROPHE.sub("", unicodedata.normalize("NFKC", text).lower()))


def looked_for(text: str) -> list[str]:
    """The words to look for: without common ones and single letters, unless there are no others; each once."""
    words = list(dict.fromkeys(words_in(text)))
    telling = [word for word in words if word not in _COMMON and (len(word) > 1 or word.isdigit())]
    return telling or [word for word in words if len(word) > 1]


def stem(word: str) -> str:
    """The word without the ending of a plural, so that either finds the other: "libraries" and "library"."""
    for ending, instead in (("ies", ""), ("sses", "ss"), ("ss", "ss"), ("us", "us"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + instead
    return word


def most_alike(word: str, others: Iterable[str]) -> list[str]:
    """Of the other words those that the word may be a slip of: as few slips away as any, and no more than its length
    bears. None for a short word.
    """
    most = 0 if len(word) < 4 else 1 if len(word) < 6 else 2
    letters, found = set(word), dict[str, int]()
    for other in others:
        near = abs(len(other) - len(word)) <= most and len(letters - set(other)) <= most
        if most and near and other not in found:
            found[other] = slips(word, other)
    least = min(found.values(), default=most + 1)
    return sorted(other for other, count in found.items() if count == least <= most)


def slips(one: str, other: str) -> int:
    """How many letters have to be put in, left out, changed, or exchanged with the next, to make one the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            best = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]


def marked(text: str, found: Collection[str]) -> list[Part]:
    """The text in pieces: words that begin with something of what was found, and what stands between them."""
    parts, end = list[Part](), 0
    for match in _places(text, found):
        parts += [Part(text[end : match.start()], False), Part(match.group(), True)]
        end = match.end()
    return [part for part in (*parts, Part(text[end:], False)) if part.text]


def snippet(text: str, found: Collection[str]) -> str:
    """The words around the first place where something stands that was found; "" where there is none."""
    line = " ".join(text.split())
    place = next(iter(_places(line, found)), None)
    if place is None:
        return ""
    start = max(0, place.start() - _SNIPPET // 3)
    start = line.find(" ", start) + 1 if start else 0
    cut = line[start : start + _SNIPPET]
    cut = cut if start + _SNIPPET >= len(line) else cut.rpartition(" ")[0]
    return f"{'… ' if start else ''}{cut}{' …' if start + len(cut) < len(line) else ''}"


def _places(text: str, found: Collection[str]) -> Iterable[re.Match[str]]:
    return _beginnings(tuple(found)).finditer(text) if found else ()


@lru_cache(maxsize=64)
def _beginnings(found: tuple[str, ...]) -> re.Pattern[str]:
    phrases = (r"[\W_]+".join(map(re.escape, each.split())) for each in sorted(found, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(phrases)})[^\W_]*", re.IGNORECASE)
