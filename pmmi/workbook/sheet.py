"""How a sheet of the set-up workbook is declared; the declarations are in ``sheets``."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db import models

from accounts.roles import Permission
from foundation.dates import london_day, start_of_day
from pmmi.workbook.cells import YES_NO, Kind, OnDay, To, ToMany, plain


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column: its ``heading``, the ``field`` of the model that it holds, what its cells may be, and what they mean to
    who fills them in. Of one that is ``needed`` no cell is blank. ``only_new``: it is set when the thing is made, and
    has its own way after that, or as its words say; a blank cell says nothing of a stored thing then. ``blank`` is
    what a blank cell stands for. ``of``: a reference of the row, and what the cells of the column are by it (a figure
    is written as those of its measure are). ``within``: the JSON field that holds it, where ``field`` is "key.key" in
    it. ``is_there``: it is no field, but says whether the thing is there at all. It is Yes of all that is stored; No
    takes it away.
    """

    heading: str
    field: str
    kind: Kind
    meaning: str
    _: KW_ONLY
    example: str = ""
    needed: bool = False
    only_new: bool | str = False
    blank: Any = None
    of: tuple[str, Callable[[Any], Kind]] | None = None
    within: str = ""
    is_there: bool = False

    def kind_by(self, get: Callable[[str], Any]) -> Kind:
        """What its cell may be in a row of which ``get`` gives the values."""
        thing = get(self.of[0]) if self.of else None
        return self.of[1](thing) if self.of and thing is not None else self.kind

    @property
    def held_in(self) -> str:
        """The field of the model in which it is stored."""
        return self.within or self.field

    @property
    def is_field(self) -> bool:
        """Whether it holds one value, which is in a field of the model."""
        return not (self.is_many or self.is_there)

    @property
    def is_many(self) -> bool:
        """Whether it holds several things: rows of their own, beside those of the model."""
        return isinstance(self.kind, ToMany)

    def stored_in(self, thing: Any) -> Any:
        """What is stored of it: the key of a thing that it refers to, the keys of several."""
        if self.is_there:
            return True
        if self.is_many:
            return frozenset(each.pk for each in getattr(thing, self.field).all())
        if self.within:
            first, _, second = self.field.partition(".")
            return plain((getattr(thing, self.within, None) or {}).get(first, {}).get(second, ""))
        value = getattr(thing, f"{self.field}_id" if isinstance(self.kind, To) else self.field)
        if isinstance(self.kind, OnDay):
            return value and start_of_day(london_day(value))
        return plain(value) if isinstance(value, str) else value

    def put(self, thing: Any, value: Any) -> None:
        """Have a thing hold a value. Of JSON, blanks are left out, and what holds nothing."""
        if not self.within:
            setattr(thing, self.field, value)
            return
        first, _, second = self.field.partition(".")
        held = {key: dict(parts) for key, parts in (getattr(thing, self.within, None) or {}).items()}
        parts = {**held.pop(first, {}), second: value or ""}
        if kept := {key: each for key, each in parts.items() if each}:
            held[first] = kept
        setattr(thing, self.within, held)


def linked() -> Column:
    """The column by which a row takes away again what joins two things; on sheets that hold such alone."""
    return Column("Linked", "linked", YES_NO, "Yes where blank. No takes the link away", blank=True, is_there=True)


@dataclass(slots=True, kw_only=True)
class Row:
    """A row of a sheet as it is read: ``values`` by field, with things for references; ``thing`` is the stored one, or
    the new one that the row makes. ``cells`` are the addresses of its cells by their headings. ``changed`` are what it
    changes, by field, as words: (from, to). ``replaces`` are stored things whose place a new one takes: they go.
    ``problems`` are sentences that each name a cell.
    """

    sheet: "Sheet"
    line: int
    today: date
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    thing: Any = None
    name: str = ""
    is_new: bool = False
    changed: dict[str, tuple[str, str]] = field(default_factory=dict)
    replaces: list[Any] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where it stands in the workbook."""
        return f"sheet {self.sheet.title}, row {self.line}"

    @property
    def first(self) -> str:
        """The heading of the first of its cells that makes or changes something."""
        found = (each.heading for each in self.sheet.columns if each.field in self.changed)
        return next((each for each in found if each in self.cells), self.sheet.headings[0])

    @property
    def takes_away(self) -> bool:
        """Whether it says that the thing is not to be there. ``thing`` is None where it is not."""
        return any(column.is_there and self.values.get(column.field) is False for column in self.sheet.columns)

    def get(self, name: str) -> Any:
        """The value that the thing would have: as the row says, else as it is stored."""
        return self.values[name] if name in self.values else getattr(self.thing, name)

    def refuse(self, heading: str, sentence: str) -> None:
        """Say what is wrong with one of its cells, and what to do."""
        cell = self.cells.get(heading)
        where = f"cell {cell} ({heading})" if cell else f"row {self.line} ({heading})"
        self.problems.append(f"{self.sheet.title}, {where} {sentence}")


def apart(thing: Any) -> Any:
    """What tells a stored or a new thing from all others: its key, where it has one; None for none."""
    return None if thing is None else thing.pk or ("new", id(thing))


Check = Callable[[Row], None]
"""Looks at a row whose cells are all usable, and refuses it where it must."""
CheckAll = Callable[[Sequence[Row], "Any"], None]
"""Looks at all usable rows of a sheet together, beside all that is stored (``names.Named``), and refuses those that
must be.
"""


class Along(NamedTuple):
    """What goes with a row that is written: ``new`` rows of other models, and stored ones that are ``gone``."""

    new: Sequence[models.Model] = ()
    gone: Iterable[models.Model] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet: which things it holds, and how.

    ``key`` says it in code and ``title`` in the workbook. ``thing`` is what one is called. ``by`` are the fields that
    tell its things apart. ``stored`` gives those that are kept, in an order that follows from what they hold. ``name``
    is what cells elsewhere call one; ``short`` is another name, which does where only one has it. ``made`` gives what
    else a new one is made with (it is given the row, the moment, and ``names.Named``). ``page`` is whose history a
    change is told in, where it is not its own. ``settle`` makes of the values of a row what is kept, before it is
    compared. ``checks`` see each row that makes or changes something, ``checks_all`` all of them. Who has the
    permission that it ``needs``, for the whole council, has the sheet.

    ``repeats``: several things may be alike in ``by``, and are told apart by their order. ``stamps`` are the fields
    that hold when a thing was last written. ``under`` gives rows that a new one points at and that no sheet holds: they
    are written before it. ``along`` gives what else a row makes and removes, ``moves`` what a new one
    changes of others: (thing, field, value). ``wrote`` is called when all is written, in the same transaction, with
    each row that made or changed something. ``trail_tells`` False: the trail, which more people read than have the
    sheet, says what came in and not what it holds.
    """

    key: str
    title: str
    thing: str
    purpose: str
    model: type[models.Model]
    needs: Permission
    by: Sequence[str]
    columns: Sequence[Column]
    stored: Callable[[], Iterable[Any]]
    name: Callable[[Any], str] = str
    short: Callable[[Any], str] | None = None
    made: Callable[[Row, datetime, Any], Mapping[str, Any]] = lambda row, at, named: {}  # noqa: ARG005
    page: Callable[[Any], models.Model] | None = None
    settle: Check | None = None
    moves: Callable[[Row], Iterable[tuple[Any, str, Any]]] | None = None
    checks: Sequence[Check] = ()
    checks_all: Sequence[CheckAll] = ()
    repeats: bool = False
    stamps: Sequence[str] = ()
    under: Callable[[Row, datetime, Any], Sequence[models.Model]] | None = None
    along: Callable[[Row, datetime, Any], Along] | None = None
    wrote: Callable[[Row], None] | None = None
    trail_tells: bool = True

    @cached_property
    def by_heading(self) -> Mapping[str, Column]:
        return {column.heading: column for column in self.columns}

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    @property
    def needed(self) -> list[str]:
        return [column.heading for column in self.columns if column.needed]

    def refers_to_itself(self, column: Column) -> bool:
        """Whether the cells of a column name other rows of the same sheet, which may stand beneath their own."""
        return isinstance(column.kind, To | ToMany) and column.kind.sheet == self.key

    @property
    def single(self) -> Iterator[Column]:
        """Columns of one value each, which are fields of the model itself."""
        return (column for column in self.columns if column.is_field)
