"""Finds councils and services by name. The tree of units is read once for a whole file."""

from collections.abc import Iterable

from accounts.models import Unit, UnitKind

NameKey = str


def name_key(name: str) -> NameKey:
    """A name in small letters and with single spaces, for comparing."""
    return " ".join(name.split()).casefold()


class Places:
    """The tree of units by name. ``add`` takes in a unit that is made later."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = {unit.pk: unit for unit in units}
        self._beneath: dict[tuple[int, NameKey], Unit] = {}
        self._names: set[tuple[str, str]] = set()
        self.councils: dict[NameKey, Unit] = {}
        for unit in list(self._units.values()):
            self.add(unit)

    @classmethod
    def load(cls) -> "Places":
        """The whole tree, in one statement."""
        return cls(Unit.objects.order_by("pk"))

    def add(self, unit: Unit) -> None:
        self._units[unit.pk] = unit
        self._names.add((unit.name, unit.kind))
        if unit.kind == UnitKind.COUNCIL:
            self.councils.setdefault(name_key(unit.name), unit)
        council = self.council_of(unit.pk)
        if council is not None:
            self._beneath.setdefault((council.pk, name_key(unit.name)), unit)

    @property
    def only_council(self) -> Unit | None:
        """The council if there is exactly one, else None."""
        return next(iter(self.councils.values())) if len(self.councils) == 1 else None

    def council_of(self, unit_id: int | None) -> Unit | None:
        """The council above a unit, or the unit itself; None for a partner outside."""
        seen: set[int] = set()
        while unit_id is not None and unit_id not in seen:
            seen.add(unit_id)
            unit = self._units[unit_id]
            if unit.kind == UnitKind.COUNCIL:
                return unit
            unit_id = unit.parent_id
        return None

    def service(self, council: Unit | None, name: str) -> Unit | None:
        """The unit of that name in a council, or of that name as ``told_apart`` writes it; None if there is none."""
        if council is None:
            return None
        names = (name_key(name), name_key(told_apart(name, council)))
        return next((found for key in names if (found := self._beneath.get((council.pk, key)))), None)

    def is_taken(self, name: str, kind: str) -> bool:
        """Whether any unit has that name and kind, which have to be unique."""
        return (name, kind) in self._names


def told_apart(name: str, council: Unit) -> str:
    """The name of a service if another council has one of that name: "Housing (Hart)"."""
    after = f" ({council.name})"
    return f"{name[: 120 - len(after)]}{after}"[:120]
