"""The kinds of files that can be imported, and how each is read, compared and written.

One upload, one preview, one job and one decision for all of them (``batches``, ``jobs``); each app says what its own
files hold.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from accounts import audit
from accounts.actors import Actor
from accounts.permissions import check
from accounts.roles import Permission
from foundation.pace import Pace
from foundation.undoing import Done
from indicators.imports.columns import ColumnHelp
from indicators.imports.matching.fields import Fields
from indicators.imports.preview import PlannedRow
from indicators.models import ImportBatch


class PlannedImport(Protocol):
    """What a file would do. ``digest`` ties a decision to it, ``summary`` is its preview as ``preview.Plan`` has it."""

    rows: list[PlannedRow]

    @property
    def digest(self) -> str: ...

    @property
    def summary(self) -> dict[str, Any]: ...


class Planner(Protocol):
    """Says what a table would do, and writes nothing. ``pace`` hands out rows, with rests where nobody waits."""

    def __call__(self, table: Any, filename: str, *, today: date, pace: Pace) -> PlannedImport: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyImport:
    """An import made ready outside of any transaction: ``entries`` to be recorded, which are read before it is written,
    ``write`` for all that it writes, ``said`` what the trail says of the file as a whole. ``done`` tells all that it
    writes, where it can be taken back. ``follow`` does what follows from what was written, adds that to ``done``, and
    gives what is to be recorded of it.
    """

    entries: Iterable[audit.Entry]
    write: Callable[[], object]
    said: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    done: Callable[[], Done] | None = None
    follow: Callable[[Done], list[audit.Entry]] | None = None


class Preparer(Protocol):
    """Makes an import ready. ``plan`` is what the kind's planner gave. Raises ChangeRefused."""

    def __call__(self, *, by: Actor, at: datetime, batch: ImportBatch, plan: Any) -> ReadyImport: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind:
    """A kind of file. ``key`` is stored with each. ``name`` is what stands in it: "figures and targets". A row of its
    preview is about a ``thing`` and has two values, headed ``heads``, which ``are_figures`` or words. ``headings`` and
    ``examples`` are its template. ``read`` raises FileRefused when the file as a whole cannot be used. Who has the
    permission that it ``needs`` imports it, and sees what was imported of it. ``fields`` are what the columns of a
    council's own file may be matched to; None where its headings are always ours. One that ``is_whole`` is applied
    whole: refused rows cannot be left out. Of one that ``names_people`` the rows of the preview go with the day.
    ``where`` is what the place of a row is called, beside its line. ``page`` is where its empty file and all about it
    stand (a route), "" where its template is here. ``files`` says what files it comes in, ``suffixes`` how they end.
    """

    key: str
    name: str
    thing: str
    heads: tuple[str, str]
    columns: Sequence[ColumnHelp]
    headings: Sequence[str]
    examples: Sequence[Sequence[str]]
    read: Callable[[bytes, str], Any]  # a Table, or what its planner takes for one
    plan: Planner
    prepare: Preparer
    fields: Fields | None
    are_figures: bool = True
    is_whole: bool = False
    names_people: bool = False
    where: str = "Period"
    page: str = ""
    files: str = "An Excel workbook (.xlsx) or a CSV file"
    suffixes: str = ".xlsx,.csv"
    needs: Permission = Permission.FIGURE_IMPORT


_KINDS: dict[str, ImportKind] = {}


def register_import(*kinds: ImportKind) -> None:
    """Called by an app when it starts."""
    _KINDS.update({kind.key: kind for kind in kinds})


def kind_of(batch: ImportBatch) -> ImportKind:
    """The kind that a stored file was uploaded as."""
    return _KINDS[batch.kind]


def kinds_for(actor: Actor) -> list[ImportKind]:
    """The kinds that the person imports. Raises PermissionDenied where there is none."""
    found = [kind for kind in _KINDS.values() if actor.may(kind.needs)]
    if not found:
        check(actor, Permission.FIGURE_IMPORT)
    return found


def may_import(actor: Actor) -> bool:
    """Whether the person imports anything."""
    return any(actor.may(kind.needs) for kind in _KINDS.values())


def import_kinds() -> Mapping[str, ImportKind]:
    """All kinds by their keys, in the order in which apps start."""
    return _KINDS
