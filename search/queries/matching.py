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
from search.index import ENTRIES, NUMBERS
from search.kinds import KINDS, UNIT, Kind, Reader
from search.queries.holding import Sql, asked_plainly, hold, joined
from search.queries.terms import Term

UnitNames = Sequence[tuple[int, str]]
"""Of every unit the key and the name, in small letters."""

_FEW_UNITS = 6


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
    condition, asked = hold(terms, called, "OR" if any_of_them else "AND")
    # What a reader may open takes the database longer to think about than to find, so it is asked of these kinds alone.
    ask = rows_of if len(asked) == 1 else asked_plainly  # one question of words is one text, whatever was typed
    present = {kind for (kind,) in ask(f"SELECT DISTINCT e.kind FROM {ENTRIES} e WHERE {condition}", asked)}  # noqa: S608
    if not present:
        return []
    within = may_open(present)
    score, weighed = joined([*map(_score, terms), *_besides(terms, ref)], " + ")
    # Not by the rules of a language, which take PostgreSQL long.
    by_letters = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    statement = f"""
        SELECT kind, thing, score, number_of FROM (
            SELECT kind, thing, score, COUNT(*) OVER (PARTITION BY kind) AS number_of, ROW_NUMBER() OVER (
                PARTITION BY kind ORDER BY score DESC, LENGTH(title), title{by_letters}, thing DESC
            ) AS place
            FROM (
                SELECT e.kind, e.thing, e.title, {score} AS score FROM {ENTRIES} e
                WHERE ({condition}) AND {within.sql}
            ) AS found
        ) AS ranked
        WHERE place BETWEEN %s AND %s ORDER BY kind, place
    """  # noqa: S608  our own words; what was typed is a parameter
    by_number = {NUMBERS[kind.name]: kind for kind in KINDS}
    rows = asked_plainly(statement, [*weighed, *asked, *within.params, window.first, window.last])
    return [Match(by_number[kind], thing, score, of) for kind, thing, score, of in rows]


def _is_everything(things: QuerySet[Any]) -> bool:
    """Whether these are all the rows of their table: nothing need be asked, for an entry stands for one."""
    query = things.query
    return not query.where and query.group_by is None and not query.is_sliced and not query.is_empty()


def unit_names() -> UnitNames:
    """The names of all units. One statement."""
    rows = rows_of(f"SELECT thing, title FROM {ENTRIES} WHERE kind = %s", [NUMBERS[UNIT.name]])  # noqa: S608  our own words
    return [(thing, title) for thing, title in rows]


def _units_called(terms: Sequence[Term], units: UnitNames) -> Mapping[Term, list[int]]:
    """The units whose names hold a term: what belongs to them is found by it too. None where many names hold it, as
    with "service", for then it tells none of them apart.
    """
    called = {term: [unit for unit, name in units if any(f" {each}" in name for each in term.all)] for term in terms}
    return {term: found if len(found) <= _FEW_UNITS else [] for term, found in called.items()}


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
