"""The statement that finds: which entries hold what is looked for, which of them a reader may open, the best first.

Every row goes through the registry's own rule of who may open it, inside the statement: what is counted, ranked and
cut off is what the reader may open, and nothing else.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

from foundation.statements import rows_of
from search.index import ENTRIES, NUMBERS, TEXTS, WORDS
from search.kinds import KINDS, UNIT, Kind, Reader
from search.queries.terms import Term

Sql = tuple[str, list[Any]]
UnitNames = Sequence[tuple[int, str]]
"""Of every unit the key and the name, in small letters."""

_FEW_UNITS = 6
MANY_HOLD = 300  # things that hold a word, from which on it tells few of them apart


class Match(NamedTuple):
    """An entry that holds what is looked for. ``of`` is how many there are of its kind."""

    kind: Kind
    thing: int
    score: int
    of: int


@dataclass(frozen=True, slots=True)
class Openable:
    """The condition that a reader may open the thing of an entry, which is of one of the kinds looked through."""

    sql: str
    params: list[Any]


@dataclass(frozen=True, slots=True)
class Window:
    """Of each kind the matches from the ``first`` to the ``last``."""

    first: int
    last: int


def openable(reader: Reader, kinds: Sequence[Kind]) -> Openable:
    """What the reader may open of these kinds."""
    parts, params = list[str](), list[Any]()
    for kind in kinds:
        hidden = kind.hidden(reader)
        things, is_in = (kind.readable(reader), "IN") if hidden is None else (hidden, "NOT IN")
        condition, given = f"e.kind = {NUMBERS[kind.name]}", tuple[Any, ...]()
        if hidden is not None or not _is_everything(things):
            try:
                sql, given = things.order_by().values("pk").query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
                condition += f" AND e.thing {is_in} ({sql})"
            except EmptyResultSet:
                if hidden is None:
                    continue  # nothing of it may be opened; and where nothing is hidden, all of it
        parts.append(f"({condition})")
        params += given
    return Openable(f"({' OR '.join(parts)})" if parts else "1 = 0", params)


def find(
    terms: Sequence[Term],
    *,
    may_open: Callable[[Container[int]], Openable],
    units: UnitNames,
    ref: str,
    window: Window,
    any_of_them: bool = False,
) -> list[Match]:
    """The entries that hold all of the terms, or any of them, and that the reader may open, the best first. ``ref`` is
    what was asked as a reference would be written, with "_" for whatever is no letter or figure; ``units`` are their
    names; ``may_open`` gives for the numbers of kinds what the reader may open of those that are looked through. One
    statement where nothing holds them, else two and what the reader's rights take.
    """
    called = _units_called(terms, units)
    condition, asked = _hold(terms, called, "OR" if any_of_them else "AND")
    # What a reader may open takes the database longer to think about than to find, so it is asked of these kinds alone.
    ask = rows_of if len(asked) == 1 else _asked  # one question of words is one text, whatever was typed
    present = {kind for (kind,) in ask(f"SELECT DISTINCT e.kind FROM {ENTRIES} e WHERE {condition}", asked)}  # noqa: S608
    if not present:
        return []
    within = may_open(present)
    score, weighed = _joined([*map(_score, terms), *_besides(terms, ref)], " + ")
    statement = f"""
        SELECT kind, thing, score, number_of FROM (
            SELECT kind, thing, score, COUNT(*) OVER (PARTITION BY kind) AS number_of,
                ROW_NUMBER() OVER (PARTITION BY kind ORDER BY score DESC, length, thing DESC) AS place
            FROM (
                SELECT e.kind, e.thing, LENGTH(e.title) AS length, {score} AS score FROM {ENTRIES} e
                WHERE ({condition}) AND {within.sql}
            ) AS found
        ) AS ranked
        WHERE place BETWEEN %s AND %s ORDER BY kind, place
    """  # noqa: S608  our own words; what was typed is a parameter
    by_number = {NUMBERS[kind.name]: kind for kind in KINDS}
    rows = _asked(statement, [*weighed, *asked, *within.params, window.first, window.last])
    return [Match(by_number[kind], thing, score, of) for kind, thing, score, of in rows]


def words_alike(words: Sequence[str]) -> list[str]:
    """Words of things' names that begin like one of these, or like one whose first two letters changed places. They may
    be of things that the reader may not open: only what is then found with them may be told.
    """
    beginnings = sorted({each for word in words if len(word) > 1 for each in (word[0], word[1])})
    if not beginnings:
        return []
    is_led = connection.vendor == "postgresql"
    ranges = [(each, chr(ord(each) + 1)) for each in beginnings]
    ends = [end for first, last in ranges for end in ((first, last, last) if is_led else (first, last))]
    return [word for (word,) in rows_of(" UNION ".join([_LED if is_led else _ALL] * len(ranges)), ends)]


# A word stands there once for each thing that has it: PostgreSQL reads them all, unless it is led from word to word.
_LED = f"""(
    WITH RECURSIVE step (term) AS (
        (SELECT term FROM {WORDS} WHERE term >= %s AND term < %s ORDER BY term LIMIT 1)
        UNION ALL
        SELECT (SELECT next.term FROM {WORDS} next WHERE next.term > step.term AND next.term < %s ORDER BY 1 LIMIT 1)
        FROM step WHERE step.term IS NOT NULL
    ) SELECT term FROM step WHERE term IS NOT NULL
)"""  # noqa: S608  our own words
_ALL = f"SELECT term FROM {WORDS} WHERE term >= %s AND term < %s AND col = 'title'"  # noqa: S608  likewise


def _is_everything(things: QuerySet[Any]) -> bool:
    """Whether these are all the rows of their table: nothing need be asked, for an entry stands for one."""
    query = things.query
    return not query.where and query.group_by is None and not query.is_sliced and not query.is_empty()


def _asked(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def unit_names() -> UnitNames:
    """The names of all units. One statement."""
    rows = rows_of(f"SELECT thing, title FROM {ENTRIES} WHERE kind = %s", [NUMBERS[UNIT.name]])  # noqa: S608  our own words
    return [(thing, title) for thing, title in rows]


def how_often(terms: Sequence[Term]) -> dict[Term, int]:
    """How many entries hold each term, whoever may open them, as far as it matters: ``MANY_HOLD`` or more are many. One
    statement.
    """
    if connection.vendor == "postgresql":
        return _counted(terms)
    parts = [
        (f"SELECT COUNT(*) FROM (SELECT 1 FROM {ENTRIES} e WHERE {condition} LIMIT {MANY_HOLD}) AS held", params)  # noqa: S608  our own words
        for condition, params in (_holds(term, []) for term in terms)
    ]
    counts, params = _joined(parts, ", ")
    return dict(zip(terms, _asked(f"SELECT {counts}", params)[0], strict=True))


def _counted(terms: Sequence[Term]) -> dict[Term, int]:
    """The same by one text for any number of terms. What holds two patterns of a term is counted twice."""
    asked = [(term, _words([each]), f"% {each}%" if " " in each else "") for term in terms for each in term.all]
    _, words, beside = zip(*asked, strict=True)
    counts = dict.fromkeys(terms, 0)
    for (term, _, _), (count,) in zip(asked, rows_of(_COUNTED, [MANY_HOLD, [*words], [*beside]]), strict=True):
        counts[term] += count
    return counts


_COUNTED = f"""
    SELECT (
        SELECT COUNT(*) FROM (
            SELECT 1 FROM {ENTRIES} e
            WHERE e.words @@ asked.words::tsquery AND (asked.beside = '' OR e.body LIKE asked.beside) LIMIT %s
        ) held
    )
    FROM UNNEST(%s::text[], %s::text[]) WITH ORDINALITY AS asked (words, beside, place) ORDER BY asked.place
"""  # noqa: S608  likewise


def telling(terms: Sequence[Term], counts: Mapping[Term, int]) -> list[Term]:
    """The terms that few enough things hold to tell them apart; all of them where there is none. ``counts`` are known
    already. One statement at most.
    """
    unknown = [term for term in terms if term not in counts]
    known = {**counts, **(how_often(unknown) if unknown else {})}
    return [term for term in terms if 0 < known[term] < MANY_HOLD] or list(terms)


def _units_called(terms: Sequence[Term], units: UnitNames) -> Mapping[Term, list[int]]:
    """The units whose names hold a term: what belongs to them is found by it too. None where many names hold it, as
    with "service", for then it tells none of them apart.
    """
    called = {term: [unit for unit, name in units if any(f" {each}" in name for each in term.all)] for term in terms}
    return {term: found if len(found) <= _FEW_UNITS else [] for term, found in called.items()}


def _hold(terms: Sequence[Term], called: Mapping[Term, Sequence[int]], between: str) -> Sql:
    """The condition that an entry holds the terms, or belongs to a unit whose name does (``called``). Terms that ask
    for nothing but words are one question, whose SQL is the same for any number of them.
    """
    plain = [term for term in terms if not called[term] and not _has_phrase(term)]
    parts = [_of_words(plain, between)] if plain else []
    parts += [_holds(term, called[term]) for term in terms if term not in plain]
    return _joined(parts, f" {between} ")


def _has_phrase(term: Term) -> bool:
    """Whether its words have to stand beside each other, which the index of PostgreSQL does not know."""
    return connection.vendor == "postgresql" and any(" " in each for each in term.all)


def _of_words(terms: Sequence[Term], between: str) -> Sql:
    """The condition that an entry holds the words of these terms."""
    words = [f"({_words(term.all)})" for term in terms]
    if connection.vendor == "postgresql":
        return "e.words @@ %s::tsquery", [{"AND": " & ", "OR": " | "}[between].join(words)]
    matching = f"SELECT rowid FROM {TEXTS} WHERE {TEXTS} MATCH %s"  # noqa: S608  our own words
    return f"e.number IN ({matching})", [f" {between} ".join(words)]


def _words(patterns: Sequence[str]) -> str:
    """Any of the patterns, as the database's index of words is asked."""
    if connection.vendor == "postgresql":
        return " | ".join(f"({_all_words(each)})" for each in patterns)
    return " OR ".join(f'body : "{each}" *' for each in patterns)


def _all_words(pattern: str) -> str:
    return " & ".join(f"'{word}':*" for word in pattern.split())


def _holds(term: Term, units: Sequence[int]) -> Sql:
    """The condition that an entry holds the term, or belongs to one of the units."""
    parts, params = list[str](), list[Any]()
    if _has_phrase(term):
        for each in term.all:
            parts.append("e.words @@ %s::tsquery AND e.body LIKE %s")
            params += [_words([each]), f"% {each}%"]
    else:
        sql, params = _of_words([term], "OR")
        parts.append(sql)
    if units:
        parts.append(f"e.unit IN ({', '.join(['%s'] * len(units))})")
        params += units
        for kind in (kind for kind in KINDS if kind.unit != kind.own_unit):
            of_units = kind.model._base_manager.filter(**{f"{kind.unit}__in": units}).values("pk")
            sql, given = of_units.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
            parts.append(f"e.kind = {NUMBERS[kind.name]} AND e.thing IN ({sql})")
            params += given
    return " OR ".join(parts), params


def _score(term: Term) -> Sql:
    """How well an entry holds the term: in its name, what was typed before what it means; else in its other words; else
    not, or by the name of its unit only.
    """
    worth = [(each, "title", 9) for each in term.own] + [(each, "title", 8) for each in term.meant]
    worth += [(each, "body", 3) for each in term.all]
    # Where the letters are, and not LIKE, which takes PostgreSQL twice as long.
    place = "STRPOS" if connection.vendor == "postgresql" else "INSTR"
    cases = " ".join(f"WHEN {place}(e.{column}, %s) > 0 THEN {points}" for _, column, points in worth)
    return f"CASE {cases} ELSE 0 END", [f" {each}" for each, _, _ in worth]


def _besides(terms: Sequence[Term], ref: str) -> list[Sql]:
    """What makes an entry better still: it is what was asked for by its reference; its name has the terms in order."""
    more: list[Sql] = [("CASE WHEN e.ref <> '' AND e.ref LIKE %s THEN 40 ELSE 0 END", [ref])]
    if len(terms) > 1:
        more.append(("CASE WHEN e.title LIKE %s THEN 4 ELSE 0 END", [f"% {'% '.join(term.own[0] for term in terms)}%"]))
    return more


def _joined(parts: Sequence[Sql], between: str) -> Sql:
    return between.join(f"({sql})" for sql, _ in parts), [param for _, params in parts for param in params]
