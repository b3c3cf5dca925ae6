"""The index: one row of words for each thing that can be found, kept true by the database itself.

Triggers write it in the statement that writes the thing, so that it is never behind, whoever writes and by whatever
way: a page, an import of thousands of rows, a restored backup, SQL by hand (ADR 10). Every word of it is a copy. What
stands here is made from the registry, after each migration, and made anew where the registry or a table changed.
"""

import hashlib
from calendar import month_name
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Model

from search.kinds import KINDS, Kind
from search.models import Synonym

ENTRIES, WORDS, TEXTS = "search_entry", "search_word", "search_text"
_PARTS = ("data", "idx", "content", "docsize", "config")
TABLES = frozenset({ENTRIES, WORDS, TEXTS, *(f"{TEXTS}_{part}" for part in _PARTS)})
"""What the index takes up: the entries, the words of their names and, on SQLite, the texts by their words."""

ROOM = 64  # for kinds: the number of an entry is that of the thing, and which kind it is
NUMBERS = {kind.name: number for number, kind in enumerate(KINDS, 1)}
_BEFORE = '\n([/-–—‘“"&.:_£+'
"""What stands right before a word, besides a space: replaced by one, so that each word begins after a space. (SQLite
reads no more than some two dozen functions within each other.)"""
_WITHIN = "'’"
"""What stands within a word: left out, as people leave it out."""
_LONG, _LONGEST_WORD, _SHORT = 4000, 60, 3
"""Letters of a text that are looked through; of a word that are kept; of words that are too short to be mended."""


def make() -> None:
    """Have the index, filled, and what keeps it true; nothing where all of it stands already."""
    there = set(connection.introspection.table_names())
    if not {model._meta.db_table for model in (Synonym, *(kind.model for kind in KINDS))} <= there:
        return
    wanted = _triggers()
    if ENTRIES in there and _standing() == set(wanted):
        return
    filling = [statement for kind in KINDS for statement in _put(kind, kind.model._meta.db_table)]
    # PostgreSQL lets nobody write to a table from when it gets its trigger until the end, so nothing is missed.
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*map(_drop, _standing()), *_tables(), *wanted.values(), *filling):
            cursor.execute(statement)


def let_go() -> None:
    """Take the triggers off, because no migration may alter a column that one names. ``make`` fills the index anew."""
    with connection.cursor() as cursor:
        for name in _standing():
            cursor.execute(_drop(name))


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _tables() -> Iterable[str]:
    columns = "kind integer NOT NULL, thing bigint NOT NULL, unit bigint, ref text NOT NULL, title text NOT NULL"
    yield from (f"DROP TABLE IF EXISTS {name}" for name in (WORDS, TEXTS, ENTRIES))
    if _is_postgresql():
        yield f"CREATE TABLE {ENTRIES} (number bigint PRIMARY KEY, {columns}, body text NOT NULL, words tsvector)"
        yield f"CREATE INDEX search_words ON {ENTRIES} USING gin (words)"
        yield f'CREATE TABLE {WORDS} (number bigint NOT NULL, term text COLLATE "C" NOT NULL)'
        yield f"CREATE INDEX search_terms ON {WORDS} (term)"
        yield f"CREATE INDEX search_terms_of ON {WORDS} (number)"
    else:
        yield f"CREATE TABLE {ENTRIES} (number integer PRIMARY KEY, {columns}, body text NOT NULL)"
        yield f"CREATE VIRTUAL TABLE {TEXTS} USING fts5(title, body, prefix='2 3 4')"
        yield f"CREATE VIRTUAL TABLE {WORDS} USING fts5vocab({TEXTS}, 'col')"
    yield f"CREATE INDEX search_of_unit ON {ENTRIES} (unit)"
    yield f"CREATE INDEX search_of_kind ON {ENTRIES} (kind)"


def _triggers() -> dict[str, str]:
    """By name. The name tells of the text, so that another text is another trigger."""
    made = {}
    for kind in KINDS:
        new, old, table = "; ".join(_put(kind)), "; ".join(_taken(kind)), kind.model._meta.db_table
        for event, when, body in (
            ("new", "INSERT", new),
            ("changed", f"UPDATE OF {', '.join(_read(kind))}", f"{old}; {new}"),
            ("gone", "DELETE", old),
        ):
            digest = hashlib.sha256(f"{when}{body}{''.join(_tables())}".encode()).hexdigest()[:12]
            name = f"search_{kind.name}_{event}_{digest}"
            head = f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW"
            made[name] = _with_function(name, head, body) if _is_postgresql() else f"{head} BEGIN {body}; END"
    return made


def _with_function(name: str, head: str, body: str) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$;
        {head} EXECUTE FUNCTION {name}()
    """


def _put(kind: Kind, table: str = "") -> list[str]:
    """Statements that enter each row of the table or, without one, the row that was written."""
    row, source = (table, f" FROM {table}") if table else ("NEW", "")
    unit = f"{row}.{_column(kind.model, kind.own_unit)}" if kind.own_unit else "NULL"
    ref = f"LOWER({row}.{_column(kind.model, kind.ref)})" if kind.ref else "''"
    number, title, body = _number(kind, row), _title(kind, row), _body(kind, row)
    values = f"{number}, {NUMBERS[kind.name]}, {row}.id, {unit}, {ref}, {title}, {body}"
    columns = "number, kind, thing, unit, ref, title, body"
    if not _is_postgresql():
        return [
            f"INSERT INTO {ENTRIES} ({columns}) SELECT {values}{source}",
            f"INSERT INTO {TEXTS} (rowid, title, body) SELECT {number}, {title}, {body}{source}",
        ]
    found = f"SELECT {number} AS number, UNNEST({_cut(title)}) AS term{source}"
    return [
        f"INSERT INTO {ENTRIES} ({columns}, words) SELECT {values}, ARRAY_TO_TSVECTOR({_cut(body)}){source}",
        f"INSERT INTO {WORDS} SELECT number, term FROM ({found}) AS found WHERE LENGTH(term) > {_SHORT}",  # noqa: S608
    ]


def _cut(text: str) -> str:
    """The words of a text as an array; PostgreSQL refuses words that are very long, or empty."""
    shortened = f"REGEXP_REPLACE({text}, '(\\S{{{_LONGEST_WORD}}})\\S+', '\\1', 'g')"
    return f"ARRAY_REMOVE(REGEXP_SPLIT_TO_ARRAY({shortened}, '\\s+'), '')"


def _taken(kind: Kind) -> list[str]:
    number, of_its_words = _number(kind, "OLD"), (WORDS, "number") if _is_postgresql() else (TEXTS, "rowid")
    places = ((ENTRIES, "number"), of_its_words)
    return [f"DELETE FROM {table} WHERE {column} = {number}" for table, column in places]  # noqa: S608


def _number(kind: Kind, row: str) -> str:
    return f"{row}.id * {ROOM} + {NUMBERS[kind.name]}"


def _title(kind: Kind, row: str) -> str:
    """The words of its name."""
    return _day(kind, row) + _plain(_column(kind.model, kind.title), row=row)


def _body(kind: Kind, row: str) -> str:
    """All that is looked through."""
    columns = (_column(kind.model, name) for name in (kind.ref, kind.title, *kind.words) if name)
    return _day(kind, row) + _plain(*columns, row=row)


def _day(kind: Kind, row: str) -> str:
    """The day of its moment as it is said, " 18 december 2026", to stand before other words; "" where it has none. It
    is London's day, which SQLite does not know and takes to be UTC's: nobody meets between midnight and one o'clock.
    """
    if not kind.moment:
        return ""
    column = f"{row}.{_column(kind.model, kind.moment)}"
    if _is_postgresql():
        return f"TO_CHAR({column} AT TIME ZONE 'Europe/London', '\" \"FMDD fmmonth YYYY') || "
    day, month, year = (f"STRFTIME('%{part}', {column})" for part in "dmY")
    named = " ".join(f"WHEN '{number:02}' THEN '{name.lower()}'" for number, name in enumerate(month_name) if name)
    return f"' ' || LTRIM({day}, '0') || ' ' || CASE {month} {named} END || ' ' || {year} || "


def _plain(*columns: str, row: str) -> str:
    """The words of the columns in small letters, a space before each, in a way that both databases know."""
    text = " || ' ' || ".join(f"SUBSTR({row}.{column}, 1, {_LONG})" for column in columns)
    for signs, instead in ((_BEFORE, " "), (_WITHIN, "")):
        for sign in signs:
            text = f"REPLACE({text}, {'CHR' if _is_postgresql() else 'CHAR'}({ord(sign)}), '{instead}')"
    return f"' ' || LOWER({text})"


def _read(kind: Kind) -> list[str]:
    named = (kind.ref, kind.title, *kind.words, kind.own_unit, kind.moment)
    return [_column(kind.model, name) for name in named if name]


def _column(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).column)


def _standing() -> set[str]:
    """The names of our triggers that are there and at work."""
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if _is_postgresql():
        names = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(names)
        return {name for (name,) in cursor.fetchall() if name.startswith("search_")}


def _drop(name: str) -> str:
    # On PostgreSQL the trigger goes with its function.
    return f"DROP FUNCTION IF EXISTS {name}() CASCADE" if _is_postgresql() else f"DROP TRIGGER IF EXISTS {name}"
