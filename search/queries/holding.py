"""How the index of words is asked, in either database: which entries hold something, how many, and which words there
are like one. Nothing here asks who may open an entry.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

from foundation.statements import rows_of
from search.index import ENTRIES, NUMBERS, TEXTS, WORDS
from search.kinds import KINDS
from search.queries.terms import Term

Sql = tuple[str, list[Any]]
MANY_HOLD = 300  # things that hold a word, from which on it tells few of them apart


def hold(terms: Sequence[Term], called: Mapping[Term, Sequence[int]], between: str) -> Sql:
    """The condition that an entry holds all of the terms (``between`` is "AND") or any of them ("OR"), or belongs to a
    unit whose name does (``called``). Terms that ask for nothing but words are one question, whose SQL is the same for
    any number of them.
    """
    plain = [term for term in terms if not called[term] and not _has_phrase(term)]
    parts = [_of_words(plain, between)] if plain else []
    parts += [_holds(term, called[term]) for term in terms if term not in plain]
    return joined(parts, f" {between} ")


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
    counts, params = joined(parts, ", ")
    return dict(zip(terms, asked_plainly(f"SELECT {counts}", params)[0], strict=True))


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


def asked_plainly(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def joined(parts: Sequence[Sql], between: str) -> Sql:
    return between.join(f"({sql})" for sql, _ in parts), [param for _, params in parts for param in params]
