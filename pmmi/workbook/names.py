"""What the cells of the workbook call things, and which thing a name in a cell means."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from django.db import models

from indicators.imports.units_by_name import name_key
from pmmi.workbook.cells import CellRefused, quoted
from pmmi.workbook.sheet import Sheet

T = TypeVar("T")


class Named:
    """All things that cells may call by their names: those that are stored, read once each, and new ones."""

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        self._sheets: Mapping[str, Sheet] = {each.key: each for each in sheets}
        self._stored: dict[str, list[Any]] = {}
        self._names: dict[str, dict[int, str]] = {}
        self._found: dict[str, dict[str, list[Any]]] = {}
        self._new: dict[str, list[Any]] = {}
        self._once: dict[Any, Any] = {}

    def once(self, what: object, read: Callable[[], T]) -> T:
        """What ``read`` gives, asked for once; ``what`` says which."""
        if what not in self._once:
            self._once[what] = read()
        return cast("T", self._once[what])

    def new(self, sheet: str) -> Sequence[Any]:
        """The new things of a sheet."""
        return self._new.get(sheet, ())

    def stored(self, sheet: str) -> list[Any]:
        """The stored things of a sheet."""
        if sheet not in self._stored:
            self._stored[sheet] = list(self._sheets[sheet].stored())
        return self._stored[sheet]

    def known(self, sheet: str) -> list[Any]:
        """The stored things of a sheet, and the new ones."""
        return [*self.stored(sheet), *self.new(sheet)]

    def called(self, sheet: str, thing: Any) -> str:
        """How cells call a thing, stored (also by its key) or new; "" for None, and for a stored one that the workbook
        does not hold.
        """
        if thing is None:
            return ""
        if isinstance(thing, models.Model) and thing.pk is None:
            return self._label(self._sheets[sheet], thing)
        if sheet not in self._names:
            self._names[sheet] = {each.pk: self._label(self._sheets[sheet], each) for each in self.stored(sheet)}
        return self._names[sheet].get(thing.pk if isinstance(thing, models.Model) else thing, "")

    def _label(self, sheet: Sheet, thing: Any) -> str:
        """Its short name, unless others have that too."""
        short = sheet.short(thing) if sheet.short else ""
        return short if short and len(self._of(sheet.key).get(name_key(short), ())) <= 1 else sheet.name(thing)

    def find(self, sheet: str, name: str) -> Any:
        """The stored or new thing of that name. Raises CellRefused where there is none, or more than one."""
        found = self._of(sheet).get(name_key(name), ())
        if len(found) == 1:
            return found[0]
        declared = self._sheets[sheet]
        if not found:
            raise CellRefused(
                f"says {quoted(name)}, and there is no {declared.thing} of that name. Correct it, or add it to sheet "
                f"“{declared.title}”"
            )
        names = " or ".join(sorted(quoted(declared.name(each)) for each in found)[:3])
        raise CellRefused(f"says {quoted(name)}, and several {declared.thing}s are called that. Write {names}")

    def add(self, sheet: str, thing: Any) -> None:
        """Take in a new thing, so that cells of sheets after its own may call it by its name."""
        self._put(self._of(sheet), self._sheets[sheet], thing)
        self._new.setdefault(sheet, []).append(thing)

    def _of(self, sheet: str) -> dict[str, list[Any]]:
        if sheet not in self._found:
            found = self._found[sheet] = {}
            for thing in self.stored(sheet):
                self._put(found, self._sheets[sheet], thing)
        return self._found[sheet]

    @staticmethod
    def _put(found: dict[str, list[Any]], sheet: Sheet, thing: Any) -> None:
        names = {name_key(sheet.name(thing)), *([name_key(sheet.short(thing))] if sheet.short else [])}
        for name in names:
            found.setdefault(name, []).append(thing)
