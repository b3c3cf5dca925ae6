"""What somebody asked, as terms to look for: their own words, and what the council calls them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from foundation.statements import written_once
from search.models import Synonym
from search.words import looked_for, stem, words_in


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the council's synonyms mean: by the stems of what is typed the patterns of what is meant, each pattern as it
    was written; and the words that are typed.
    """

    by_stems: Mapping[tuple[str, ...], tuple[str, ...]]
    written: Mapping[str, str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for. A thing holds it if it holds any of ``own``, what was typed, or of ``meant``, what the
    council calls that.
    """

    own: tuple[str, ...]
    meant: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.own, *self.meant)


def meanings() -> Meanings:
    """The council's synonyms. One statement."""
    by_stems, written, words = dict[tuple[str, ...], tuple[str, ...]](), dict[str, str](), set[str]()
    for synonym in _synonyms():
        typed = looked_for(synonym.typed)
        meant = {pattern(words_in(each)): each for each in synonym.meanings}
        stems = tuple(map(stem, typed))
        by_stems[stems] = (*by_stems.get(stems, ()), *meant)
        written |= meant
        words.update(typed)
    return Meanings(by_stems, written, frozenset(words))


@written_once
def _synonyms() -> QuerySet[Synonym]:
    return Synonym.objects.order_by("typed")


def terms_of(words: Sequence[str], known: Meanings) -> list[Term]:
    """The words as terms; words that together have a meaning are one."""
    terms, start = list[Term](), 0
    longest = max(map(len, known.by_stems), default=1)
    while start < len(words):
        for end in range(min(start + longest, len(words)), start, -1):
            meant = known.by_stems.get(tuple(map(stem, words[start:end])), ())
            if meant or end == start + 1:
                own = pattern(words[start:end])
                terms.append(Term((own,), tuple(each for each in meant if each and each != own)))
                start = end
                break
    return terms


def pattern(words: Sequence[str]) -> str:
    """How a text has to go on from the beginning of some word, in small letters: these words, the last without the
    ending of a plural.
    """
    return " ".join((*words[:-1], stem(words[-1]))) if words else ""
