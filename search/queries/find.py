"""Finding what a reader may open, by words: all of them as they were typed, else mended, else some of them."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from foundation.snapshot_cache import SnapshotCache
from search.index import NUMBERS
from search.kinds import KINDS, Kind, Reader
from search.queries.holding import how_often, telling, words_alike
from search.queries.matching import Match, Openable, Window, find, openable, unit_names
from search.queries.terms import Meanings, Term, meanings, pattern, terms_of
from search.words import MOST_WORDS, Part, looked_for, marked, most_alike, snippet, stem, words_in

FEW, MANY = 5, 25
"""So many are shown of each kind at first, and of one kind on a page of its own."""
_MOST_MENDED = 4  # words that one word may be a slip of


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: its name and what it is, with the words found; ``words`` are others of its, where the
    name holds none of what was found.
    """

    url: str
    name: list[Part]
    detail: list[Part]
    words: list[Part]

    @property
    def parts(self) -> list[Part]:
        return [*self.name, *self.detail, *self.words]


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: ``of`` of them, of which ``hits`` are shown."""

    kind: Kind
    of: int
    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer. ``words`` were looked for, ``left_out`` were too many; ``meant`` is what the council calls them;
    ``mended`` what was looked for in their place; ``is_some``: things that hold some of them, for none holds all.
    """

    words: list[str]
    left_out: list[str]
    groups: list[Group]
    meant: list[str]
    mended: list[str]
    is_some: bool

    @property
    def count(self) -> int:
        return sum(group.of for group in self.groups)


def found_by(text: str, *, reader: Reader, kinds: Sequence[Kind] = KINDS, first: int = 1, most: int = FEW) -> Found:
    """What a reader may open that holds the words of a text: of each kind ``most`` from the ``first`` on, the kind with
    the best first. At most sixteen statements, and one or two for each kind of which something is found, however much
    there is. The council's words and what the reader may open are kept while nothing is written.
    """
    every = looked_for(text)
    words, left_out = every[:MOST_WORDS], every[MOST_WORDS:]
    if not words:
        return Found([], [], [], [], [], is_some=False)
    kept, window = SnapshotCache(), Window(first, first + most - 1)
    known, units = kept(lambda: (meanings(), unit_names()), "what search knows")

    def may_open(present: Container[int]) -> Openable:
        asked = [kind for kind in kinds if NUMBERS[kind.name] in present]
        names = [kind.name for kind in asked]
        return kept(lambda: openable(reader, asked), "openable", reader.actor.user.pk, reader.today, *names)

    ask = partial(find, may_open=may_open, units=units, ref="_".join(words_in(text)), window=window)
    terms, mended, is_some = terms_of(words, known), list[str](), False
    matches = ask(terms)
    if not matches:
        counts = how_often(list(dict.fromkeys([*map(_alone, words), *terms])))
        terms, mended = _mended(words, known, counts)
        matches = ask(terms) if mended else []
        if not matches and len(terms) > 1:
            matches = ask(telling(terms, counts), any_of_them=True) or ask(terms, any_of_them=True)
            is_some = bool(matches)
    groups = _groups(matches, terms, reader)
    meant = sorted({known.written[each] for term in terms for each in term.meant})
    return Found(words, left_out, groups, meant, _shown(mended, groups, known), is_some)


def _alone(word: str) -> Term:
    return Term((pattern([word]),))


def _mended(words: Sequence[str], known: Meanings, counts: Mapping[Term, int]) -> tuple[list[Term], list[str]]:
    """Terms for the words with their slips mended, by the words of things' names and those that the council gave a
    meaning; and the words that were put in the place of others. A word that anything holds is no slip. One statement
    at most.
    """
    slips = [word for word in words if not counts[_alone(word)] and word not in known.words]
    there = known.words.union(words_alike(slips))
    terms, mended = list[Term](), list[str]()
    for word in words:
        alike = most_alike(word, there)[:_MOST_MENDED] if word in slips else [word]
        mended += [each for each in alike if each != word]
        meant = [term for each in alike for term in terms_of([each], known)]
        own = tuple(dict.fromkeys(each for term in meant for each in term.own)) or (word,)
        terms.append(Term(own, tuple(dict.fromkeys(each for term in meant for each in term.meant))))
    return terms, mended


def _shown(mended: Sequence[str], groups: Sequence[Group], known: Meanings) -> list[str]:
    """Those of the words that a thing shown holds: others may stand in what the reader may not open. Which words the
    council gave a meaning is no secret.
    """
    shown = {part.text.lower() for group in groups for hit in group.hits for part in hit.parts if part.is_found}
    return [each for each in mended if groups and (each in known.words or any(stem(each) in text for text in shown))]


def _groups(matches: Sequence[Match], terms: Sequence[Term], reader: Reader) -> list[Group]:
    patterns = [each for term in terms for each in term.all]
    groups = []
    for kind, of_kind in groupby(matches, key=lambda match: match.kind):
        mine = list(of_kind)
        things = kind.things(reader, [match.thing for match in mine])
        hits = [_hit(kind, things[each.thing], patterns) for each in mine if each.thing in things]
        if hits:
            groups.append((mine[0].score, Group(kind, mine[0].of, hits)))
    return [group for _, group in sorted(groups, key=lambda each: -each[0])]


def _hit(kind: Kind, thing: Any, patterns: Sequence[str]) -> Hit:
    name, detail = marked(kind.named_as(thing), patterns), marked(kind.detail(thing), patterns)
    is_seen = any(part.is_found for part in (*name, *detail))
    words = "" if is_seen else " ".join(str(getattr(thing, each)) for each in kind.words)
    return Hit(kind.url(thing), name, detail, marked(snippet(words, patterns), patterns))
